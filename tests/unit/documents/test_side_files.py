"""Side files: read exactly as they are meant, or an error with file and line; no damage changes a figure in silence."""

from __future__ import annotations

import csv
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.documents.identity import District, read_districts
from ingestion.documents.manifest import (
    ALIAS_COLUMNS,
    CORRECTABLE_COLUMNS,
    CORRECTION_COLUMNS,
    MANIFEST_COLUMNS,
    Manifest,
    add_manifest_line,
    read_aliases,
    read_corrections,
    read_manifest,
    read_side_files,
)
from ingestion.documents.side_files import ManifestError
from ingestion.extraction.schema import VALUE_COLUMNS

ROOT = Path(__file__).resolve().parents[3]
DISTRICTS = read_districts(ROOT / "seeds" / "districts.csv")
INDICATORS = {"andel-nojda", "antal-moten", "sjukfranvaro"}

Row = dict[str, str]


def _corrections(folder: Path) -> tuple[Row, ...]:
    return read_corrections(folder, DISTRICTS)


def _aliases(folder: Path) -> tuple[Row, ...]:
    return read_aliases(folder, INDICATORS)


def _line(cells: Sequence[str], delimiter: str = ",", quote: int = csv.QUOTE_MINIMAL) -> str:
    buffer = StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator="", quoting=quote).writerow(cells)  # type: ignore[arg-type]
    return buffer.getvalue()


def _correction(**cells: str) -> list[str]:
    usual = {
        "report_id": "bromma-2022-VP",
        "area_goal_number": "1.1",
        "council_goal": "",
        "indicator": "Andel nöjda",
        "column_name": "annual_target",
        "printed_text": "1,0 %",
        "corrected_text": "2,0 %",
        "reason": "digits swapped, as the table shows",
        "decided_from": "the budget, page 3",
    }
    return list((usual | cells).values())


