"""The tables of money and volumes of a PDF reach the facts as those of the text of the same report do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingestion.documents.text import read_text
from ingestion.extraction.text.money.extract import read_money
from ingestion.extraction.text.structure import read_structure
from ingestion.warehouse.settings import PROJECT, Settings
from tests.integration.published import Published, publish, query
from tests.rendering.money import INDICATORS, LOOKS, printed, reportlab

pytestmark = pytest.mark.slow

TEXT = next((PROJECT / "data" / "documents").glob("001_*.txt"))
FACTS = {
    "fct_reported_money": "row_label, parent_label, column_label, value, unit, as_printed, measure, side, stage, year, "
    "kind, is_total, table_kind, section, area_heading, table_number, row_number, column_number",
    "fct_money": "subject, part, period, level, measure, side, stage, year, amount, printed_unit, as_printed",
    "fct_volume": "subject, insats, part, period, measure, gender, year, value, unit, as_printed",
}


@pytest.fixture(scope="module")
def of_pdf(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """What is published of a plan as PDF: its row of an indicator is invented, its tables of money are a text's."""
    folder = tmp_path_factory.mktemp("pdf")
    (folder / "documents").mkdir()
    document = read_text(TEXT)
    tables = [printed(one) for one in read_money(document, read_structure(document))]
    title = ("Verksamhetsplan 2024", "Enskede-Årsta-Vantörs stadsdelsnämnd")
    tables[0] = replace(tables[0], headings=(*title, *tables[0].headings))
    reportlab([*tables, INDICATORS], LOOKS[0], folder / "documents" / "plan.pdf")
    (folder / "documents" / "documents.csv").write_text(
        "file,district,report,year\nplan.pdf,enskede-arsta-vantor,VP,2024\n", encoding="utf-8"
    )
    return publish(Settings(folder / "documents", folder / "malbild.duckdb"))


@pytest.mark.parametrize("fact", FACTS)
def test_facts_are_those_of_the_text(fact: str, of_pdf: Published, excerpts: Published) -> None:
    text = f"select {FACTS[fact]} from marts.{fact} where source_file = '{{}}' order by all"
    found = query(of_pdf.settings, text.format("plan.pdf"))
    assert len(found) > 50
    assert found == query(excerpts.settings, text.format(TEXT.name))


def test_each_figure_has_its_page_and_line_and_nothing_is_left_over(of_pdf: Published) -> None:
    settings = of_pdf.settings
    (row,) = query(
        settings,
        "select count(*), count(page), count(line_start), min(page), max(page), "
        "count(*) filter (column_evidence <> 'positional' or evidence <> 'cell_edges') from marts.fct_reported_money",
    )
    cells, pages, lines, first, last, otherwise = row
    assert cells == pages == lines
    assert (first, otherwise) == (1, 0)
    assert last > 3
    assert query(settings, "select * from marts.quality_unread where kind = 'money'") == []
