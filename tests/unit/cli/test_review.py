"""`malbild review`: of one council, kind or document, counted, also of a copy of the published file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb

from ingestion.commands.review import Selection, printed_readings, review_json, review_lines

READINGS = "1: annual_target=70 %, forecast=2,5 kg CO2; 2: annual_target=70 %, outcome=2,5 kg CO2; 3: no value"
PLACE = "finding varchar, source_file varchar, page integer, line_start integer"
TABLES = {
    "quality_ambiguous": f"{PLACE}, indicator_as_printed varchar, note varchar, readings_text varchar, "
    "report_id varchar, "
    "area_goal_number varchar, council_goal varchar, district_id varchar",
    "quality_unknown_indicator": f"{PLACE}, as_printed varchar, suggestions varchar, district_id varchar",
    "quality_conflict": f"{PLACE}, as_printed varchar, explanation varchar, other_source_file varchar, "
    "other_page integer, other_line_start integer, other_as_printed varchar, district_id varchar",
    "quality_unread": f"{PLACE}, as_printed varchar, kind varchar, reason varchar, "
    "may_hold_row boolean, district_id varchar",
    "quality_range": f"{PLACE}, as_printed varchar, explanation varchar, district_id varchar",
    "quality_rejected_document": f"{PLACE}, as_printed varchar",
    "refresh_run": "refresh_id varchar",
}


def published(folder: Path) -> Path:
    """A file with nothing beside it, as a copy has: one ambiguous row, three findings of two kinds in two councils."""
    path = folder / "copy.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        for table, columns in TABLES.items():
            connection.execute(f"create table marts.{table} ({columns})")
        connection.execute(
            "insert into marts.quality_ambiguous values "
            "('ambiguous_row', 'a.txt', null, 10, 'Andel', 'why', ?, 'bromma-2022-T1', '1.2', null, 'bromma')",
            [READINGS],
        )
        connection.execute(
            "insert into marts.quality_range values "
            "('share_out_of_range', 'a.txt', null, 5, '120 %', 'a percentage outside 0-100', 'bromma'), "
            "('unit_doubtful', 'a.txt', null, 7, '0,70', 'no sign', 'bromma'), "
            "('unit_doubtful', 'b.txt', null, 9, '0,80', 'no sign', 'farsta')"
        )
    return path


def test_readings_are_told_apart_as_they_are_printed() -> None:
    first, second, third = printed_readings(READINGS)
    assert (first["annual_target"], first["forecast"], first["outcome"]) == ("70 %", "2,5 kg CO2", None)
    assert (second["outcome"], second["forecast"]) == ("2,5 kg CO2", None)
    assert set(third.values()) == {None}
    assert printed_readings("") == []


def test_a_copy_shows_the_readings_and_the_lines_that_settle_them(tmp_path: Path) -> None:
    lines = list(review_lines(published(tmp_path), Selection(kind="ambiguous")))
    assert "    the same in every reading, and published: annual_target 70 %" not in lines  # the third holds nothing
    wanted = [line.partition("add to corrections.csv: ")[2] for line in lines if "corrections.csv" in line]
    columns = [next(csv.reader([line]))[4] for line in wanted]
    assert "outcome" in columns
    assert "forecast" in columns


def test_findings_are_counted_by_kind_and_limited(tmp_path: Path) -> None:
    lines = list(review_lines(published(tmp_path), Selection(kind="range", limit=1)))
    assert lines == [
        "figures out of range: 3",
        "      2  unit_doubtful",
        "      1  share_out_of_range",
        "  a.txt:5: share_out_of_range: 120 %",
        "    a percentage outside 0-100",
        "  … and 2 more",
        "",
    ]


def test_one_council_one_finding_one_document(tmp_path: Path) -> None:
    path = published(tmp_path)

    def places(selection: Selection) -> list[str]:
        return [line.split(": ")[0].strip() for line in review_lines(path, selection) if line.startswith("  b.txt")]

    assert places(Selection(district="farsta")) == ["b.txt:9"]
    assert places(Selection(kind="unit_doubtful", document="b.txt")) == ["b.txt:9"]
    assert places(Selection(district="bromma")) == []
    assert list(review_lines(path, Selection(kind="no such kind"))) == []


def test_json_says_the_same_to_jobs(tmp_path: Path) -> None:
    (text,) = review_json(published(tmp_path), Selection(kind="unit_doubtful", limit=1))
    (kind,) = json.loads(text)
    assert (kind["kind"], kind["count"], len(kind["items"])) == ("range", 2, 1)
    assert kind["items"][0]["as_printed"] == "0,70"
    assert kind["items"][0]["lines"] == ["a.txt:7: unit_doubtful: 0,70", "no sign"]
