"""A folder with a council's plan and a unit's of the same year: what is published and what a person reads of it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ingestion.commands.refresh import refresh
from ingestion.commands.review import review_lines
from ingestion.journal import Journal
from ingestion.warehouse.settings import Settings
from tests.integration.reports import plan, three_rows, write_reports

pytestmark = pytest.mark.slow

UNIT = "Rosens förskolor\nVerksamhetsplan 2022\nFarsta stadsdelsnämnd styr. Farsta stadsdelsnämnd beslutar.\n"


def test_the_councils_plan_leads_and_the_units_is_named_with_its_witnesses(tmp_path: Path) -> None:
    """The unit's files stand first by name and have the later dates; one of them is stated as the council's."""
    unit = UNIT + plan("Farsta", 2022, three_rows("9,9 %"))
    write_reports(
        tmp_path / "documents",
        {"a-unit.txt": unit, "b-stated.txt": f"{unit}\n", "farsta.txt": plan("Farsta", 2022, three_rows())},
    )
    (tmp_path / "documents" / "documents.csv").write_text(
        "file,district,report,year,published_on\nb-stated.txt,farsta,VP,2022,2022-03-01\nfarsta.txt,,,,2022-01-01\n",
        encoding="utf-8",
    )
    settings = Settings(tmp_path / "documents", tmp_path / "malbild.duckdb")
    assert refresh(settings, Journal(progress=False)).status == 4
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        documents = connection.execute("select source_file, status from marts.dim_document order by 1").fetchall()
        findings = connection.execute(
            "select source_file, line_start, as_printed, other_line_start, other_as_printed "
            "from marts.quality_conflict where finding = 'manifest_contradicts_text_district'"
        ).fetchall()
    assert documents == [("b-stated.txt", "superseded"), ("farsta.txt", "leading")]
    said = "Rosens förskolor: Rosens förskolor Verksamhetsplan 2022"
    assert findings == [("b-stated.txt", 1, said, 2, "farsta")]
    review = list(review_lines(settings.database))
    start = review.index("rejected documents: 1")
    assert review[start + 1].startswith("  a-unit.txt:1: other_author: the report is a unit of Farsta's, Rosens")
    assert "    district: line 1 speaks for Rosens förskolor (title: Rosens förskolor Verksamhetsplan 2022)" in review
    assert "    district: line 3 speaks for farsta (the first council named: Farsta stadsdelsnämnd)" in review
    # As many cells as documents.csv has columns here.
    assert review[-2].endswith("with its DISTRICT in this line: a-unit.txt,DISTRICT,VP,2022,")
