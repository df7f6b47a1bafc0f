"""Two reports laid out by every engine that the machine has, in many looks: what is read, flagged, refused, silent.

    python -m bench.engines [--write docs/pdf-engines.md]

Exit status 1 where anything went wrong without a word.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ingestion.documents.text import DocumentError
from tests.rendering.compare import count
from tests.rendering.content import read_report
from tests.rendering.engines import ENGINES, Engine
from tests.rendering.look import ENGINE_LOOKS, Look

REPORTS = ("000", "004")
"""A plan with four columns and an annual report with eight."""


@dataclass(frozen=True)
class Outcome:
    """What came of one file: its engine and look, the counts of `count`, and why it was refused (None where read)."""

    engine: str
    look: str
    report: str
    counts: Counter[str]
    refusal: str | None


def outcome(engine: Engine, look: Look, doc: str, folder: Path) -> Outcome:
    """Render a report, read it and compare."""
    from ingestion.documents.pdf import read_pdf
    from ingestion.extraction.pdf import extract_pdf

    report = read_report(doc)
    target = folder / f"{engine.name}-{look.name}-{doc}.pdf"
    engine.render([(report, "r")], look, target)
    try:
        rows = extract_pdf(read_pdf(target)).indicators.to_pylist()
    except DocumentError as error:
        refused = Counter(printed=len(report.rows), refused=len(report.rows))
        return Outcome(engine.name, look.name, doc, refused, str(error))
    return Outcome(engine.name, look.name, doc, count(report, rows), None)


def page(outcomes: list[Outcome], missing: list[Engine]) -> str:
    """The page of the documentation."""
    totals = sum((one.counts for one in outcomes), Counter())
    lines = [
        "# PDFs by engine and look",
        "",
        "Made by `make pdf-engines`. Two reports, a plan with four columns and an annual report with eight, with",
        "comments, activities, budgets and running text between their tables, laid out by each engine in each look.",
        f"{len(outcomes)} files, {totals['printed']} rows: {totals['silent']} wrong, missing or invented without a "
        f"word, {totals['flagged']} flagged as ambiguous, {totals['refused']} in refused documents.",
        "",
        "Names, goals, cells and comments are shares of the rows that were read. `refused` are rows in documents that",
        "were refused as a whole, `silent` rows that are wrong, missing or invented and not flagged.",
        "",
    ]
    for title, key in (("engine", lambda one: one.engine), ("look", lambda one: one.look)):
        groups: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for one in outcomes:
            groups[key(one)].update(one.counts)
        lines += _table(title, groups)
    lines += ["## Every engine and look", ""]
    both: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in outcomes:
        both[f"{one.engine}, {one.look}"].update(one.counts)
    lines += _table("engine and look", both)
    refusals = [one for one in outcomes if one.refusal is not None]
    if refusals:
        lines += [
            "## Refused",
            "",
            *(f"- {one.engine}, {one.look}, {one.report}: {one.refusal}" for one in refusals),
            "",
        ]
    lines += ["## Engines", "", *(f"- {engine.name}: {engine.installed_by}" for engine in ENGINES)]
    if missing:
        lines += ["", "Not on the machine of this run: " + ", ".join(engine.name for engine in missing) + "."]
    return "\n".join(lines) + "\n"


def _table(title: str, groups: dict[str, Counter[str]]) -> Iterator[str]:
    yield f"| {title} | rows | names | goals | cells | comments | flagged | refused | silent |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for name, counts in groups.items():
        rows, cells = counts["rows"], counts["cells"]
        shares = (
            f"{_percent(counts['right_names'], rows)} | {_percent(counts['right_goals'], rows)} "
            f"| {_percent(counts['right_cells'], cells)} | {_percent(counts['right_comments'], rows)}"
        )
        yield (
            f"| {name} | {rows} of {counts['printed']} | {shares} | {counts['flagged']} | {counts['refused']} "
            f"| {counts['silent']} |"
        )
    yield ""


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _task(task: tuple[str, str, str, str]) -> Outcome:
    engine = next(one for one in ENGINES if one.name == task[0])
    look = next(one for one in ENGINE_LOOKS if one.name == task[1])
    return outcome(engine, look, task[2], Path(task[3]))


def main() -> None:
    """Render, read, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", type=Path, default=Path("docs/pdf-engines.md"), help="the page to write")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    arguments = parser.parse_args()
    here = [engine for engine in ENGINES if engine.is_here()]
    folder = Path(tempfile.mkdtemp())
    try:
        tasks = [
            (engine.name, look.name, doc, str(folder)) for engine in here for look in ENGINE_LOOKS for doc in REPORTS
        ]
        with ProcessPoolExecutor(arguments.jobs) as pool:
            outcomes = list(pool.map(_task, tasks))
    finally:
        shutil.rmtree(folder)
    arguments.write.write_text(page(outcomes, [one for one in ENGINES if one not in here]), encoding="utf-8")
    silent = sum(one.counts["silent"] for one in outcomes)
    sys.stdout.write(f"{len(outcomes)} files, {silent} rows went wrong without a word; {arguments.write} is written\n")
    sys.exit(bool(silent))


if __name__ == "__main__":
    main()
