"""The folder of documents and its manifest: nothing leaves it, one wrong line rejects one document."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.documents.folder import (
    REASON_PARTS,
    Candidate,
    FolderError,
    FoundFile,
    Rejection,
    ReportIdentity,
    lead,
    scan,
    settle_identity,
)
from ingestion.documents.identity import Answer, Author, District, Evidence, Identity, detect, read_districts
from ingestion.documents.manifest import (
    Manifest,
    ManifestLine,
    add_manifest_line,
    read_manifest,
    unsafe_name,
)
from ingestion.documents.side_files import ManifestError

ROOT = Path(__file__).resolve().parents[3]
MEGABYTE = 1_000_000
NOTHING = Manifest({}, ())


@pytest.fixture(scope="module")
def districts() -> tuple[District, ...]:
    return read_districts(ROOT / "seeds" / "districts.csv")


def _manifest(folder: Path, text: str, districts: tuple[District, ...]) -> Manifest:
    (folder / "documents.csv").write_text(text, encoding="utf-8")
    return read_manifest(folder, districts)


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt",
        "/etc/passwd",
        "a/b.txt",
        "a\\b.txt",
        "C:x.txt",
        "..",
        "",
        ".hidden.txt",
        "a\nb.txt",
        "a\x00.txt",
    ],
)
def test_names_that_are_no_names(name: str) -> None:
    assert unsafe_name(name)


@pytest.mark.parametrize("name", ["000_ce7d.txt", "Hägersten-Älvsjö VP 2021.txt", "a..b.txt"])
def test_names_that_are(name: str) -> None:
    assert unsafe_name(name) is None


def test_a_path_in_the_manifest_is_a_problem_of_its_line_only(tmp_path: Path, districts: tuple[District, ...]) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    manifest = _manifest(tmp_path, "file,year\n../../etc/passwd,2021\na.txt,2022\n", districts)
    assert list(manifest.lines) == ["a.txt"]
    found = scan(tmp_path, manifest, MEGABYTE)
    assert [one.source_file for one in found.files] == ["a.txt"]
    (rejection,) = found.rejections
    assert rejection.line == 2
    assert "may not lead out" in rejection.reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a.txt,atlantis,VP,2021,", "no council is called 'atlantis'"),
        ("a.txt,bromma,XX,2021,", "'XX' is none of VP"),
        ("a.txt,bromma,VP,21,", "'21' is not a year"),
        ("a.txt,bromma,VP,2021,17/2 2021", "is not a day"),
    ],
)
def test_a_wrong_line_rejects_its_document(
    tmp_path: Path, districts: tuple[District, ...], line: str, reason: str
) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "b.txt").write_text("y", encoding="utf-8")
    manifest = _manifest(tmp_path, f"file,district,report,year,published_on\n{line}\n", districts)
    found = scan(tmp_path, manifest, MEGABYTE)
    assert [one.source_file for one in found.files] == ["b.txt"]
    assert reason in found.rejections[0].reason
    assert found.rejections[0].source_file == "a.txt"
    assert found.rejections[0].document_id is not None


def test_a_file_stated_twice_is_taken_by_neither_line(tmp_path: Path, districts: tuple[District, ...]) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    manifest = _manifest(tmp_path, "file,year\na.txt,2021\na.txt,2022\n", districts)
    found = scan(tmp_path, manifest, MEGABYTE)
    assert not found.files
    assert "stated twice, first on line 2" in found.rejections[0].reason


def test_district_by_name_semicolons_and_byte_order_mark(tmp_path: Path, districts: tuple[District, ...]) -> None:
    text = "\ufefffile;district;year\na.txt;Hägersten–Älvsjö;2021\n"
    assert _manifest(tmp_path, text, districts).lines["a.txt"].district_id == "hagersten-alvsjo"


def test_a_missing_file_is_named_with_its_line(tmp_path: Path, districts: tuple[District, ...]) -> None:
    manifest = _manifest(tmp_path, "file\ngone.txt\n", districts)
    (rejection,) = scan(tmp_path, manifest, MEGABYTE).rejections
    assert (rejection.source_file, rejection.finding, rejection.line) == ("gone.txt", "missing_file", 2)


@pytest.mark.parametrize("content", [b"year\n2021\n", b"\xff\xfe\x00", b""])
def test_an_unusable_manifest_is_said_to_be(tmp_path: Path, districts: tuple[District, ...], content: bytes) -> None:
    (tmp_path / "documents.csv").write_bytes(content)
    with pytest.raises(ManifestError, match=r"documents\.csv"):
        read_manifest(tmp_path, districts)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("secret", encoding="utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.txt").symlink_to(outside)
    found = scan(folder, NOTHING, MEGABYTE)
    assert not found.files
    assert found.rejections[0].finding == "outside_folder"


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 101)
    (tmp_path / "b.txt").write_bytes(b"x" * 100)
    found = scan(tmp_path, NOTHING, 100)
    assert [one.source_file for one in found.files] == ["b.txt"]
    assert "101 bytes; the limit is 100" in found.rejections[0].reason


def test_same_content_is_read_once_under_the_name_of_the_manifest(
    tmp_path: Path, districts: tuple[District, ...]
) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "b.txt").write_text("x", encoding="utf-8")
    assert scan(tmp_path, NOTHING, MEGABYTE).same_content == (("b.txt", "a.txt"),)
    manifest = _manifest(tmp_path, "file\nb.txt\n", districts)
    found = scan(tmp_path, manifest, MEGABYTE)
    assert found.same_content == (("a.txt", "b.txt"),)
    assert [one.source_file for one in found.files] == ["b.txt"]


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="does not exist"):
        scan(tmp_path / "none", NOTHING, MEGABYTE)


def test_other_files_are_no_documents(tmp_path: Path) -> None:
    for name in ("README.md", ".a.txt", "corrections.csv"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    found = scan(tmp_path, NOTHING, MEGABYTE)
    assert not found.files and not found.rejections


def test_a_line_is_added_and_the_others_stay(tmp_path: Path, districts: tuple[District, ...]) -> None:
    before = "file,note,year\na.txt,kept as it is,2021\n"
    (tmp_path / "documents.csv").write_text(before, encoding="utf-8")
    add_manifest_line(tmp_path, {"file": "b.txt", "year": "2022", "district": "bromma"})
    assert (tmp_path / "documents.csv").read_text(encoding="utf-8") == before + "b.txt,,2022\n"
    assert set(read_manifest(tmp_path, districts).lines) == {"a.txt", "b.txt"}


def _answer(value: str | None, line: int = 3) -> Answer:
    evidence = (Evidence("body", value, line, 3.0, "the words"),) if value else ()
    return Answer(value, ((value, 3.0),) if value else (), evidence)


def _file(name: str, content: str = "0") -> FoundFile:
    return FoundFile(name, Path(name), 1, (content * 64)[:64])


def _identity(district: str | None, report: str | None, year: str | None) -> Identity:
    return Identity(_answer(district), _answer(report), _answer(year))


def test_the_manifest_wins_and_a_contradiction_is_a_finding(districts: tuple[District, ...]) -> None:
    by_id = {one.district_id: one for one in districts}
    stated = ManifestLine("a.txt", 7, "bromma", "VP", 2022)
    identity, findings = settle_identity(_file("a.txt"), stated, _identity("farsta", "VP", None), by_id)
    assert isinstance(identity, ReportIdentity)
    assert identity.report_id == "bromma-2022-VP"
    assert identity.detected_district_id == "farsta"
    (finding,) = findings
    assert finding.finding == "manifest_contradicts_text_district"
    assert (finding.line_start, finding.other_line_start) == (3, 7)
    assert (finding.as_printed, finding.other_as_printed) == ("farsta: the words", "bromma")


def test_a_document_that_nothing_decides_is_rejected_with_its_candidates(districts: tuple[District, ...]) -> None:
    undecided = Answer(None, (("2021", 1.0), ("2022", 1.0)), (Evidence("under_year", "2021", 4, 1.0, "under 2021"),))
    found = Identity(_answer("bromma"), _answer("VP"), undecided)
    rejection, _findings = settle_identity(_file("a.txt"), None, found, {})
    assert isinstance(rejection, Rejection)
    assert "year cannot be told (2021 (line 4: under 2021), 2022)" in rejection.reason


def _candidate(name: str, content: str, published: str | None) -> Candidate:
    identity = ReportIdentity("bromma", "VP", 2022, None, None, None)
    date = dt.date.fromisoformat(published) if published else None
    return Candidate(_file(name, content), identity, ManifestLine(name, 2, published_on=date))


def test_the_later_version_leads() -> None:
    kept, rejected = lead([_candidate("a.txt", "a", "2022-03-01"), _candidate("b.txt", "b", "2022-01-01")])
    assert not rejected
    assert {one.file.source_file: one.superseded_by for one in kept} == {"a.txt": None, "b.txt": "a" * 16}


def test_a_pdf_leads_its_text() -> None:
    kept, rejected = lead([_candidate("a.txt", "a", "2022-03-01"), _candidate("b.pdf", "b", None)])
    assert not rejected
    assert {one.file.source_file: one.superseded_by for one in kept} == {"a.txt": "b" * 16, "b.pdf": None}


@pytest.mark.parametrize("dates", [(None, None), ("2022-01-01", None), ("2022-01-01", "2022-01-01")])
def test_where_nothing_tells_the_order_the_second_by_name_is_rejected(dates: tuple[str | None, str | None]) -> None:
    kept, rejected = lead([_candidate("a.txt", "a", dates[0]), _candidate("b.txt", "b", dates[1])])
    assert [one.file.source_file for one in kept] == ["a.txt"]
    assert [one.source_file for one in rejected] == ["b.txt"]
    assert "a.txt" in rejected[0].reason


def _of_a_unit(name: str, content: str, published: str | None) -> Candidate:
    one = _candidate(name, content, published)
    return replace(one, identity=replace(one.identity, other_author="Rosens förskolor"))


@pytest.mark.parametrize("names", [("a.txt", "b.txt"), ("b.txt", "a.txt"), ("a.txt", "b.pdf")])
@pytest.mark.parametrize(
    ("councils", "units"), [(None, None), ("2022-01-01", "2022-03-01"), (None, "2022-03-01"), ("2022-03-01", None)]
)
def test_a_units_plan_never_leads_the_councils(names: tuple[str, str], councils: str | None, units: str | None) -> None:
    """Only a wrong line of the manifest makes a unit's plan the council's; it is listed as superseded then."""
    own, other = _candidate(names[0], "a", councils), _of_a_unit(names[1], "b", units)
    for order in ([own, other], [other, own]):
        kept, rejected = lead(order)
        assert not rejected
        assert {one.file.source_file: one.superseded_by for one in kept} == {names[0]: None, names[1]: "a" * 16}


def test_another_author_is_the_reason_with_its_line_and_the_line_that_would_decide(
    districts: tuple[District, ...],
) -> None:
    author = Author("unit", "Rosens förskolor", 2, "Rosens förskolor Verksamhetsplan 2022", "farsta")
    undecided = Answer(None, (("Rosens förskolor", 20.0),), (Evidence("title", "Rosens förskolor", 2, 20.0, "words"),))
    found = Identity(undecided, _answer("VP"), _answer("2022"), author)
    by_id = {one.district_id: one for one in districts}
    rejection, findings = settle_identity(_file("a.txt"), None, found, by_id)
    assert isinstance(rejection, Rejection) and findings == ()
    first, *witnesses, last = rejection.reason.split(REASON_PARTS)
    assert (rejection.finding, rejection.line) == ("other_author", 2)
    assert first.startswith("the report is a unit of Farsta's, Rosens förskolor (line 2: Rosens förskolor Verksamhets")
    assert witnesses[0] == "district: line 2 speaks for Rosens förskolor (title: words)"
    assert last.endswith("this line: a.txt,DISTRICT,VP,2022,,,,,")
    stated = ManifestLine("a.txt", 7, "farsta", "VP", 2022)
    identity, findings = settle_identity(_file("a.txt"), stated, found, by_id)
    assert isinstance(identity, ReportIdentity)
    assert (identity.report_id, identity.other_author) == ("farsta-2022-VP", "Rosens förskolor")
    (finding,) = findings
    assert finding.finding == "manifest_contradicts_text_district"
    assert (finding.line_start, finding.as_printed) == (2, f"Rosens förskolor: {author.text}")
    assert (finding.other_line_start, finding.other_as_printed) == (7, "farsta")


def test_a_council_named_for_another_time_is_said_to_be_so(districts: tuple[District, ...]) -> None:
    found = detect(["Järva stadsdelsnämnd", "Verksamhetsplan 2019"], districts)
    rejection, _findings = settle_identity(_file("a.txt"), None, found, {one.district_id: one for one in districts})
    assert isinstance(rejection, Rejection)
    assert "Järva existed 2023-07-01 to today, not in 2019" in rejection.reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "a.txt,fasrta,VP,2022",
            "column district: no council is called 'fasrta' in seeds/districts.csv; did you mean farsta?",
        ),
        ("a.txt,Farsta,VPP,2022", "column report: the report kind 'VPP' is none of VP, T1, T2, VB; did you mean VP?"),
        ("a.txt,farsta,VP,20222", "column year: '20222' is not a year such as 2022; did you mean 2022?"),
        ("a.txt,farsta,VP,2O22", "column year: '2O22' is not a year such as 2022; did you mean 2022?"),
        ("a.txt,farsta,VP,1999", "column year: '1999' is not a year such as 2022"),
    ],
)
def test_a_typo_in_the_manifest_names_the_column_and_the_value_that_was_meant(
    line: str, reason: str, tmp_path: Path, districts: tuple[District, ...]
) -> None:
    (tmp_path / "documents.csv").write_text(f"file,district,report,year\n{line}\n", encoding="utf-8")
    (problem,) = read_manifest(tmp_path, districts).problems
    assert (problem.file, problem.line, problem.reason) == ("a.txt", 2, reason)


def test_a_link_to_itself_is_rejected_alone(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("text", encoding="utf-8")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    found = scan(tmp_path, NOTHING, MEGABYTE)
    assert [one.source_file for one in found.files] == ["good.txt"]
    assert [(one.source_file, one.reason) for one in found.rejections] == [
        ("loop.txt", "is a link that leads to itself")
    ]


@pytest.mark.parametrize("second", ["other", "text"])
def test_a_name_written_in_two_ways_rejects_both(tmp_path: Path, second: str) -> None:
    (tmp_path / "good.txt").write_text("good", encoding="utf-8")
    (tmp_path / "\u00e5rsplan.txt").write_text("text", encoding="utf-8")
    (tmp_path / "a\u030arsplan.txt").write_text(second, encoding="utf-8")
    found = scan(tmp_path, NOTHING, MEGABYTE)
    assert [one.source_file for one in found.files] == ["good.txt"]
    assert [(one.source_file, one.finding) for one in found.rejections] == [("\u00e5rsplan.txt", "name_twice")] * 2


def test_a_planted_link_is_not_written_through_and_the_manifest_keeps_its_mode(
    tmp_path: Path, districts: tuple[District, ...]
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious", encoding="utf-8")
    folder = tmp_path / "documents"
    folder.mkdir()
    for name in (".documents.csv.unfinished", ".documents.csv"):
        (folder / name).symlink_to(victim)
    (folder / "documents.csv").write_text("file,district\n", encoding="utf-8")
    (folder / "documents.csv").chmod(0o640)
    add_manifest_line(folder, {"file": "bromma.txt", "district": "bromma"})
    assert victim.read_text(encoding="utf-8") == "precious"
    assert (folder / "documents.csv").stat().st_mode & 0o777 == 0o640
    assert read_manifest(folder, districts).lines["bromma.txt"].district_id == "bromma"
