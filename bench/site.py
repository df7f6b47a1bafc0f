"""`python -m bench.site`: what the pages of five and of many documents cost, and what one picture costs by two ways.

Figures of the pages are of `malbild site` as a process of its own. A picture is the same in both ways: the rows of one
indicator of one year, with outcome, årsmål and KF's årsmål. Altair with vl-convert draws it as one SVG; the pages draw
a small SVG in each row of a table.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import itertools
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import jobs
from bench.councils import copy_project, reports
from bench.figures import read_figures
from bench.generate import generate, write_reports
from bench.growth import SEED
from bench.page import PAGE, write_part

ROOT = Path(__file__).resolve().parents[1]
_INDEX = "search-index.js"
_ROWS = 14
_TIMES = 10


@dataclass(frozen=True)
class Pages:
    """The pages of so many documents, as they were written and what they cost."""

    documents: int
    pages: int
    megabytes: float
    largest_kb: float
    index_kb: float
    job: jobs.Job


@dataclass(frozen=True)
class Picture:
    """One way to draw a picture: seconds, bytes, bytes when compressed."""

    name: str
    seconds: float
    size: int
    compressed: int


def main() -> None:
    """Measure, print, and write into docs/performance.md."""
    parser = argparse.ArgumentParser(prog="python -m bench.site", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[50, 500], help="generated documents")
    parser.add_argument(
        "--published",
        nargs=2,
        action="append",
        default=[],
        metavar=("DOCUMENTS", "FILE"),
        help="a file that is published already, and of how many generated documents; may be repeated",
    )
    parser.add_argument("--documents", type=Path, help="the five documents; the originals where they are at hand")
    parser.add_argument("--work", type=Path, help="an existing folder for texts, databases and pages; they are removed")
    options = parser.parse_args()
    originals = ROOT.parent / "shared" / "documents"
    documents = options.documents or (originals if originals.is_dir() else ROOT / "data" / "documents")
    work = Path(tempfile.mkdtemp(prefix="malbild-site-", dir=options.work))
    try:
        measured = [_five(work, documents), *_generated(work, sorted(options.sizes))]
        measured += [measure(Path(file), work / f"site-{size}", int(size)) for size, file in options.published]
        text = render(measured, _pictures())
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(text)
    write_part(PAGE, "site", text)


def _five(work: Path, documents: Path) -> Pages:
    database = work / "five" / "malbild.duckdb"
    jobs.refresh(ROOT, documents, database)
    return measure(database, work / "five" / "site", 5)


def _generated(work: Path, sizes: Sequence[int]) -> list[Pages]:
    project = work / "project"
    councils = copy_project(ROOT, project)
    found = []
    for size in sizes:
        folder, database = work / f"documents-{size}", work / f"published-{size}" / "malbild.duckdb"
        report = generate(reports(councils), read_figures(project / "seeds", SEED))
        write_reports(folder, itertools.islice(report, size))
        jobs.refresh(project, folder, database)
        found.append(measure(database, work / f"published-{size}" / "site", size))
        shutil.rmtree(folder)
        shutil.rmtree(database.parent)
    return found


def measure(database: Path, output: Path, documents: int) -> Pages:
    """Build the pages of a published file."""
    job = jobs.site(database, output)
    pages = [path.stat().st_size for path in output.rglob("*.html")]
    size = sum(path.stat().st_size for path in output.rglob("*") if path.is_file())
    index = (output / _INDEX).stat().st_size
    return Pages(documents, len(pages), size / 1e6, max(pages) / 1e3, index / 1e3, job)


def _pictures() -> list[Picture]:
    rows = [
        {"council": f"Council {number}", "outcome": 60.0 + number, "target": 70.0, "kf_target": 75.0}
        for number in range(_ROWS)
    ]
    ways: list[tuple[str, Callable[[], str]]] = [("a table with an SVG in each row", lambda: _table(rows))]
    if importlib.util.find_spec("altair") and importlib.util.find_spec("vl_convert"):
        ways += [(f"Altair, {width} px wide", lambda width=width: _altair(rows, width)) for width in (390, 1280)]
    else:
        print("· Altair or vl-convert is not installed: `make bench-site` has them", file=sys.stderr)
    return [_timed(name, draw) for name, draw in ways]


def _timed(name: str, draw: Callable[[], str]) -> Picture:
    text = draw()  # imports, and what is compiled once
    started = time.process_time()
    for _ in range(_TIMES):
        draw()
    return Picture(
        name, (time.process_time() - started) / _TIMES, len(text.encode()), len(gzip.compress(text.encode()))
    )


def _table(rows: Sequence[dict[str, Any]]) -> str:
    from jinja2 import Environment

    from ingestion.site.marks import scale_of, strip

    scale = scale_of([row[one] for row in rows for one in ("outcome", "target", "kf_target")], "%")
    shown = [
        {
            **row,
            "picture": strip(
                scale,
                [("k", row["kf_target"]), ("t", row["target"]), ("o", row["outcome"])],
                link=("missed", row["target"], row["outcome"]),
                better="higher",
            ),
        }
        for row in rows
    ]
    template = Environment(autoescape=True).from_string(
        "<table>{% for row in rows %}<tr><th>{{ row.council }}</th><td>{{ row.picture }}</td>"
        "<td>{{ row.outcome }} %</td><td>{{ row.target }} %</td><td>{{ row.kf_target }} %</td></tr>{% endfor %}</table>"
    )
    return template.render(rows=shown)


def _altair(rows: Sequence[dict[str, Any]], width: int) -> str:
    import altair
    import vl_convert

    base = altair.Chart(altair.Data(values=list(rows))).encode(y=altair.Y("council:N", title=None))
    axis = altair.X("outcome:Q", scale=altair.Scale(domain=[0, 100]), title="%")
    chart = altair.layer(
        base.mark_rule(color="#a8410a", strokeWidth=4).encode(x=axis, x2="target:Q"),
        base.mark_point(shape="diamond", size=90, color="black").encode(x="kf_target:Q"),
        base.mark_tick(color="black", thickness=4).encode(x="target:Q"),
        base.mark_circle(size=110, color="black").encode(x="outcome:Q"),
    ).properties(width=width - 120)
    return str(vl_convert.vegalite_to_svg(chart.to_dict()))


def render(measured: Sequence[Pages], pictures: Sequence[Picture]) -> str:
    """The measured part of the page, as Markdown."""
    lines = [
        f"Made by `make bench-site`: {os.cpu_count()} processors, Python {platform.python_version()}. Seconds are of "
        "the processor, with the start of Python. The first line is of the five known documents, the others of "
        "generated ones.",
        "",
        "| documents | pages | MB | largest page, kB | search index, kB | seconds | seconds a page | MB of memory |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {one.documents} | {one.pages} | {one.megabytes:.1f} | {one.largest_kb:.0f} | {one.index_kb:.0f} | "
        f"{one.job.processor_seconds:.1f} | {one.job.processor_seconds / one.pages:.4f} | {one.job.peak_mb:.0f} |"
        for one in measured
    ]
    table = pictures[0]
    lines += [
        "",
        f"One picture of {_ROWS} rows, {_TIMES} times after a first one:",
        "",
        "| drawn as | seconds | times as long as the table | kB | kB compressed |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {one.name} | {one.seconds:.4f} | {one.seconds / table.seconds:.0f} | {one.size / 1e3:.1f} | "
        f"{one.compressed / 1e3:.1f} |"
        for one in pictures
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
