"""Documents from a server that answers well and badly: what stands in the folder then, and what is told."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingestion import cli
from ingestion.commands.fetch import fetch
from ingestion.documents.folder import FolderError
from ingestion.documents.side_files import ManifestError
from ingestion.fetching.intake import Fetched
from ingestion.warehouse.lock import LockedError
from ingestion.warehouse.settings import PROJECT, FetchOptions
from tests.integration.reports import plan, three_rows
from tests.unit.fetching import server
from tests.unit.fetching.server import Site

COUNCILS = PROJECT / "seeds" / "districts.csv"
PLAN = plan("Bromma", 2022, three_rows()).encode()
OTHER = plan("Bromma", 2022, three_rows("4,4 %")).encode()
PDF = b"%PDF-1.7\n" + b"a report of a council\n" * 40
OPTIONS = FetchOptions(plain_hosts=frozenset({"127.0.0.1"}), backoff=0.01)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "*")
    with server.serve() as running:
        yield running


def sources(folder: Path, *lines: str) -> None:
    folder.mkdir(exist_ok=True)
    whole = [one if "," in one else f"{one},,,,," for one in lines]
    text = "\n".join(["url,links,district,report,year,also_hosts", *whole])
    (folder / "sources.csv").write_text(f"{text}\n", encoding="utf-8")


def run(folder: Path, options: FetchOptions = OPTIONS) -> Fetched:
    return fetch(folder, COUNCILS, options)


def stated(folder: Path) -> list[dict[str, str]]:
    with (folder / "documents.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def documents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in {".txt", ".pdf"}}


def test_a_document_is_there_with_where_it_came_from_and_not_sent_twice(site: Site, tmp_path: Path) -> None:
    site.answers["/plan%20f%C3%B6r%202022.txt"] = server.document(PLAN)
    url = site.url("/plan%20f%C3%B6r%202022.txt")
    sources(tmp_path, f"{url},,bromma,VP,2022,")
    assert run(tmp_path).new == (("plan för 2022.txt", url),)
    assert documents(tmp_path) == {"plan för 2022.txt": PLAN}
    (line,) = stated(tmp_path)
    assert (line["district"], line["report"], line["year"], line["url"]) == ("bromma", "VP", "2022", url)
    assert line["original_sha256"] == hashlib.sha256(PLAN).hexdigest()
    assert line["etag"].strip('"') in line["original_sha256"]
    assert line["retrieved_at"].startswith("20") and line["retrieved_at"].endswith("+00:00")
    assert site.statuses() == [200]
    before = (tmp_path / "documents.csv").read_bytes()
    again = run(tmp_path)
    assert (again.unchanged, again.new, again.problems) == (1, (), ())
    assert site.statuses() == [304]
    assert (tmp_path / "documents.csv").read_bytes() == before
    assert site.agents == {"malbild/0.1.0"}


def test_what_changed_at_its_address_is_a_new_version_beside_the_old(site: Site, tmp_path: Path) -> None:
    site.answers["/plan.txt"] = server.document(PLAN)
    sources(tmp_path, site.url("/plan.txt"))
    run(tmp_path)
    # What a person states of the first is of the report, and so of the second.
    manifest = (tmp_path / "documents.csv").read_text(encoding="utf-8")
    (tmp_path / "documents.csv").write_text(
        manifest.replace("plan.txt,,,", "plan.txt,Bromma,VP,2022", 1), encoding="utf-8"
    )
    site.answers["/plan.txt"] = server.document(OTHER)
    name = f"plan-{hashlib.sha256(OTHER).hexdigest()[:8]}.txt"
    assert run(tmp_path).versions == ((name, "plan.txt"),)
    assert documents(tmp_path) == {"plan.txt": PLAN, name: OTHER}
    first, second = stated(tmp_path)
    assert (first["district"], second["district"], second["report"], second["year"]) == (
        "Bromma",
        "bromma",
        "VP",
        "2022",
    )
    site.statuses()
    assert run(tmp_path).unchanged == 1
    assert site.statuses() == [304]


def test_an_address_that_gives_its_first_content_again_is_led_by_that(site: Site, tmp_path: Path) -> None:
    """A council takes a correction back: of the two files, what the address gives now is the later."""
    site.answers["/plan.txt"] = server.document(PLAN)
    sources(tmp_path, site.url("/plan.txt"))
    run(tmp_path)
    site.answers["/plan.txt"] = server.document(OTHER)
    ((name, _),) = run(tmp_path).versions
    first, second = stated(tmp_path)
    assert first["retrieved_at"] < second["retrieved_at"]
    site.answers["/plan.txt"] = server.document(PLAN)
    assert run(tmp_path).versions == (("plan.txt", name),)
    again, second = stated(tmp_path)
    assert again["retrieved_at"] > second["retrieved_at"]
    assert {**again, "retrieved_at": ""} == {**first, "retrieved_at": ""}
    site.statuses()
    before = (tmp_path / "documents.csv").read_bytes()
    assert run(tmp_path).unchanged == 1
    assert site.statuses() == [304]
    assert (tmp_path / "documents.csv").read_bytes() == before


def test_what_a_person_put_there_keeps_what_is_stated(site: Site, tmp_path: Path) -> None:
    site.answers["/a.txt"] = server.document(PLAN)
    site.answers["/b.txt"] = server.document(OTHER)
    sources(tmp_path, site.url("/a.txt"), site.url("/b.txt"))
    (tmp_path / "mine.txt").write_bytes(PLAN)
    (tmp_path / "yours.txt").write_bytes(OTHER)
    (tmp_path / "documents.csv").write_bytes(
        'file;title;url\r\nmine.txt;"Plan; för ""alla""";\r\nyours.txt;;https://a.example/b.txt\r\n'.encode()
    )
    assert (run(tmp_path).unchanged, len(documents(tmp_path))) == (2, 2)
    text = (tmp_path / "documents.csv").read_bytes().decode()
    header, mine, yours, end = text.split("\r\n")
    assert header == "file;title;url;retrieved_at;original_sha256;etag"
    assert mine.startswith(f'mine.txt;"Plan; för ""alla""";{site.url("/a.txt")};20')
    assert (yours, end) == ("yours.txt;;https://a.example/b.txt;;;", "")


