"""Measure the reader of PDFs beside other libraries on the same files in one run; writes into docs/performance.md.

    make bench-pdf [LOOKS=4]

Needs Chromium, and the libraries to compare with: pdfplumber, camelot-py, pymupdf. None of them is a dependency of the
project: the target makes an environment of their own. Each reads ruled looks with its settings for ruled tables and the
others with those for tables without rules. A cell is right when its text is the label's but for white space; a row that
is not found, or is found in pieces, has none right.
"""

# ruff: noqa: S603 (the process is this interpreter)

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.engines import REPORTS
from bench.page import PAGE, write_part
from ingestion.documents.pdf import read_pdf
from ingestion.documents.text import DocumentError
from ingestion.extraction.pdf import extract_pdf
from tests.rendering import chromium, html, platypus
from tests.rendering.compare import count
from tests.rendering.content import COLUMNS, Report, read_report
from tests.rendering.engines import ENGINES
from tests.rendering.look import ENGINE_LOOKS, LOOKS

Rows = list[list[str]]
Read = Callable[[Path, Report, bool], Rows]
"""Reads the rows of a file, which shows a report, in a look with rules between its columns or without."""

TELLING = ("full grid", "horizontal rules", "zebra", "shaded header")
"""The looks that are read first: those that most reports have."""


@dataclass(frozen=True)
class File:
    """A rendered report, the number of its pages, and whether rules part its columns."""

    path: Path
    report: Report
    pages: int
    ruled: bool = True


@dataclass(frozen=True)
class Result:
    """Pages a second and the share of cells that are right."""

    name: str
    settings: str
    seconds: float
    right: int
    cells: int


def read_with_malbild(path: Path, report: Report, _: bool) -> Rows:
    """The names and cells that the project reads."""
    rows = extract_pdf(read_pdf(path)).indicators.to_pylist()
    return [[row["indicator"], *(row[role] or "" for role, _ in report.columns)] for row in rows]


def read_with_pdfplumber(path: Path, _: Report, ruled: bool) -> Rows:
    """The rows of all tables as pdfplumber cuts them."""
    import pdfplumber

    by = "lines" if ruled else "text"
    settings = {"vertical_strategy": by, "horizontal_strategy": by, "snap_tolerance": 2}
    with pdfplumber.open(path) as document:
        return [
            [cell or "" for cell in row] for page in document.pages for t in page.extract_tables(settings) for row in t
        ]


def read_with_camelot(path: Path, _: Report, ruled: bool) -> Rows:
    """The rows of all tables as camelot cuts them."""
    import camelot

    flavor = {"flavor": "lattice", "split_text": True} if ruled else {"flavor": "stream"}
    tables = camelot.read_pdf(str(path), pages="all", **flavor)
    return [[str(cell) for cell in row] for table in tables for row in table.df.values.tolist()]


def read_with_pymupdf(path: Path, _: Report, ruled: bool) -> Rows:
    """The rows of all tables as pymupdf cuts them."""
    import pymupdf

    with pymupdf.open(path) as document:
        return [
            [cell or "" for cell in row]
            for page in document
            for table in page.find_tables(strategy="lines" if ruled else "text").tables
            for row in table.extract()
        ]


READERS: tuple[tuple[str, str, Read], ...] = (
    ("malbild", "as it is", read_with_malbild),
    ("pdfplumber", "lines, snap_tolerance 2; else text", read_with_pdfplumber),
    ("camelot-py", "lattice, split_text; else stream", read_with_camelot),
    ("pymupdf", "find_tables, lines; else text", read_with_pymupdf),
)


def right_of_rows(rows: Rows, report: Report) -> list[int]:
    """How many cells of each of the report's rows are right, the name counted."""
    squeezed = [["".join(cell.split()) for cell in row] for row in rows]
    found: list[int] = []
    for known in report.rows:
        expected = [
            "".join((text or "").split()) for text in (known.name, *(known.cells[r] for r, _ in report.columns))
        ]
        # Libraries give an icon's column as an empty cell before the name.
        row = next((row for row in squeezed if expected[0] in row[:2]), None)
        if row is None:
            found.append(0)
            continue
        values = row[len(row) - len(report.columns) :]
        found.append(1 + sum(got == want for got, want in zip(values, expected[1:], strict=False)))
        squeezed.remove(row)
    return found