def _write(folder: Path, name: str, *lines: str, ending: str = "\n", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes("".join(line + ending for line in lines).encode(encoding))
    return path


def _refused(folder: Path, lines: Sequence[str], match: str) -> None:
    _write(folder, "corrections.csv", _line(CORRECTION_COLUMNS), *lines)
    with pytest.raises(ManifestError, match=rf"corrections\.csv: line .*{match}"):
        _corrections(folder)


def test_the_ledger_speaks_of_the_figures_of_a_row() -> None:
    assert tuple(column for column in VALUE_COLUMNS if column != "period") == CORRECTABLE_COLUMNS


def test_the_files_of_the_checkout_are_read_line_by_line(tmp_path: Path) -> None:
    ledger = (ROOT / "seeds" / "corrections.csv").read_bytes()
    (tmp_path / "corrections.csv").write_bytes(ledger)
    with (ROOT / "seeds" / "corrections.csv").open(encoding="utf-8", newline="") as handle:
        meant = list(csv.DictReader(handle))
    assert [{name: row[name] for name in CORRECTION_COLUMNS} for row in _corrections(tmp_path)] == meant
    beside = read_side_files(ROOT / "data" / "documents", DISTRICTS, ROOT / "seeds" / "indicators.csv")
    assert (len(beside.manifest.lines), beside.manifest.problems, beside.corrections) == (5, (), ())


def test_no_file_is_no_line(tmp_path: Path) -> None:
    assert (_corrections(tmp_path), _aliases(tmp_path)) == ((), ())
    assert read_manifest(tmp_path, DISTRICTS) == Manifest({}, ())


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("quote", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_what_is_meant_is_read(tmp_path: Path, delimiter: str, ending: str, encoding: str, quote: int) -> None:
    cells = _correction(reason='printed as "1,0", for 2,0; a slip')
    lines = [_line(CORRECTION_COLUMNS, delimiter, quote), "", _line(cells, delimiter, quote), delimiter * 8]
    _write(tmp_path, "corrections.csv", *lines, ending=ending, encoding=encoding)
    assert _corrections(tmp_path) == (dict(zip(CORRECTION_COLUMNS, cells, strict=True)) | {"line_number": "3"},)


def test_an_unquoted_decimal_comma_is_no_other_figure(tmp_path: Path) -> None:
    start = "bromma-2022-VP,1.1,,Andel nöjda,annual_target"
    _refused(tmp_path, [f"{start},1,0 %,2,0 %,swapped,the budget"], "2: has 11 cells, the header has 9 columns")
    # Where reason and source are left out, the number of cells is right again.
    _refused(tmp_path, [f"{start},1,0 %,2,0 %"], "2: column reason: '2' is a figure")
    _refused(tmp_path, [f"{start},10 %,1,0 %,the budget"], "2: column reason: '0 %' is a figure")
    _refused(tmp_path, [f"{start},10 %,1,0 procent,the budget"], "2: column reason: '0 procent' is a figure")


@pytest.mark.parametrize(
    ("cells", "match"),
    [
        ({"report_id": ""}, "2: column report_id: the cell is empty"),
        ({"report_id": "brmma-2022-VP"}, "2: column report_id: .*did you mean bromma"),
        ({"report_id": "bromma-22-VP"}, "2: column report_id: 'bromma-22-VP' is no report"),
        ({"report_id": "bromma-2022-XX"}, "2: column report_id: 'bromma-2022-XX' is no report"),
        ({"report_id": "bromma"}, "2: column report_id: 'bromma' is no report"),
        ({"indicator": " "}, "2: column indicator: the cell is empty"),
        ({"column_name": "period"}, "2: column column_name: there is no column 'period'"),
        ({"column_name": "anual_target"}, "2: column column_name: .*did you mean annual_target"),
        ({"reason": ""}, "2: column reason: the cell is empty"),
        ({"decided_from": ""}, "2: column decided_from: the cell is empty"),
        ({"decided_from": "2860"}, "2: column decided_from: '2860' is a figure"),
        ({"reason": "a,\nb"}, "2: a quote is opened and not closed"),
        ({"reason": "a\x1b[31mb"}, r"2: holds the character '\\x1b'"),
    ],
)
def test_cells_that_cannot_be_meant_are_told_with_their_line(tmp_path: Path, cells: Row, match: str) -> None:
    _refused(tmp_path, [_line(_correction(**cells))], match)


@pytest.mark.parametrize(
    ("line", "match"),
    [
        (_line(_correction()).replace('"the budget', "the budget"), "2: a quote stands in a cell without quotes"),
        (_line(_correction()).replace('page 3"', "page 3"), "2: a quote is opened and not closed"),
        (_line(_correction()).replace('"1,0 %"', '""1,0 %""'), "2: behind a closing quote stands '1,0 %"),
        (_line(_correction(), ";"), r"2: has \d+ cells?, the header has 9 columns"),
        (_line(_correction(), "\t"), r"2: has \d+ cells?, the header has 9 columns"),
        (_line(_correction(indicator="Andel nÃ¶jda")), "2: reads as UTF-8 that was saved as UTF-8 once more"),
    ],
)
def test_lines_that_are_damaged_are_told(tmp_path: Path, line: str, match: str) -> None:
    _refused(tmp_path, [line, _line(_correction(report_id="farsta-2022-VP"))], match)


def test_one_correction_for_one_cell(tmp_path: Path) -> None:
    _refused(
        tmp_path,
        [_line(_correction()), _line(_correction(indicator="andel  nöjda.", corrected_text="3 %"))],
        "3: the cell is stated twice, first on line 2",
    )


def test_all_lines_that_are_wrong_are_told_at_once(tmp_path: Path) -> None:
    _refused(tmp_path, ["a", _line(_correction()), "b"], "2: has 1 cell,.*line 4: has 1 cell,")
    _refused(tmp_path, ["a"] * 8, "6: has 1 cell.*and 3 lines more")


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"sep=;\r\nprinted_name;indicator_id\r\n", "line 1: 'sep=;' is no header"),
        ("printed_name,indicator_id\nA,andel-nojda\n".encode("utf-16"), "line 1: the file is UTF-16"),
        ("printed_name,indicator_id\nA,andel-nojda\n".encode("utf-16-le"), "line 1: the file is UTF-16"),
        (b"printed_name\tindicator_id\nA\tandel-nojda\n", "line 1: the cells are parted by tabs"),
        (b"printed_name,indicator_id\nAndel n\xf6jda,andel-nojda\n", "line 2: is not UTF-8"),
        (b"", "line 1: the file is empty"),
        (b"printed_name\nx\n", "line 1: the column 'indicator_id' is missing"),
        (
            b"printed_name,indicator_id,printed_name\nx,andel-nojda,y\n",
            "line 1: the column 'printed_name' stands twice",
        ),
        (b"printed_name,indicator_id,\nx,andel-nojda,\n", "line 1: column 3 of the header has no name"),
        (b"printed_name,indicator_id\nx,finns-inte\n", "line 2: column indicator_id: 'finns-inte' is no indicator"),
        (b"printed_name,indicator_id\nx,andel-njda\n", "line 2: column indicator_id: .*did you mean andel-nojda"),
        (b"printed_name,indicator_id\n,andel-nojda\n", "line 2: column printed_name: the cell is empty"),
        (b"printed_name,indicator_id\nx,andel-nojda\nX.,antal-moten\n", "line 3: the name is stated twice, .* line 2"),
        (b"printed_name,indicator_id\rx,andel-nojda\r", r"line 1: holds the character '\\r'"),
        (b"printed_name,indicator_id\nx,\x00andel-nojda\n", r"line 2: holds the character '\\x00'"),
    ],
)
def test_files_that_are_damaged_are_told(tmp_path: Path, content: bytes, match: str) -> None:
    (tmp_path / "aliases.csv").write_bytes(content)
    with pytest.raises(ManifestError, match=rf"aliases\.csv: {match}"):
        _aliases(tmp_path)


