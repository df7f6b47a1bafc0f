"""From addresses to figures: what a refresh that fetches publishes, and what is left of a fetch that is killed."""

from __future__ import annotations

import hashlib
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.commands.fetch import fetch
from ingestion.commands.refresh import refresh
from ingestion.journal import Journal
from ingestion.warehouse.settings import PROJECT, FetchOptions, Settings
from tests.integration.published import Published, query
from tests.integration.reports import plan, three_rows
from tests.unit.fetching import server
from tests.unit.fetching.server import Site

pytestmark = pytest.mark.slow

OPTIONS = FetchOptions(plain_hosts=frozenset({"127.0.0.1"}), backoff=0.01)
NEW = plan("Bromma", 2022, three_rows("4,4 %")).encode()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "*")
    with server.serve() as running:
        yield running


def test_a_refresh_that_fetches_publishes_what_is_new_and_leaves_alone_what_is_not(
    workshop: Published, site: Site, tmp_path: Path
) -> None:
    """The workshop's documents have addresses now; then nothing changes; then one of them does, and another is gone."""
    settings = replace(workshop.copy(tmp_path / "own"), fetch=OPTIONS)
    contents = {name: (settings.documents / name).read_bytes() for name in ("bromma.txt", "farsta.txt")}
    for name, content in contents.items():
        site.answers[f"/{name}"] = server.document(content)
        (settings.documents / name).unlink()
    lines = "\n".join(site.url(f"/{name}") for name in contents)
    (settings.documents / "sources.csv").write_text(f"url\n{lines}\n", encoding="utf-8")
    fetch(settings.documents, settings.districts, OPTIONS)
    assert {name: (settings.documents / name).read_bytes() for name in contents} == contents
    site.statuses()

    version = f"bromma-{hashlib.sha256(NEW).hexdigest()[:8]}.txt"
    site.answers["/bromma.txt"] = server.document(NEW)
    site.answers["/farsta.txt"] = server.status(404)
    summary = refresh(settings, Journal(progress=False))
    assert (summary.result, summary.status, summary.documents_read) == ("published", 4, 1)
    assert summary.warnings == (
        f"not fetched (line 3 of sources.csv): {site.url('/farsta.txt')} answers 404 Not Found",
    )
    assert summary.changes == {"changed": 1}
    documents = "select source_file, status, url, retrieved_at is not null from marts.dim_document order by 1"
    assert query(settings, documents) == [
        (version, "leading", site.url("/bromma.txt"), True),
        ("bromma.txt", "superseded", site.url("/bromma.txt"), True),
        ("farsta.txt", "leading", site.url("/farsta.txt"), True),
    ]

    site.statuses()
    site.answers["/farsta.txt"] = server.document(contents["farsta.txt"])
    before = settings.database.stat()
    again = refresh(settings, Journal(progress=False))
    assert (again.result, again.status, again.warnings) == ("unchanged", 0, ())
    assert (site.statuses(), settings.database.stat()) == ([304, 304], before)


def test_a_fetch_that_is_killed_leaves_whole_documents_and_the_next_one_brings_the_rest(
    site: Site, tmp_path: Path
) -> None:
    contents = {f"{number}.pdf": b"%PDF-1.7\n" + random.Random(number).randbytes(400_000) for number in range(12)}
    for name, content in contents.items():
        site.answers[f"/{name}"] = server.document(content)
    lines = "\n".join(site.url(f"/{name}") for name in contents)
    (tmp_path / "sources.csv").write_text(f"url\n{lines}\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "ingestion.cli",
        "fetch",
        "--documents",
        str(tmp_path),
        "--allow-http",
        "127.0.0.1",
    ]
    chance = random.Random(18)
    killed = 0
    for _ in range(6):
        process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert process.stderr is not None
        process.stderr.readline()
        time.sleep(chance.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        process.stderr.close()
        found = {path.name: path.read_bytes() for path in tmp_path.glob("*.pdf")}
        assert found == {name: contents[name] for name in found}
    assert killed > 0
    done = fetch(tmp_path, Settings(tmp_path, tmp_path).districts, OPTIONS)
    assert done.problems == ()
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.pdf")} == contents
    assert len((tmp_path / "documents.csv").read_text(encoding="utf-8").splitlines()) == 1 + len(contents)