def measure(name: str, settings: str, read: Read, files: Sequence[File]) -> Result:
    """Read all files once for the imports' sake where they are small, then measured."""
    read(files[0].path, files[0].report, files[0].ruled)
    seconds, right, cells = 0.0, 0, 0
    for file in files:
        start = time.process_time()
        rows = read(file.path, file.report, file.ruled)
        seconds += time.process_time() - start
        right += sum(right_of_rows(rows, file.report))
        cells += len(file.report.rows) * (1 + len(file.report.columns))
    return Result(name, settings, seconds, right, cells)


def outcome(name: str, read: Read, file: File) -> Counter[str]:
    """What a reader makes of a file's rows: right, flagged, refused, silent; with its pages and milliseconds.

    A file is refused where the reader raises an error. What is neither right nor flagged nor refused is wrong, missing
    or invented without a word; rows that other libraries invent are not counted.
    """
    printed = len(file.report.rows)
    start = time.process_time()
    found = Counter(printed=printed, pages=file.pages)
    try:
        if name == "malbild":
            counts = count(file.report, extract_pdf(read_pdf(file.path)).indicators.to_pylist())
            found.update(flagged=counts["flagged"], silent=counts["silent"])
        else:
            whole = 1 + len(file.report.columns)
            rows = read(file.path, file.report, file.ruled)
            found["silent"] = sum(right < whole for right in right_of_rows(rows, file.report))
    except Exception as error:
        # Whatever another library raises is its way of saying no.
        if name == "malbild" and not isinstance(error, DocumentError):
            raise
        found["refused"] = printed
    found["milliseconds"] = round(1000 * (time.process_time() - start))
    found["right"] = max(0, printed - found["flagged"] - found["refused"] - found["silent"])
    return found


def matrix(looks: int, folder: Path) -> tuple[dict[tuple[str, str], Counter[str]], list[str], list[str]]:
    """What each reader makes of each look, over all engines of the machine; with the names of engines and looks.

    Engine and look take the plan and the annual report in turn: with both for each, four looks take half an hour of
    which pymupdf has most.
    """
    ordered = sorted(ENGINE_LOOKS, key=lambda look: look.name not in TELLING)[:looks]
    here = [engine for engine in ENGINES if engine.is_here()]
    found: dict[tuple[str, str], Counter[str]] = {}
    for row, look in enumerate(ordered):
        for column, engine in enumerate(here):
            path = folder / "one.pdf"
            report = read_report(REPORTS[(row + column) % len(REPORTS)])
            engine.render([(report, "r")], look, path)
            file = File(path, report, _pages(path), ruled=look.rules == "grid")
            for name, _, read in READERS:
                found.setdefault((name, look.name), Counter()).update(outcome(name, read, file))
    return found, [engine.name for engine in here], [look.name for look in ordered]


def _pages(path: Path) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def make_files(folder: Path) -> list[File]:
    """The T1 report and a plan, by both engines, in the ruled look."""
    found = []
    for doc in ("000", "002"):
        report = read_report(doc)
        typeset, printed = folder / f"typeset-{doc}.pdf", folder / f"browser-{doc}.pdf"
        platypus.render([(report, "r")], LOOKS[0], typeset)
        chromium.print_html(html.render_html([(report, "r")], LOOKS[0]), printed)
        found += [File(path, report, _pages(path)) for path in (typeset, printed)]
    return found