@pytest.mark.parametrize("column", ["Year", "yaer", "publishedon", "distrct"])
def test_a_misspelt_column_of_the_manifest_is_not_taken_for_the_stewards_own(tmp_path: Path, column: str) -> None:
    _write(tmp_path, "documents.csv", f"file,{column}", "a.txt,2021")
    with pytest.raises(ManifestError, match=rf"documents\.csv: line 1: there is no column '{column}'; did you mean"):
        read_manifest(tmp_path, DISTRICTS)


def _reads_in_time(read: Callable[[], object]) -> str:
    """The message of a read that must not wait for anybody."""
    told: list[str] = []

    def attempt() -> None:
        try:
            read()
        except ManifestError as error:
            told.append(str(error))

    reader = threading.Thread(target=attempt, daemon=True)
    reader.start()
    reader.join(10)
    assert not reader.is_alive(), "the read waits"
    return told[0]


@pytest.mark.parametrize("name", ["documents.csv", "corrections.csv", "aliases.csv"])
def test_only_regular_files_are_read(tmp_path: Path, name: str) -> None:
    readers = {
        "documents.csv": lambda folder: read_manifest(folder, DISTRICTS),
        "corrections.csv": _corrections,
        "aliases.csv": _aliases,
    }
    outside = _write(tmp_path, "outside.csv", "file,printed_name,indicator_id")
    kinds: dict[str, Callable[[Path], object]] = {
        "is no regular file": os.mkfifo,
        "no regular file": Path.mkdir,
        "is a link that leads to nothing": lambda path: path.symlink_to("gone.csv"),
        "cannot be read": lambda path: path.symlink_to(name),
        "is a link that leads out of the folder": lambda path: path.symlink_to(outside),
    }
    for number, (message, make) in enumerate(kinds.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        make(folder / name)
        told = _reads_in_time(lambda folder=folder: readers[name](folder))  # type: ignore[misc]
        assert told.startswith(f"{name}: ") and message in told


def test_what_is_added_can_be_read_again(tmp_path: Path) -> None:
    _write(tmp_path, "documents.csv", "file;title;url", 'a.txt;"x;y";')
    add_manifest_line(tmp_path, {"file": "b.txt", "title": 'the "new"; plan\nof all', "url": "https://example.org"})
    lines = read_manifest(tmp_path, DISTRICTS).lines
    assert [one.title for one in lines.values()] == ["x;y", 'the "new"; plan of all']


_WORDED = {"reason", "decided_from", "printed_name"}

# The fuzz: a file as it is meant, in any writing, and one kind of damage to any of its lines.
_WORDS = st.lists(
    st.sampled_from(["Andel", "nöjda", "Ålder", 'den "nya"', "a, b", "c; d", "–"]), min_size=1, max_size=3
)
_TEXT = _WORDS.map(lambda words: "x " + " ".join(words))
_FIGURE = st.sampled_from(["", "1,0 %", "10 %", "4 300", "-2,5", "12,4", "0 %", "80–85 %"])


@st.composite
def _ledger(draw: st.DrawFn) -> list[list[str]]:
    return [
        _correction(
            report_id=draw(st.sampled_from(["bromma-2022-VP", "farsta-2021-VB"])),
            indicator=f"{draw(_TEXT)} {number}",
            printed_text=draw(_FIGURE),
            corrected_text=draw(_FIGURE),
            reason=draw(_TEXT),
            decided_from=draw(_TEXT),
        )
        for number in range(draw(st.integers(1, 3)))
    ]


@st.composite
def _names(draw: st.DrawFn) -> list[list[str]]:
    rows = draw(st.integers(1, 3))
    return [[f"{draw(_TEXT)} {number}", draw(st.sampled_from(sorted(INDICATORS)))] for number in range(rows)]


@st.composite
def _documents(draw: st.DrawFn) -> list[list[str]]:
    return [
        [
            f"{number}{draw(_TEXT)}.txt",
            draw(st.sampled_from(["bromma", "Farsta"])),
            draw(st.sampled_from(["VP", "T1"])),
            draw(st.sampled_from(["2021", "2022"])),
            draw(_TEXT),
            draw(_TEXT),
            "https://example.org/a,b",
            draw(st.sampled_from(["2021-02-03", "2022-10-11"])),
            "0a" * 32,
        ]
        for number in range(draw(st.integers(1, 3)))
    ]


@st.composite
def _damaged(draw: st.DrawFn, columns: Sequence[str], rows: list[list[str]]) -> tuple[bytes, bytes]:
    """A file as it is meant, and the same with one line cut, doubled, quoted or in another encoding."""
    delimiter = draw(st.sampled_from(",;"))
    quote = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    ending = draw(st.sampled_from(["\n", "\r\n"]))
    lines = [_line(row, delimiter, quote) for row in [list(columns), *rows]]
    whole = "".join(line + ending for line in lines).encode()
    at = draw(st.integers(0, len(lines) - 1))
    line = lines[at]
    place = draw(st.integers(0, len(line) - 1))
    signs = [
        position
        for position, letter in enumerate(line)
        if letter == '"' or (letter == delimiter and line.count('"', 0, position) % 2 == 0)
    ]
    sign = draw(st.sampled_from(signs)) if signs else place
    other = ";" if delimiter == "," else ","
    row = [*columns] if at == 0 else rows[at - 1]
    damage = {
        "cut": line[:place],
        "cut before": line[place:],
        "sign lost": line[:sign] + line[sign + 1 :],
        "sign doubled": line[: sign + 1] + line[sign:],
        "doubled": line + ending + line,
        "doubled in one": line + line,
        "quoted": f'"{line}"',
        "quote": line[:place] + '"' + line[place:],
        "broken": line[:place] + ending + line[place:],
        "ended by NUL": line + "\x00",
        "marked": "\ufeff" + line,
        "saved twice": line.encode().decode("cp1252", "replace"),
        "other delimiter": _line(row, other),
        "tabs": _line(row, "\t"),
        "unquoted": delimiter.join(row),
        # Of a correction of two decimal commas, as many cells as there should be.
        "unquoted, the end left out": delimiter.join(row[:-2]),
        "sep": f"sep={delimiter}{ending}{line}",
    }
    encodings = dict.fromkeys(damage, "utf-8") | {"cp1252": "cp1252", "utf-16-le": "utf-16-le", "mac": "mac_roman"}
    kind = draw(st.sampled_from(sorted(encodings)))
    changed = damage.get(kind, line).encode(encodings[kind])
    parts = [one.encode() for one in lines]
    parts[at] = changed
    return whole, b"".join(part + ending.encode() for part in parts)


def _rows_of(content: bytes, name: str, read: Callable[[Path], tuple[Row, ...]]) -> list[Row]:
    with TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(content)
        rows = read(Path(folder))
    return [{key: value for key, value in row.items() if key != "line_number"} for row in rows]


def _never_other_rows(
    data: st.DataObject,
    name: str,
    columns: Sequence[str],
    rows: list[list[str]],
    read: Callable[[Path], tuple[Row, ...]],
) -> None:
    whole, damaged = data.draw(_damaged(columns, rows))
    meant = _rows_of(whole, name, read)
    assert meant == [dict(zip(columns, row, strict=True)) for row in rows]
    try:
        found = _rows_of(damaged, name, read)
    except ManifestError as error:
        assert str(error).startswith(f"{name}: line ")
        return
    # The words of a reason may lose their end, and a name its beginning: then it is nobody's name, and the row that it
    # was for stays among the unknown ones. What is said of a name or a cell is as it was meant.
    for row in found:
        assert any(
            all(row[key] == one[key] or (key in _WORDED and row[key] in one[key]) for key in columns) for one in meant
        )
    assert len(found) >= len(meant) - 1


@pytest.mark.slow
@given(st.data(), _ledger())
@settings(max_examples=200, deadline=None)
def test_damage_never_makes_another_correction(data: st.DataObject, rows: list[list[str]]) -> None:
    _never_other_rows(data, "corrections.csv", CORRECTION_COLUMNS, rows, _corrections)


@pytest.mark.slow
@given(st.data(), _names())
@settings(max_examples=200, deadline=None)
def test_damage_never_makes_another_alias(data: st.DataObject, rows: list[list[str]]) -> None:
    _never_other_rows(data, "aliases.csv", ALIAS_COLUMNS, rows, _aliases)


def _stated(content: bytes, districts: tuple[District, ...] = DISTRICTS) -> Manifest:
    with TemporaryDirectory() as folder:
        (Path(folder) / "documents.csv").write_bytes(content)
        return read_manifest(Path(folder), districts)


@pytest.mark.slow
@given(st.data(), _documents())
@settings(max_examples=200, deadline=None)
def test_damage_never_states_another_report_of_a_document(data: st.DataObject, rows: list[list[str]]) -> None:
    whole, damaged = data.draw(_damaged(MANIFEST_COLUMNS, rows))
    meant = _stated(whole).lines
    assert list(meant) == [row[0] for row in rows]
    try:
        found = _stated(damaged)
    except ManifestError as error:
        assert str(error).startswith("documents.csv: line ")
        return
    for name, line in found.lines.items():
        # A name that lost its first letters names a file that is missing: a rejection of the scan.
        if name not in meant:
            continue
        told = {key: value for key, value in asdict(line).items() if key != "line"}
        assert all(value in (None, getattr(meant[name], key)) for key, value in told.items())
