"""The border check: what a good document passes, which row each fault holds back, what refuses a document."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ingestion.documents.text import TextDocument, text_from_bytes
from ingestion.extraction.text import extract_text
from ingestion.isolation.kept import figure_line_table, row_end_table
from ingestion.reader import ReadDocument
from ingestion.warehouse.border import BorderCheck, BorderFailure, BorderResult, ExtractedDocument, HeldRow, Place
from ingestion.warehouse.border.expected import SUITES
from ingestion.warehouse.border.frames import UNSEEN
from ingestion.warehouse.border.page import write_page
from tests.integration.reports import PlanRow, plan, three_rows

pytestmark = pytest.mark.slow


def _opened(rows: list[PlanRow]) -> TextDocument:
    return text_from_bytes(plan("Bromma", 2022, rows).encode(), Path("bromma.txt"))


def extracted(document: TextDocument, name: str = "bromma.txt") -> ExtractedDocument:
    """A text as the border sees it."""
    extraction = extract_text(document)
    read = ReadDocument(document.document_id, document.lines, document.pages, None, extraction)
    return ExtractedDocument(name, extraction, len(document.lines), row_end_table(read), figure_line_table(read))


@pytest.fixture(scope="module")
def check() -> BorderCheck:
    return BorderCheck()


@pytest.fixture(scope="module")
def good() -> ExtractedDocument:
    return extracted(_opened(three_rows()))


def _with(table: pa.Table, row: int, **values: Any) -> pa.Table:
    rows = table.to_pylist()
    rows[row].update(values)
    return pa.Table.from_pylist(rows, schema=table.schema)


def _other(document: ExtractedDocument, name: str, **tables: pa.Table) -> ExtractedDocument:
    return replace(document, source_file=name, extraction=replace(document.extraction, **tables))


def _reasons(result: BorderResult) -> dict[int, str]:
    return {one.place.line_start: one.place.reason for one in result.held}


def test_a_good_document_passes(check: BorderCheck, good: ExtractedDocument) -> None:
    result = check.check(good)
    assert (result.failures, result.held, result.places) == ((), (), ())
    assert result.passed > 40


FAULTS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"row_number": 700}, "row_number"),
    ({"line_end": 1}, "line_end"),
    ({"line_end": 100_000}, "line_end"),
    ({"line_start": 1, "line_end": 1}, "line_start"),
    ({"column_evidence": "guessed"}, "column_evidence"),
    ({"column_evidence": "ambiguous"}, "readings_count"),
    ({"readings": [{}, {}]}, "readings_count"),
    ({"evidence": []}, "evidence_count"),
    ({"indicator": "two  spaces"}, "indicator"),
    ({"indicator": "x" * 401}, "indicator"),
    ({"annual_target": " 4,6 %"}, "annual_target"),
    ({"kf_target": "x" * 81}, "kf_target"),
    ({"period": "2,7 %"}, "period"),
    ({"area_goal": "1.1  two spaces"}, "area_goal"),
)


def test_each_fault_holds_its_own_row_back_and_no_other(check: BorderCheck) -> None:
    rows = [PlanRow(f"Andel nöjda i enhet {letter}", "80 %", "81 %") for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ" * 2]
    document = extracted(_opened(rows))
    table = document.extraction.indicators
    # Between two spoiled rows two good ones: a row without its place may make the next one look out of place.
    expected: dict[int, str] = {}
    for number, (values, column) in enumerate(FAULTS):
        table = _with(table, 3 * number + 1, **values)
        expected[table.column("line_start")[3 * number + 1].as_py()] = column
    result = check.check(_other(document, "spoiled.txt", indicators=table))
    found = _reasons(result)
    assert list(found) and sorted(found) == sorted(expected)
    assert [line for line, column in expected.items() if column not in found[line]] == []
    assert result.failures == ()
    assert all(one.table == "indicators" and one.place.as_printed for one in result.held)
    assert BorderResult.from_json(result.to_json()) == result


def test_rows_below_a_title_that_took_in_running_text_keep_their_figures(
    check: BorderCheck, good: ExtractedDocument
) -> None:
    table = _with(good.extraction.indicators, 1, area_goal="1.1 " + "Trygg stad " * 90 + "i dag")
    result = check.check(_other(good, "long.txt", indicators=table))
    assert (result.failures, result.held) == ((), ())


def test_an_ambiguous_row_needs_no_reason(check: BorderCheck, good: ExtractedDocument) -> None:
    readings = [{"annual_target": "4,6 %"}, {"kf_target": "4,6 %"}]
    table = _with(good.extraction.indicators, 1, column_evidence="ambiguous", readings=readings, evidence=[])
    result = check.check(_other(good, "ambiguous.txt", indicators=table))
    assert (result.failures, result.held) == ((), ())


def test_a_document_is_refused_where_most_of_it_fails(check: BorderCheck, good: ExtractedDocument) -> None:
    """Not for one row of three, but where a third and more than two are wrong, or all."""
    table = good.extraction.indicators
    one = check.check(_other(good, "one.txt", indicators=_with(table, 0, period="2,7 %")))
    assert (len(one.held), one.failures) == (1, ())
    for row in range(3):
        table = _with(table, row, period="2,7 %")
    all_rows = check.check(_other(good, "all.txt", indicators=table))
    assert "3 of 3 rows are held back: held back at the border: period" in all_rows.failures[0].describe()
    foreign = _with(good.extraction.indicators, 1, document_id="0123456789abcdef")
    assert check.check(_other(good, "foreign.txt", indicators=foreign)).failures


def test_a_lost_row_shows_against_the_printed_lines_and_against_its_table(
    check: BorderCheck, good: ExtractedDocument
) -> None:
    lost = good.extraction.indicators.slice(0, 2)
    result = check.check(_other(good, "lost.txt", indicators=lost))
    assert result.failures == ()
    reasons = {one.as_printed: one.reason for one in result.places}
    assert reasons["3 rows"] == "the table has 3 rows, of which 2 were extracted"
    assert "nothing that was read covers it" in reasons["Sjukfrånvaro 7,5 % 7,0 % År"]


def test_a_missing_column_refuses_the_document(check: BorderCheck, good: ExtractedDocument) -> None:
    narrow = good.extraction.indicators.drop_columns(["forecast"])
    result = check.check(_other(good, "narrow.txt", indicators=narrow))
    assert any("match ordered list" in failure.expectation for failure in result.failures)


class _Page(HTMLParser):
    """Elements and attributes of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_shows_hostile_names_as_text_and_asks_for_nothing(tmp_path: Path) -> None:
    name = "<script>alert(1)</script><img src=x onerror=alert(1)>'\"&\u202e" + "x" * 400
    place = Place(12, 13, 4, f"{name} 12 %", f"why {name}")
    failure = BorderFailure(name, name, (1,), (name,))
    results = [
        (f"{name}.txt", BorderResult(3, (failure,), (HeldRow("goals", place, (12,)),), (place,))),
        ("a.txt", BorderResult(17, ())),
    ]
    path = tmp_path / "border" / "index.html"
    write_page(path, results)
    written = path.read_text(encoding="utf-8")
    page = _Page(written)
    tags = {tag for tag, _ in page.elements}
    plain = r"html|head|meta|title|style|body|h[12]|table|thead|tbody|t[rhd]|a"
    assert all(re.fullmatch(plain, tag) for tag in tags)
    assert {attribute for _, attributes in page.elements for attribute in attributes} <= {
        *("lang", "charset", "http-equiv", "content", "name", "href", "id")
    }
    # Every address is a place of the page itself.
    assert [attributes["href"] for tag, attributes in page.elements if tag == "a"] == ["#d0"]
    assert [attributes["content"] for _, attributes in page.elements if "http-equiv" in attributes] == [
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    ]
    assert "<script>alert(1)</script>" in page.text and "\\u202e" in page.text and "\u202e" not in written
    assert "line 12, page 4" in page.text and "a.txt" in page.text and "refused" in page.text