def memory_of_many_pages(folder: Path, least: int = 1000) -> tuple[int, float, float]:
    """Pages, highest resident memory in MB (Linux) and seconds to read one PDF of at least so many pages."""
    path = folder / "many.pdf"
    reports = [(read_report(doc), f"{n}d{doc}r") for n in range(-(-least // 60)) for doc in COLUMNS]
    platypus.render(reports, LOOKS[0], path)
    code = (
        "import sys,time; from pathlib import Path; start=time.process_time()\n"
        "from ingestion.documents.pdf import read_pdf; from ingestion.extraction.pdf import extract_pdf\n"
        "document=read_pdf(Path(sys.argv[1])); extract_pdf(document); seconds=time.process_time()-start\n"
        "status=Path('/proc/self/status').read_text().split()\n"
        "print(len(document.sheets), int(status[status.index('VmHWM:')+1])/1024, seconds)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    pages, megabytes, seconds = done.stdout.split()
    return int(pages), float(megabytes), float(seconds)


def section(results: Sequence[Result], pages: int, many: tuple[int, float, float]) -> str:
    """What the docs say of the speed on ruled tables, as Markdown."""
    fastest = max(pages / result.seconds for result in results[1:])
    lines = [
        f"Made by `make bench-pdf`: {pages} pages, a plan with four columns and a T1 report with nine, each laid",
        "out by ReportLab and by Chromium as ruled tables with wrapped cells, icons and broken rows. Python",
        f"{platform.python_version()}, one of {os.cpu_count()} cores, one run, seconds of the processor.",
        "",
        "| reader | settings | pages a second | cells right |",
        "|---|---|---:|---:|",
    ]
    for result in results:
        version = "" if result.name == "malbild" else f" {importlib.metadata.version(result.name)}"
        lines.append(
            f"| {result.name}{version} | {result.settings} | {pages / result.seconds:.1f} "
            f"| {100 * result.right / result.cells:.1f} % ({result.right} of {result.cells}) |"
        )
    lines += [
        "",
        f"{pages / results[0].seconds / fastest:.1f} times as fast as the fastest of the others. They give a row",
        "that a page break splits as two, and know no goals, comments or headers: the figures are for cutting tables.",
        "",
        f"A PDF of {many[0]} pages: {many[1]:.0f} MB at most, {many[2]:.1f} s of the processor.",
        "",
    ]
    return "\n".join(lines)


def section_of_matrix(found: dict[tuple[str, str], Counter[str]], engines: list[str], looks: list[str]) -> str:
    """What the docs say of all engines and looks, as Markdown."""
    lines = [
        "The same readers on files of `make pdf-engines`, a plan or an annual report in turn,",
        f"by {', '.join(engines)},",
        f"in {len(looks)} of its looks (`make bench-pdf LOOKS={len(looks)}`; {len(ENGINE_LOOKS)} are all).",
        "A row is right",
        "with its name and all its cells (malbild's with its goals and comment too), flagged where the reader calls it",
        "unsure, refused where it reads nothing of the file and says so; all others are silent: wrong, in pieces or",
        "missing.",
        "",
        "| reader and look | rows | right | flagged | refused | silent | pages a second |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, _, _ in READERS:
        total = sum((found[name, look] for look in looks), Counter())
        lines.append(_row(f"**{name}**", total))
        lines += [_row(f"{name}, {look}", found[name, look]) for look in looks]
    return "\n".join([*lines, ""])


def _row(name: str, counts: Counter[str]) -> str:
    figures = " | ".join(str(counts[key]) for key in ("printed", "right", "flagged", "refused", "silent"))
    return f"| {name} | {figures} | {1000 * counts['pages'] / max(1, counts['milliseconds']):.1f} |"


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", type=Path, default=PAGE, help="the page to update")
    parser.add_argument("--looks", type=int, default=len(TELLING), help="how many looks of pdf-engines are read")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        files = make_files(Path(name))
        pages = sum(file.pages for file in files)
        results = [measure(*reader, files) for reader in READERS]
        many = memory_of_many_pages(Path(name))
        found = matrix(arguments.looks, Path(name))
    text = f"{section(results, pages, many)}\n{section_of_matrix(*found)}"
    write_part(arguments.write, "pdf", text)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
