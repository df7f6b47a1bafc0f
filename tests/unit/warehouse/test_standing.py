"""What is published stands until it is there again, a later version takes its place, or a person withdraws it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.documents.folder import Candidate, FoundFile, Rejection, ReportIdentity
from ingestion.documents.identity import Answer, Identity
from ingestion.documents.manifest import Manifest, ManifestLine
from ingestion.warehouse.leading import Published, Settled, settle
from ingestion.warehouse.reading import Reading
from ingestion.warehouse.standing import Losses, Standing, StandingFile, large_losses

NOW = dt.datetime(2022, 3, 1, 6, tzinfo=dt.UTC)
NO_LINES = Manifest({}, ())


def standing(name: str, content: str, council: str = "bromma", published: str | None = None) -> Standing:
    """A published plan for 2022."""
    stated = ManifestLine(name, 0, published_on=dt.date.fromisoformat(published) if published else None)
    file = FoundFile(name, Path(name), 1, content * 16)
    return Standing(Candidate(file, ReportIdentity(council, "VP", 2022, None, None, None), stated), 3, None)


def reading(content: str, council: str | None = "bromma", year: str = "2022") -> Reading:
    """What was read of a plan, without its tables."""
    said = Identity(*(Answer(value, (), ()) for value in (council, "VP", year)))
    return Reading(content * 64, NOW, 10, None, 3, said, Path("nowhere"), fresh=True)


def settled(
    readings: dict[str, Reading],
    *published: Standing,
    manifest: Manifest = NO_LINES,
    withdrawn: frozenset[str] = frozenset(),
    rejected: tuple[Rejection, ...] = (),
) -> Settled:
    found = {FoundFile(name, Path(name), 1, one.sha256): one for name, one in readings.items()}
    return settle(found, manifest, {}, Published(StandingFile("r", published), withdrawn), rejected)


def leading(outcome: Settled) -> dict[str, str]:
    """The file that leads each report, kept ones too."""
    loaded = [one.candidate for one in outcome.documents if one.candidate.superseded_by is None]
    kept = [(one.standing.report_id, f"{one.source_file} kept") for one in outcome.kept]
    return {one.identity.report_id: one.file.source_file for one in loaded} | dict(kept)


def test_what_is_there_is_not_kept_under_whatever_name() -> None:
    outcome = settled({"renamed.txt": reading("a")}, standing("a.txt", "a"))
    assert (leading(outcome), outcome.rejections) == ({"bromma-2022-VP": "renamed.txt"}, ())


def test_what_is_gone_is_kept_and_told() -> None:
    outcome = settled({"b.txt": reading("b", "farsta")}, standing("a.txt", "a"), standing("b.txt", "b", "farsta"))
    assert leading(outcome) == {"farsta-2022-VP": "b.txt", "bromma-2022-VP": "a.txt kept"}
    assert [(one.source_file, one.finding) for one in outcome.rejections] == [("a.txt", "gone")]
    assert outcome.kept[0].because == "is published as bromma-2022-VP, and is gone from the folder"


@pytest.mark.parametrize("document_id", ["a" * 16, "c" * 16, None])
def test_what_was_rejected_is_kept_with_that_reason(document_id: str | None) -> None:
    """Of its content, of another content that stands in its file, of a file that cannot be opened."""
    reason = Rejection("a.txt", document_id, "border_check", "fails the border", 13)
    outcome = settled({"b.txt": reading("b", "farsta")}, standing("a.txt", "a"), rejected=(reason,))
    assert leading(outcome)["bromma-2022-VP"] == "a.txt kept"
    assert outcome.kept[0].because == "a.txt, line 13: fails the border"
    assert outcome.rejections == ()


def test_what_was_withdrawn_is_not_kept() -> None:
    outcome = settled({"b.txt": reading("b", "farsta")}, standing("a.txt", "a"), withdrawn=frozenset({"a" * 16}))
    assert (leading(outcome), outcome.rejections) == ({"farsta-2022-VP": "b.txt"}, ())


def test_another_content_in_the_same_file_is_the_next_version() -> None:
    assert leading(settled({"a.txt": reading("n")}, standing("a.txt", "a"))) == {"bromma-2022-VP": "a.txt"}


def test_another_report_in_its_file_does_not_take_its_place() -> None:
    outcome = settled({"a.txt": reading("n", "farsta")}, standing("a.txt", "a"))
    assert leading(outcome) == {"farsta-2022-VP": "a.txt", "bromma-2022-VP": f"a.txt [kept {'a' * 16}] kept"}
    assert "is gone, and it is farsta-2022-VP now" in outcome.kept[0].because


@pytest.mark.parametrize("there", [True, False])
def test_a_new_document_does_not_displace_a_published_one_by_its_name(there: bool) -> None:
    old = {"m.txt": reading("a")} if there else {}
    outcome = settled({"a-first-by-name.txt": reading("n"), **old}, standing("m.txt", "a"))
    assert leading(outcome) == {"bromma-2022-VP": "m.txt" if there else "m.txt kept"}
    told = {one.source_file: one.reason for one in outcome.rejections}
    assert "as is m.txt; nothing tells which is later" in told["a-first-by-name.txt"]
    assert told["a-first-by-name.txt"].endswith("and m.txt is published")


def test_a_later_date_or_a_pdf_takes_the_place_of_what_is_gone() -> None:
    later = Manifest({"n.txt": ManifestLine("n.txt", 2, published_on=dt.date(2022, 3, 1))}, ())
    outcome = settled({"n.txt": reading("n")}, standing("a.txt", "a", published="2022-02-01"), manifest=later)
    assert (leading(outcome), outcome.kept, outcome.rejections) == ({"bromma-2022-VP": "n.txt"}, (), ())
    assert leading(settled({"n.pdf": reading("n")}, standing("a.txt", "a"))) == {"bromma-2022-VP": "n.pdf"}


def test_an_older_text_does_not_come_back_when_the_pdf_is_lost() -> None:
    outcome = settled({"a.txt": reading("t")}, standing("a.pdf", "a"))
    assert leading(outcome) == {"bromma-2022-VP": "a.pdf kept"}
    (text,) = outcome.documents
    assert text.candidate.superseded_by == "a" * 16


def test_what_the_reader_takes_for_another_report_waits_for_a_person() -> None:
    outcome = settled({"a.txt": reading("a", "farsta")}, standing("a.txt", "a"))
    assert leading(outcome) == {"bromma-2022-VP": "a.txt kept"}
    (rejection,) = outcome.rejections
    assert rejection.finding == "report_changed"
    assert "is published as bromma-2022-VP and is read as farsta-2022-VP now" in rejection.reason
    says = Manifest({"a.txt": ManifestLine("a.txt", 2, district_id="farsta")}, ())
    outcome = settled({"a.txt": reading("a", "bromma")}, standing("a.txt", "a"), manifest=says)
    assert leading(outcome) == {"farsta-2022-VP": "a.txt"}
    assert outcome.moved == (
        "a.txt was published as bromma-2022-VP, and is farsta-2022-VP now: documents.csv, line 2, says so",
    )


def test_one_address_has_one_version_at_a_time() -> None:
    def fetched(name: str, content: str, hour: int) -> Candidate:
        one = standing(name, content).candidate
        time = dt.datetime(2022, 3, 1, hour, tzinfo=dt.UTC)
        return replace(one, stated=ManifestLine(name, 2, url="https://a.example/b", retrieved_at=time))

    old, new = fetched("a.txt", "a", 6), fetched("n.txt", "n", 7)
    lines = Manifest({one.file.source_file: one.stated for one in (old, new) if one.stated}, ())
    outcome = settled({"n.txt": reading("n")}, Standing(old, 3, None), manifest=lines)
    assert leading(outcome) == {"bromma-2022-VP": "n.txt"}


def test_one_report_may_change_as_a_whole_and_a_tenth_of_many() -> None:
    def losses(lost: dict[str, int], kept: dict[str, int] | None = None) -> Losses:
        return Losses({"a": 100, "b": 300, "c": 100, "d": 100}, lost, kept or {})

    assert losses({"b": 300}).too_many(10, ()) is None
    assert losses({"a": 30, "c": 30}).too_many(10, ()) is None
    assert losses({"a": 100}, {"c": 100}).too_many(100, ()) is None
    assert losses({"a": 100}, {"c": 100}).too_many(10, {"c"}) is None
    told = losses({"a": 100}, {"c": 100}).too_many(10, ())
    assert told is not None
    assert told.startswith("200 of 600 published cells (33 %) of 2 reports would be withdrawn, changed, or only kept")
    assert told.endswith("10 % may be, or one report: a 100 of 100, c 100 of 100")
    assert large_losses(losses({"a": 51, "b": 150}), ()) == ["a: 51 of 100 published cells are withdrawn or changed"]