@pytest.mark.parametrize(
    ("answer", "reason", "tries"),
    [
        (server.status(404), "answers 404 Not Found", 1),
        (server.status(403), "answers 403 Forbidden", 1),
        (server.status(503), "answers 503 Service Unavailable", 3),
        (server.announced(len(PLAN), PLAN[:100]), "broke off", 3),
        (server.announced(10_000_000_000, PLAN), "has 10000000000 bytes; the limit is 67108864", 1),
        (server.endless, "has more than 67108864 bytes, the limit", 1),
        (server.dripping(PLAN, 0.4), "takes longer than 2 s, the limit", 1),
        (server.document(b"<!DOCTYPE html><html>404</html>", "application/pdf"), "gives a web page, no document", 1),
        (server.document(b"PK\x03\x04\x00\x00", "application/pdf"), "gives neither a PDF nor a text", 1),
        (server.document(b""), "is empty", 1),
        (server.status(302, Location="/bad.pdf"), "leads in a circle", 1),
        (server.status(301, Location="https://elsewhere.example/x.pdf"), "is on another site; if it is meant, name", 1),
        (server.status(302, Location="file:///etc/passwd"), "does not begin with https://", 1),
    ],
)
def test_what_cannot_be_had_is_told_and_the_others_go_on(
    site: Site, tmp_path: Path, answer: server.Answers, reason: str, tries: int
) -> None:
    site.answers["/bad.pdf"] = answer
    site.answers["/good.pdf"] = server.document(PDF)
    sources(tmp_path, site.url("/bad.pdf"), site.url("/good.pdf"))
    limited = replace(OPTIONS, seconds=2) if reason.startswith("takes longer") else OPTIONS
    fetched = run(tmp_path, limited)
    (problem,) = fetched.problems
    assert problem.startswith(f"not fetched (line 2 of sources.csv): {site.url('/bad.pdf')} ")
    assert reason in problem
    assert documents(tmp_path) == {"good.pdf": PDF}
    assert [one["file"] for one in stated(tmp_path)] == ["good.pdf"]
    assert [path for path, _ in site.asked].count("/bad.pdf") == tries
    assert [path.name for path in (tmp_path / ".fetch").glob("incoming*")] == []


