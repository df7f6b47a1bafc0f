"""Measure the reader of PDFs beside other libraries on the same files in one run; writes into docs/performance.md.

    make bench-pdf

Needs Chromium, reportlab, and the libraries to compare with: pdfplumber, camelot-py, pymupdf. None of them but
reportlab, which the tests use, is a dependency of the project: the target makes an environment of their own. Each is
used with its settings for ruled tables. A cell is right when its text is the label's but for white space; a row that is
not found, or is found in pieces, has none right.
"""

# ruff: noqa: S603 (the process is this interpreter)

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.rendering import chromium, html, platypus
from tests.rendering.content import COLUMNS, Report, read_report
from tests.rendering.look import LOOKS

Rows = list[list[str]]


@dataclass(frozen=True)
class File:
    """A rendered report and the number of its pages."""

    path: Path
    report: Report
    pages: int


@dataclass(frozen=True)
class Result:
    """Pages a second and the share of cells that are right."""

    name: str
    settings: str
    seconds: float
    right: int
    cells: int


def read_with_malbild(path: Path, report: Report) -> Rows:
    """The names and cells that the project reads."""
    from ingestion.documents.pdf import read_pdf
    from ingestion.extraction.pdf import extract_pdf

    rows = extract_pdf(read_pdf(path)).indicators.to_pylist()
    return [[row["indicator"], *(row[role] or "" for role, _ in report.columns)] for row in rows]


def read_with_pdfplumber(path: Path, _: Report) -> Rows:
    """The rows of all tables as pdfplumber cuts them."""
    import pdfplumber

    settings = {"vertical_strategy": "lines", "horizontal_strategy": "lines", "snap_tolerance": 2}
    with pdfplumber.open(path) as document:
        return [
            [cell or "" for cell in row] for page in document.pages for t in page.extract_tables(settings) for row in t
        ]


def read_with_camelot(path: Path, _: Report) -> Rows:
    """The rows of all tables as camelot cuts them."""
    import camelot

    tables = camelot.read_pdf(str(path), pages="all", flavor="lattice", split_text=True)
    return [[str(cell) for cell in row] for table in tables for row in table.df.values.tolist()]


def read_with_pymupdf(path: Path, _: Report) -> Rows:
    """The rows of all tables as pymupdf cuts them."""
    import pymupdf

    with pymupdf.open(path) as document:
        return [
            [cell or "" for cell in row]
            for page in document
            for table in page.find_tables(strategy="lines").tables
            for row in table.extract()
        ]


READERS: tuple[tuple[str, str, Callable[[Path, Report], Rows]], ...] = (
    ("malbild", "as it is", read_with_malbild),
    ("pdfplumber", "lines, snap_tolerance 2", read_with_pdfplumber),
    ("camelot-py", "lattice, split_text", read_with_camelot),
    ("pymupdf", "find_tables, lines", read_with_pymupdf),
)


def right_cells(rows: Rows, report: Report) -> tuple[int, int]:
    """How many cells of the report's rows are right, names counted, and how many there are."""
    squeezed = [["".join(cell.split()) for cell in row] for row in rows]
    right = cells = 0
    for known in report.rows:
        expected = [
            "".join((text or "").split()) for text in (known.name, *(known.cells[r] for r, _ in report.columns))
        ]
        cells += len(expected)
        # Libraries give an icon's column as an empty cell before the name.
        found = next((row for row in squeezed if expected[0] in row[:2]), None)
        if found is not None:
            values = found[len(found) - len(report.columns) :]
            right += 1 + sum(got == want for got, want in zip(values, expected[1:], strict=False))
            squeezed.remove(found)
    return right, cells


def measure(name: str, settings: str, read: Callable[[Path, Report], Rows], files: Sequence[File]) -> Result:
    """Read all files once for the imports' sake where they are small, then measured."""
    read(files[0].path, files[0].report)
    seconds, right, cells = 0.0, 0, 0
    for file in files:
        start = time.perf_counter()
        rows = read(file.path, file.report)
        seconds += time.perf_counter() - start
        more, of = right_cells(rows, file.report)
        right, cells = right + more, cells + of
    return Result(name, settings, seconds, right, cells)


def make_files(folder: Path) -> list[File]:
    """The T1 report and a plan, by both engines, in the ruled look."""
    import pypdfium2

    found = []
    for doc in ("000", "002"):
        report = read_report(doc)
        typeset, printed = folder / f"typeset-{doc}.pdf", folder / f"browser-{doc}.pdf"
        platypus.render([(report, "r")], LOOKS[0], typeset)
        chromium.print_html(html.render_html([(report, "r")], LOOKS[0]), printed)
        for path in (typeset, printed):
            document = pypdfium2.PdfDocument(path)
            found.append(File(path, report, len(document)))
            document.close()
    return found


def memory_of_many_pages(folder: Path, least: int = 1000) -> tuple[int, float, float]:
    """Pages, highest resident memory in MB (Linux) and seconds to read one PDF of at least so many pages."""
    path = folder / "many.pdf"
    reports = [(read_report(doc), f"{n}d{doc}r") for n in range(-(-least // 60)) for doc in COLUMNS]
    platypus.render(reports, LOOKS[0], path)
    code = (
        "import sys,time; from pathlib import Path; start=time.perf_counter()\n"
        "from ingestion.documents.pdf import read_pdf; from ingestion.extraction.pdf import extract_pdf\n"
        "document=read_pdf(Path(sys.argv[1])); extract_pdf(document); seconds=time.perf_counter()-start\n"
        "status=Path('/proc/self/status').read_text().split()\n"
        "print(len(document.sheets), int(status[status.index('VmHWM:')+1])/1024, seconds)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    pages, megabytes, seconds = done.stdout.split()
    return int(pages), float(megabytes), float(seconds)


def section(results: Sequence[Result], pages: int, many: tuple[int, float, float]) -> str:
    """What the docs say of PDFs, as Markdown."""
    fastest = max(pages / result.seconds for result in results[1:])
    lines = [
        f"Made by `make bench-pdf`: {pages} pages, a plan with four columns and a T1 report with nine, each laid",
        "out by ReportLab and by Chromium as ruled tables with wrapped cells, icons and broken rows. Python",
        f"{platform.python_version()}, {os.cpu_count()} cores (one used), one run, imports not counted.",
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
        f"A PDF of {many[0]} pages: {many[1]:.0f} MB at most, {many[2]:.1f} s with the start of Python.",
        "",
    ]
    return "\n".join(lines)


_MEASURED = re.compile(r"(?<=<!-- pdf -->\n).*?(?=<!-- /pdf -->)", re.DOTALL)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", type=Path, default=Path("docs/performance.md"), help="the page to update")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        files = make_files(Path(name))
        pages = sum(file.pages for file in files)
        results = [measure(*reader, files) for reader in READERS]
        many = memory_of_many_pages(Path(name))
    text = section(results, pages, many)
    page = arguments.write.read_text(encoding="utf-8")
    arguments.write.write_text(_MEASURED.sub(lambda _: text, page), encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
