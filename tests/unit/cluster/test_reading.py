"""What a worker does with documents, and what becomes of one that ends its worker each time; without a cluster."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ingestion.cluster import reading
from ingestion.cluster.address import Cluster, ClusterError
from ingestion.documents.folder import FoundFile
from ingestion.isolation.kept import Kept, Refused, kept_tables
from ingestion.isolation.limits import Limits
from ingestion.isolation.pool import read_in_children
from ingestion.warehouse.settings import PROJECT
from tests.integration.reports import plan, three_rows

pytestmark = pytest.mark.slow
DISTRICTS = PROJECT / "seeds" / "districts.csv"


def _files(folder: Path) -> list[FoundFile]:
    texts = {f"bromma-{year}.txt": plan("Bromma", year, three_rows()).encode() for year in (2021, 2022, 2023)}
    texts["image.txt"] = bytes(range(256)) * 8
    found = []
    for name, content in texts.items():
        (folder / name).write_bytes(content)
        found.append(FoundFile(name, folder / name, len(content), hashlib.sha256(content).hexdigest()))
    return found


def _here(files: Sequence[FoundFile]) -> list[dict[str, Any]]:
    """What a worker would send of some documents."""
    batch = pa.RecordBatch.from_pylist([{"path": str(one.path), "sha256": one.sha256} for one in files])
    rows: list[dict[str, Any]] = reading.read_batch(batch, DISTRICTS, Limits()).to_pylist()
    return rows


def test_a_worker_gives_what_is_read_here_and_one_that_ends_it_is_refused_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = _files(tmp_path)
    deadly = files[1]
    jobs: list[list[str]] = []

    class Session:
        stopped = False

        def stop(self) -> None:
            self.stopped = True

    def job(_session: Session, asked: Sequence[FoundFile], _read: object) -> list[dict[str, Any]] | None:
        jobs.append([one.source_file for one in asked])
        return None if deadly in asked or none_reads else _here(asked)

    none_reads: list[bool] = []
    session = Session()
    monkeypatch.setattr(reading, "_session", lambda _cluster: session)
    monkeypatch.setattr(reading, "_job", job)
    monkeypatch.setattr(Cluster, "look", lambda _self: None)
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    outcomes: dict[str, Kept | Refused] = {}
    known: dict[str, Kept | Refused] = {}
    cluster = Cluster("spark://127.0.0.1:1", "127.0.0.1", 1, tmp_path, tmp_path)

    def told(file: FoundFile, outcome: Kept | Refused) -> None:
        outcomes[file.source_file] = outcome

    reading.read_on_cluster(files, there, DISTRICTS, Limits(), told, cluster)
    assert session.stopped
    # All at once, then each alone.
    assert [len(one) for one in jobs] == [4, 1, 1, 1, 1]
    read_in_children(files, here, DISTRICTS, Limits(), lambda file, one: known.update({file.source_file: one}))
    refused = outcomes.pop(deadly.source_file)
    assert isinstance(refused, Refused)
    assert "on the cluster the process that read it was ended each time" in refused.reason
    assert not refused.lasting
    assert isinstance(known.pop(deadly.source_file), Kept)
    assert outcomes.keys() == known.keys()
    for name, outcome in outcomes.items():
        expected = known[name]
        if isinstance(expected, Refused):
            assert outcome == expected
            continue
        assert isinstance(outcome, Kept)
        assert (outcome.sha256, outcome.rows, outcome.identity) == (expected.sha256, expected.rows, expected.identity)
        assert kept_tables(there, outcome.sha256) == kept_tables(here, outcome.sha256)
    assert any(isinstance(one, Refused) for one in outcomes.values())
    # A cluster that reads nothing at all is no fault of the documents.
    none_reads.append(True)
    outcomes.clear()
    with pytest.raises(ClusterError, match=r"could read none of 4 documents"):
        reading.read_on_cluster(files, there, DISTRICTS, Limits(), told, cluster)
    assert not outcomes