def test_what_fails_once_is_tried_again(site: Site, tmp_path: Path) -> None:
    site.answers["/a.pdf"] = server.in_turn(server.status(500), server.document(PDF))
    site.answers["/b.txt"] = server.in_turn(server.announced(len(PLAN), PLAN[:-1]), server.document(PLAN))
    site.answers["/c.txt"] = server.in_turn(server.status(429, Retry_After="0"), server.document(OTHER))
    sources(tmp_path, *(site.url(path) for path in ("/a.pdf", "/b.txt", "/c.txt")))
    assert (run(tmp_path).problems, documents(tmp_path)) == ((), {"a.pdf": PDF, "b.txt": PLAN, "c.txt": OTHER})


PAGE = """<html><body><a href="/about">Om oss</a> <a href="plan.txt#top">Verksamhetsplan
2022</a> <a href='{other}'>Verksamhetsplan 2022 på annan plats</a> <A HREF="/files/plan%20b.pdf" title="Verksamhetsplan
2023"><b>ladda ned</b></A> <a href="plan.txt">Verksamhetsplan 2022 igen</a>"""


def test_a_page_lists_documents_and_is_not_sent_twice(site: Site, tmp_path: Path) -> None:
    html = PAGE.format(other="https://elsewhere.example/verksamhetsplan.pdf").encode()
    site.answers["/list/"] = server.document(html, "text/html; charset=utf-8")
    site.answers["/list/plan.txt"] = server.document(PLAN)
    site.answers["/files/plan%20b.pdf"] = server.document(PDF)
    sources(tmp_path, f"{site.url('/list/')},verksamhetsplan 202\\d,bromma,VP,,")
    fetched = run(tmp_path)
    assert documents(tmp_path) == {"plan.txt": PLAN, "plan b.pdf": PDF}
    assert [one["district"] for one in stated(tmp_path)] == ["bromma", "bromma"]
    (problem,) = fetched.problems
    assert problem.endswith("name elsewhere.example in the column also_hosts of sources.csv")
    assert set(site.statuses()) == {200}
    assert run(tmp_path).unchanged == 2
    assert site.statuses() == [304, 304, 304]
    # The page is another one now.
    site.answers["/list/"] = server.document(b"<html><a href='/about'>Om oss</a></html>", "text/html")
    (problem,) = run(tmp_path).problems
    assert "none of its 1 links matches 'verksamhetsplan 202" in problem
    assert len(documents(tmp_path)) == 2


def test_a_page_that_moved_is_followed_and_told(site: Site, tmp_path: Path) -> None:
    site.answers["/old"] = server.status(301, Location="/new/")
    site.answers["/new/"] = server.document(b"<html><a href='plan.txt'>plan</a></html>", "text/html")
    site.answers["/new/plan.txt"] = server.document(PLAN)
    sources(tmp_path, f"{site.url('/old')},plan,,,,")
    fetched = run(tmp_path)
    assert fetched.new == (("plan.txt", site.url("/new/plan.txt")),)
    assert fetched.notes == (
        f"{site.url('/old')} moved for good to {site.url('/new/')}: write that into line 2 of sources.csv",
    )


def test_robots_are_asked_and_heeded(site: Site, tmp_path: Path) -> None:
    rules = b"User-agent: *\nDisallow: /private/\n"
    site.answers["/robots.txt"] = server.document(rules, "text/plain")
    site.answers["/private/a.pdf"] = server.document(PDF)
    site.answers["/b.pdf"] = server.document(PDF)
    sources(tmp_path, site.url("/private/a.pdf"), site.url("/b.pdf"))
    (problem,) = run(tmp_path).problems
    assert problem.endswith("/robots.txt does not allow /private/a.pdf")
    assert site.asked == [("/robots.txt", 200), ("/b.pdf", 200)]
    site.answers["/robots.txt"] = server.status(500)
    site.asked.clear()
    assert len(run(tmp_path).problems) == 2
    assert {path for path, _ in site.asked} == {"/robots.txt"}