def test_many_documents_are_checked_together_and_only_those_at_fault_alone(good: ExtractedDocument) -> None:
    own = BorderCheck()
    one = good.extraction
    foreign = _with(one.indicators, 1, document_id="0123456789abcdef")
    faulty = {
        3: _other(good, "3.txt", indicators=one.indicators.drop_columns(["forecast"])),
        5: _other(good, "5.txt", indicators=_with(one.indicators, 1, period="2,7 %")),
        11: _other(good, "11.txt", indicators=one.indicators.slice(0, 2)),
        12: _other(good, "12.txt", goals=pa.concat_tables([one.goals, one.goals])),
        24: _other(good, "24.txt", indicators=foreign),
    }
    documents = [faulty.get(number, replace(good, source_file=f"{number}.txt")) for number in range(25)]
    results = dict(own.check_all([partial(documents.__getitem__, place) for place in range(len(documents))]))
    assert list(results) == [one.source_file for one in documents]
    found = {name for name, result in results.items() if result.failures or result.held or result.places}
    assert found == {f"{number}.txt" for number in faulty}
    for number, document in faulty.items():
        assert results[f"{number}.txt"] == own.check(document)
    alone = own.check(replace(good, source_file="good.txt"))
    assert results["0.txt"].passed == alone.passed


def test_no_expectation_looks_into_a_text_that_the_frames_leave_out() -> None:
    import great_expectations.expectations as gxe

    asked = [
        one.configuration
        for expectations in SUITES.values()
        for one in expectations(gxe)
        if one.configuration.type != "expect_table_columns_to_match_ordered_list"
    ]
    looked_into = {word for one in asked for word in re.findall(r"\w+", str(one.kwargs))}
    assert {"indicator", "column_evidence", "row_label"} <= looked_into
    assert not looked_into & set(UNSEEN)
