"""The border check in a process of its own. That it checks there is seen by the tests that start the command."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ingestion.warehouse.border.apart import Asked, Border, BorderError

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