def test_only_https_unless_a_host_is_named(site: Site, tmp_path: Path) -> None:
    site.answers["/a.pdf"] = server.document(PDF)
    sources(tmp_path, site.url("/a.pdf"))
    (problem,) = run(tmp_path, replace(OPTIONS, plain_hosts=frozenset())).problems
    assert problem.endswith("is not https (--allow-http 127.0.0.1 asks it all the same)")
    assert site.asked == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("file:///etc/passwd,,,,,", r"line 2: column url: 'file:///etc/passwd' does not begin with https://"),
        ("ftp://a.example/x,,,,,", "does not begin with https://"),
        ("https://me:secret@a.example/x,,,,,", "has a name or password in it"),
        ("https://a.example/x,(,,,,", "column links: '\\(' is no regular expression"),
        ("https://a.example/x,,Brumma,,,", "column district: no council is called 'Brumma'"),
        ("https://a.example/x,,,VPP,,", "column report: the report kind 'VPP' is none of"),
    ],
)
def test_a_source_that_is_none_is_named_with_its_line(tmp_path: Path, line: str, reason: str) -> None:
    sources(tmp_path, line)
    with pytest.raises(ManifestError, match=reason):
        run(tmp_path)


def test_one_run_at_a_time_and_only_some_sources(site: Site, tmp_path: Path) -> None:
    site.answers["/a.pdf"] = server.document(PDF)
    sources(tmp_path, f"{site.url('/a.pdf')},,bromma,VP,2022,", f"{site.url('/b.pdf')},,farsta,VP,2022,")
    assert run(tmp_path, replace(OPTIONS, only="Bromma")).problems == ()
    with pytest.raises(FolderError, match=r"no line of sources\.csv is about 'norrmalm'"):
        run(tmp_path, replace(OPTIONS, only="norrmalm"))

    def second(_url: str, _outcome: str) -> None:
        with pytest.raises(LockedError, match="another fetch works on"):
            run(tmp_path)

    fetch(tmp_path, COUNCILS, OPTIONS, second)


@pytest.mark.parametrize("planted", ["link", "open"])
def test_a_private_folder_that_others_laid_is_not_used(site: Site, tmp_path: Path, planted: str) -> None:
    site.answers["/a.pdf"] = server.document(PDF)
    folder, victim = tmp_path / "documents", tmp_path / "victim"
    sources(folder, site.url("/a.pdf"))
    victim.mkdir()
    if planted == "link":
        (folder / ".fetch").symlink_to(victim)
    else:
        (folder / ".fetch").mkdir()
        (folder / ".fetch").chmod(0o777)
    with pytest.raises(FolderError, match="must be a folder of this user alone"):
        run(folder)
    assert (list(victim.iterdir()), site.asked) == ([], [])


def test_the_command(site: Site, tmp_path: Path) -> None:
    site.answers["/a.pdf"] = server.document(PDF)
    arguments = ["fetch", "--documents", str(tmp_path), "--allow-http", "127.0.0.1"]
    done = CliRunner().invoke(cli.main, arguments)
    assert (done.exit_code, "sources.csv names no address" in done.stderr) == (2, True)
    assert "Usage:" not in done.output
    sources(tmp_path, site.url("/a.pdf"))
    done = CliRunner().invoke(cli.main, arguments)
    assert (done.exit_code, done.stdout) == (
        0,
        f"fetched: 1 new, 0 new versions, 0 not changed, 0 not to be had\n  new: a.pdf from {site.url('/a.pdf')}\n",
    )
    sources(tmp_path, site.url("/a.pdf"), site.url("/gone.pdf"))
    done = CliRunner().invoke(cli.main, arguments)
    assert done.exit_code == 4
    assert f"not fetched (line 3 of sources.csv): {site.url('/gone.pdf')} answers 404" in done.stdout
