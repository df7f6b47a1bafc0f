"""Text of documents is data wherever it goes: terminal, log, CSV."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion import cli
from ingestion.commands.export import CsvStyle, export
from ingestion.formulas import neutralise
from ingestion.printable import printable, printable_lines
from ingestion.warehouse.settings import PROJECT, Settings
from ingestion.warehouse.summary import Summary

# Clears the screen, turns the direction of the line, ends the line, is a C1 control, an unseen mark, half a letter.
HOSTILE = "4 300 %\x1b[2J\u202e\u2066drol\r\n\x9b31m\u200b\u2028\x00"
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _is_harmless(text: str) -> bool:
    return all(unicodedata.category(letter) not in UNSEEN or letter == "\N{SOFT HYPHEN}" for letter in text)


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_unseen_is_printed(text: str) -> None:
    assert _is_harmless(printable(text))
    assert _is_harmless(printable_lines(text).replace("\n", ""))
    seen = "".join(letter for letter in text if _is_harmless(letter))
    assert printable(seen) == seen


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_json_stays_the_same_json(text: str) -> None:
    assert json.loads(printable_lines(json.dumps({"a": text}, ensure_ascii=False, indent=1))) == {"a": text}


def test_the_summary_of_a_refresh_prints_no_control_character(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = Summary(
        result="published",
        status=4,
        documents_withdrawn=(HOSTILE,),
        documents_renamed=((HOSTILE, HOSTILE),),
        same_content=((HOSTILE, HOSTILE),),
        rejections=(f"{HOSTILE}: no table",),
        warnings=(HOSTILE,),
        findings={HOSTILE: 1},
    )
    for log_format in ("plain", "json"):
        cli._say(summary, Settings(tmp_path, tmp_path / "a.duckdb"), log_format)  # type: ignore[arg-type]
        printed = capsys.readouterr().out
        assert _is_harmless(printed.replace("\n", ""))
        assert "4 300 %\\u001b[2J\\u202e" in printed


@pytest.mark.parametrize("as_json", [False, True])
def test_status_and_review_print_no_control_character(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    def lines() -> Iterator[str]:
        yield json.dumps([HOSTILE], ensure_ascii=False, indent=2) if as_json else f"  {HOSTILE}: 12"

    cli._print_lines(lines(), as_json)
    printed = capsys.readouterr().out
    assert _is_harmless(printed.replace("\n", ""))
    # A line end in a printed name begins no line of ours.
    assert printed.count("\n") == (3 if as_json else 1)


def test_what_a_command_refuses_is_told_without_control_characters(tmp_path: Path) -> None:
    name = "a\x1b[2J\u202etxt.txt"
    done = CliRunner().invoke(cli.main, ["add", str(tmp_path / name), "--documents", str(tmp_path)])
    assert done.exit_code == 2
    assert "\\u202e" in done.output or "\\x1b" in done.output
    assert _is_harmless(done.output.replace("\n", ""))


@pytest.mark.parametrize("log_format", ["plain", "json"])
def test_a_log_line_is_one_line(log_format: str) -> None:
    program = (
        "import sys\nfrom ingestion.journal import Journal\n"
        "Journal(sys.argv[1], progress=False).warning('rejected', document=sys.stdin.read(), reason='a b')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, log_format],
        cwd=PROJECT,
        input=HOSTILE.replace("\r\n", "\n").encode(),
        check=True,
        capture_output=True,
    )
    line = done.stderr.decode()
    assert line.count("\n") == 1 and _is_harmless(line.rstrip("\n"))
    assert "\\u202e" in line


FORMULAS = [
    '=HYPERLINK("http://example.org";"x")',
    "＝1+1",
    "﹣1",
    "  =1+1",
    "\ufeff=1+1",
    "a;=1+1",
    "a;;@x;＋1",
    "a,=1+1",
    "a\t=1+1",
    "a\n-1+1",
    'a;"=1+1',
    '";=1+1',
    "'=1",
]
_FORMULA = re.compile(r"[=+\-@＝＋－＠﹦﹢﹣﹫]")


def _cells_by_any_delimiter(text: str) -> Iterator[str]:
    """What stands at the beginning of a cell in a program that takes any sign for the delimiter and knows no quotes."""
    yield from (cell.lstrip('"\ufeff') for cell in re.split(r"[;,\t\r\n]", text))


@pytest.mark.parametrize("swedish", [False, True])
def test_no_text_is_a_formula_in_a_spreadsheet_and_numbers_stay_numbers(tmp_path: Path, swedish: bool) -> None:
    database = tmp_path / "a.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.refresh_run (refresh_id varchar primary key, started_at timestamptz)")
        connection.execute(
            "create table marts.fact (id integer primary key, name varchar, value double, parts varchar[])"
        )
        connection.executemany(
            "insert into marts.fact values (?, ?, -2.5, ?)",
            [[number, text, ["x", text]] for number, text in enumerate(FORMULAS)],
        )
    style = CsvStyle(swedish_excel=swedish)
    export(database, tmp_path / "out", style)
    text = (tmp_path / "out" / "fact.csv").read_text(encoding="utf-8-sig")
    number = "-2,5" if swedish else "-2.5"
    begun = [cell for cell in _cells_by_any_delimiter(text) if _FORMULA.match(cell)]
    # What begins like a formula are the numbers, of which Swedish ones break at the comma that is not theirs.
    assert set(begun) == {number.split(",", maxsplit=1)[0]}
    assert len(begun) == len(FORMULAS)
    with (tmp_path / "out" / "fact.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter=style.delimiter))
    assert {row["value"] for row in rows} == {number}
    assert [row["name"].replace("'", "") for row in rows] == [one.replace("'", "") for one in FORMULAS]
    assert pl.read_parquet(tmp_path / "out" / "fact.parquet").get_column("name").to_list() == FORMULAS


@given(st.lists(st.text(st.sampled_from("=+-@＝ ab1;,\t\n\"'")), min_size=1))
@settings(deadline=None)
def test_only_apostrophes_are_added_and_no_cell_begins_like_a_formula(texts: list[str]) -> None:
    for before, after in zip(texts, neutralise(pl.Series("text", texts, dtype=pl.String)).to_list(), strict=True):
        assert after.replace("'", "") == before.replace("'", "")
        assert not any(_FORMULA.match(cell) for cell in re.split(r'[;,\t\r\n]"*', after))
