"""A cluster that is not there is told at once, and nothing that runs is ended by mistake."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingestion.cli import main
from ingestion.cluster.address import Cluster, ClusterError, answers
from ingestion.cluster.service import Size, start, stop
from tests.integration.reports import two_councils


def _closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _cluster(folder: Path, port: int) -> Cluster:
    return Cluster(f"spark://127.0.0.1:{port}", "127.0.0.1", port, folder, folder / "packages")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    cluster = _cluster(tmp_path, 7077)
    cluster.write(tmp_path / "cluster.json")
    assert Cluster.read(tmp_path / "cluster.json") == cluster


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, r"no cluster: .*cluster\.json does not exist; `make cluster` starts one"),
        ("{", "does not say where a cluster is"),
        ('{"master": "spark://127.0.0.1:7077"}', "does not say where a cluster is: KeyError: 'host'"),
    ],
)
def test_a_file_that_tells_of_no_cluster(tmp_path: Path, content: str | None, told: str) -> None:
    if content is not None:
        (tmp_path / "cluster.json").write_text(content, encoding="utf-8")
    with pytest.raises(ClusterError, match=told):
        Cluster.read(tmp_path / "cluster.json")


def test_nobody_answers(tmp_path: Path) -> None:
    port = _closed_port()
    with pytest.raises(ClusterError, match=rf"the cluster's master does not answer at 127\.0\.0\.1:{port}; `make cl"):
        _cluster(tmp_path, port).look()


def test_packages_that_are_not_installed(tmp_path: Path) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = int(listening.getsockname()[1])
        assert answers("127.0.0.1", port)
        with pytest.raises(ClusterError, match=r"is not installed in .*packages"):
            _cluster(tmp_path, port).look()
    assert str(tmp_path / "packages") not in sys.path


def test_a_refresh_without_its_cluster_says_so_and_leaves_all_as_it_was(tmp_path: Path) -> None:
    two_councils(tmp_path / "documents")
    database = tmp_path / "malbild.duckdb"
    database.write_bytes(b"")
    place = tmp_path / "cluster.json"
    arguments = ["refresh", "--documents", str(tmp_path / "documents"), "--database", str(database)]
    arguments += ["--engine", "spark", "--cluster", str(place), "--log-format", "json"]
    database.unlink()
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "cluster.json does not exist; `make cluster` starts one" in result.output
    _cluster(tmp_path, _closed_port()).write(place)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "does not answer at 127.0.0.1" in result.output
    assert json.loads((tmp_path / "refresh.json").read_text(encoding="utf-8"))["status"] == 2
    assert not database.exists()


def test_without_java_no_cluster_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ClusterError, match="Java is not installed"):
        start(tmp_path / "cluster", tmp_path / "packages", Size(), (1, 2, 3), lambda _: None)
    assert not (tmp_path / "cluster").exists()


def test_only_what_was_started_is_ended(tmp_path: Path) -> None:
    assert stop(tmp_path) == 0
    (tmp_path / "cluster.json").write_text("{}", encoding="utf-8")
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True) as other:
        began = Path(f"/proc/{other.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
        # The number of a process that ended long ago, and is another's now.
        (tmp_path / "processes.json").write_text(json.dumps({str(other.pid): "1"}), encoding="utf-8")
        assert stop(tmp_path) == 0
        assert other.poll() is None
        assert not (tmp_path / "cluster.json").exists()
        (tmp_path / "processes.json").write_text(json.dumps({str(other.pid): began}), encoding="utf-8")
        assert stop(tmp_path) == 1
        assert other.wait(timeout=10) < 0
