"""The border check in a process of its own. That it checks there is seen by the tests that start the command."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingestion.warehouse.border import apart
from ingestion.warehouse.border.apart import Asked, Border, BorderError
from ingestion.warehouse.border.result import BorderResult

pytestmark = pytest.mark.slow


def test_what_stops_the_process_is_said_and_nothing_is_taken_for_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where the library is loaded no process is started.
    monkeypatch.delitem(sys.modules, "great_expectations", raising=False)
    with Border() as border:
        answers = border.ask(tmp_path, [Asked("bromma.txt", "0" * 64, 3)])
        with pytest.raises(BorderError, match=r"the border check ended with status 1: FileNotFoundError: .*tables"):
            answers.result()


def test_hundreds_are_shared_by_several_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "great_expectations", raising=False)
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: {0, 1})
    asked: list[list[str]] = []

    def answer(_process: apart._Process, cache: Path, documents: Sequence[Asked]) -> dict[str, BorderResult]:
        asked.append([one.sha256 for one in documents])
        return {one.source_file: BorderResult(int(one.source_file), ()) for one in documents}

    monkeypatch.setattr(apart._Process, "ask", answer)
    documents = [Asked(str(number), f"{number * 7919 % 1000:064d}", 3) for number in range(501)]
    with Border() as border:
        results = border.ask(tmp_path, documents).result()
        assert len(border._processes) == 2
    assert {name: result.passed for name, result in results.items()} == {str(one): one for one in range(501)}
    # Each has a part of the pack, in its order.
    first, second = sorted(asked)
    assert [*first, *second] == sorted(one.sha256 for one in documents)
    assert abs(len(first) - len(second)) <= 1
