"""The SQL means the same on DuckDB and on Spark: what looks alike and is not stands in macros/engine alone.

What only one engine parses fails at once where it is run. Looked for here is what both take, each in its own way, and
what nobody would miss until a figure is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[3]
_FOLDERS = ("models", "macros", "tests/data")
_COMMENT = re.compile(r"\{#.*?#\}|--[^\n]*", re.DOTALL)
_LITERAL = re.compile(r"'(?:[^']|'')*'")

_ELEMENT = re.compile(r"(?<=[\w)])\[[\w.]+\]")
# What each would be on the other engine.
_TRAPS = {
    r"\[\[:|\[:\w+:\]": "a POSIX set: Java reads `[[:alpha:]]` as the letters of `:alph`",
    r"\(\?(?!i\)|:)[a-z-]*[:)]|\(\?[a-z]+-|\(\?i:": "flags other than `(?i)`, which alone is told to Java as `(?iu)`",
    r"(?<![\w{])(?:regexp_\w+|rlike|regexp)\b": "a pattern that does not go through a macro of the engine",
    r"\b(?:l|r|b)?trim\((?!(?:both|leading|trailing)\s+')": "Spark's trims U+0020 only; its rtrim(x, y) is rtrim(y, x)",
    r"\b(?:min_by|max_by|arg_min|arg_max)\(": "DuckDB passes over rows whose value is null, Spark returns null",
    r"\b(?:any_value|first|last|mode)\(": "which of several values is told by nothing, or null counts in one engine",
    r"\bas varchar\b|::": "a type's name that Spark has not, or a cast of one engine",
    r"\b(?:sequence|generate_series|range)\(": "Spark counts down where the last is less than the first",
    r"\b(?:string_agg|listagg|array_agg|list|collect_list|collect_set)\(": "null, or an empty list, for no rows",
}


def traps(sql: str) -> Iterator[str]:
    """What in a model's text an engine reads in its own way, as 'line: what: why'."""
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), sql)
    for pattern, why in _TRAPS.items():
        for found in re.finditer(pattern, text):
            yield f"{_line(text, found.start())}: {found[0]}: {why}"
    for found in _ELEMENT.finditer(_LITERAL.sub(lambda one: "'" * len(one[0]), text)):
        yield f"{_line(text, found.start())}: an element of a list: the first is 1 in DuckDB and 0 in Spark"
    for literal in _LITERAL.finditer(text):
        if "\\" in literal[0] and "{" not in _around(text, literal):
            yield f"{_line(text, literal.start())}: {literal[0]}: in Spark's plain literal a backslash is no character"
    for start, term in _order_terms(text):
        if not re.search(r"\bnulls (?:first|last)$|\bdesc$", term):
            yield f"{_line(text, start)}: order by {term}: nulls come first in Spark and last in DuckDB"


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _around(text: str, literal: re.Match[str]) -> str:
    """The call of a macro that a literal is given to, empty where there is none."""
    opened, closed = text.rfind("{{", 0, literal.start()), text.rfind("}}", 0, literal.start())
    opened = max(opened, text.rfind("{%", 0, literal.start()))
    closed = max(closed, text.rfind("%}", 0, literal.start()))
    return text[opened : literal.end()] if opened > closed else ""


def _order_terms(text: str) -> Iterator[tuple[int, str]]:
    """The terms of each `order by`, in windows, aggregates and at the end of a query, with their places."""
    for found in re.finditer(r"\border by\b", text):
        start = place = found.end()
        depth = 0
        while place < len(text):
            rest = text[place:]
            if literal := _LITERAL.match(rest):
                place += literal.end()
                continue
            ends = re.match(r"\s(?:rows|range) between\b|\)|\"|\Z", rest) if depth == 0 else None
            if ends or (depth == 0 and rest[0] == ","):
                yield start, " ".join(text[start:place].split())
                start = place + 1
            if ends:
                break
            depth += {"(": 1, ")": -1}.get(rest[0], 0)
            place += 1
        else:
            yield start, " ".join(text[start:].split())


def _files() -> list[Path]:
    found = [path for folder in _FOLDERS for path in sorted((ROOT / folder).rglob("*.sql"))]
    return [path for path in found if path.parent.name not in {"engine", "materializations"}]


def test_nothing_is_read_in_two_ways() -> None:
    files = _files()
    assert len(files) > 100
    found = [f"{path.relative_to(ROOT)}:{trap}" for path in files for trap in traps(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "sql",
    [
        "select {{ matches('text', '^[[:alpha:]]+') }} as is_word",
        "select {{ matches('text', '(?s)a.b') }} as is_two_lines",
        "select {{ capture('text', '(?i:ökar) ([0-9]+)') }} as figure",
        "select regexp_extract(text, '[0-9]+') as figure",
        "select text from rows_of where text rlike '[0-9]'",
        "select replace(text, '\\n', ' ') as text",
        "select trim(as_printed) as text",
        "select rtrim(title, '.') as title",
        "select min_by(page, year) as page",
        "select any_value(unit) as unit",
        "select mode(unit) as unit",
        "select readings[1] as reading",
        "select cast(year as varchar) as period_id",
        "select year::string as period_id",
        "select string_agg(name, '; ') as names",
        "select row_number() over (partition by document_id order by kind, value desc) as choice",
        "select sum(amount) over (order by year nulls last, unit asc rows between 1 preceding and current row) as n",
        "select * from figures order by coalesce(lower, 0), upper desc",
    ],
)
def test_a_trap_is_told(sql: str) -> None:
    assert list(traps(sql))


@pytest.mark.parametrize(
    "sql",
    [
        "select {{ replace_all('text', '(?i)^([0-9]+)[.]?$', '\\\\1') }} as figure",
        "select trim(trailing '.' from title) as title -- min_by(page, year) would be another",
        "select row_number() over (order by value desc, unit asc nulls last, (b, c) nulls first) as choice",
        "select {{ joined('name', '; ', 'name nulls last') }} as names",
    ],
)
def test_what_both_read_alike_is_none(sql: str) -> None:
    assert list(traps(sql)) == []


def test_both_engines_have_each_name() -> None:
    folder = ROOT / "macros" / "engine"
    named = re.findall(r"dispatch\('(\w+)', 'malbild'\)", (folder / "engine.sql").read_text(encoding="utf-8"))
    for engine in ("duckdb", "spark"):
        has = re.findall(rf"macro {engine}__(\w+)\(", (folder / f"{engine}.sql").read_text(encoding="utf-8"))
        # dbt's own names are beside them
        assert set(named) <= set(has), engine
    assert len(named) == len(set(named)) > 15


def test_accents_are_taken_off_alike() -> None:
    """DuckDB has a function for it, Spark a list of letters: of each letter of the Latin scripts they make the same."""
    text = (ROOT / "macros" / "engine" / "spark.sql").read_text(encoding="utf-8")
    body = text.partition("macro spark__without_accents")[2].partition("endmacro")[0]
    letters, plain = (found for found in re.findall(r"'([^']*)'", body) if len(found) > 100)
    with duckdb.connect() as connection:
        for place in range(0x80, 0x250):
            letter = chr(place)
            stripped = connection.execute("select strip_accents(nfc_normalize(?))", [letter]).fetchall()[0][0]
            translated = connection.execute("select translate(?, ?, ?)", [letter, letters, plain]).fetchall()[0][0]
            # Of what is no ascii letter a key keeps nothing, in either engine.
            assert stripped == translated or not (stripped.isascii() or translated.isascii()), letter
