"""The measured figures as one page: what must be reached, what is, and where the time goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bench.direct import NodeCost
from bench.growth import Growth
from bench.jobs import Job
from bench.reading import ReadingSpeed

_DEAREST = 10
_STEPS = ("scan", "read", "border_check", "load", "dbt", "compare", "publish")


@dataclass(frozen=True)
class Five:
    """The five known documents: refreshes, and on the same raw tables `dbt build` alone and the compiled SQL alone."""

    from_nothing: Job
    unchanged: Job
    dbt_seconds: float
    model_seconds: float
    test_seconds: float


@dataclass(frozen=True)
class Figures:
    """Everything that was measured in one run; `peaks` are MB of extracting one document and all five.

    `money` is the pace of reading generated reports with tables of money to that without them.
    """

    machine: str
    excerpts: bool
    reading: ReadingSpeed
    money: float
    peaks: tuple[float, float]
    five: Five
    growth: tuple[Growth, ...]


def render(figures: Figures) -> str:
    """The page's measured part, as Markdown."""
    parts = [
        f"Measured in one run on {figures.machine}"
        + (", on the excerpts of the five documents." if figures.excerpts else ", on the five original documents."),
        "",
        *_table(("figure", "measured", "must reach", ""), _goals(figures)),
        "",
        "Seconds by step of a refresh, by number of documents:",
        "",
        *_table(("refresh", "documents", *_STEPS, "the rest", "all", "processor", "MB"), _steps(figures)),
        "",
        *_table(
            ("documents", "pages", "MB of text", "printed values", "figures", "MB of file", "bytes per value"),
            [
                (
                    f"{one.documents}",
                    f"{one.pages}",
                    f"{one.text_mb:.1f}",
                    f"{one.facts}",
                    f"{one.figures}",
                    f"{one.file_mb:.1f}",
                    f"{one.file_mb * 1e6 / one.facts:.0f}",
                )
                for one in figures.growth
            ],
        ),
        "",
        "The first queries of docs/queries.md, warm, in milliseconds in DuckDB and, on the Parquet export, in polars:",
        "",
        *_table(("documents", "query", "rows", "DuckDB", "polars", "polars : DuckDB"), _queries(figures.growth)),
        "",
        f"The compiled SQL alone, {figures.growth[-1].documents} documents, in seconds:",
        "",
        *_table(("model or test", "by the clock", "processor"), _costs(figures.growth[-1].costs)),
        "",
    ]
    return "\n".join(parts)


def _goals(figures: Figures) -> Iterable[Sequence[str]]:
    reading, five = figures.reading, figures.five
    if reading.pages:
        pace = reading.pages / reading.extract_seconds
        yield "pages a second and core, extraction", f"{pace:.0f}", "", ""
        both = reading.pages / (reading.extract_seconds + reading.identify_seconds)
        yield "the same, with telling whose report it is", f"{both:.0f}", "", ""
        naive = reading.pages / reading.naive_seconds
        shown = f"{naive:.0f}, finds {reading.naive_rows} of {reading.rows} rows"
        yield "pages a second, one regular expression a row", shown, "", ""
    yield "MB of text a second, extraction", f"{reading.size / 1e6 / reading.extract_seconds:.1f}", "", ""
    yield "extraction : reading the bytes", f"{reading.extract_seconds / reading.bytes_seconds:.0f}", "", ""
    yield "telling whose report it is : extraction", f"{reading.identify_seconds / reading.extract_seconds:.3f}", "", ""
    # Pages a second differ by a third between machines; this does not.
    indicators = (reading.extract_seconds - reading.money_seconds) / reading.naive_seconds
    what = "extraction without tables of money : one regular expression a row"
    yield what, f"{indicators:.1f}", "at most 5", _holds(indicators <= 5)
    ratio = reading.extract_seconds / reading.naive_seconds
    yield "extraction : one regular expression a row", f"{ratio:.1f}", "at most 5", _holds(ratio <= 5)
    pace_with_money = figures.money
    yield (
        "pages a second with tables of money : without",
        f"{pace_with_money:.2f}",
        "at least 0.85",
        _holds(pace_with_money >= 0.85),
    )
    one, every = figures.peaks
    yield (
        "memory of extracting five documents : the first alone",
        f"{every / one:.2f}",
        "about 1",
        _holds(every < 1.2 * one),
    )
    against_dbt = five.from_nothing.seconds / five.dbt_seconds
    yield "five from nothing : dbt build alone", f"{against_dbt:.2f}", "under 2.5", _holds(against_dbt < 2.5)
    sql = five.model_seconds + five.test_seconds
    yield "five from nothing : its SQL alone in DuckDB", f"{five.from_nothing.seconds / sql:.1f}", "", ""
    unchanged = five.unchanged.seconds / five.from_nothing.seconds
    yield "five unchanged : from nothing", f"{unchanged:.1%}", "under 10 %", _holds(unchanged < 0.1)
    yield from _growth_goals(figures.growth)


def _growth_goals(growth: Sequence[Growth]) -> Iterable[Sequence[str]]:
    first, last = growth[0], growth[-1]
    for one in growth:
        share = one.unchanged.seconds / one.from_nothing.seconds
        yield f"{one.documents} unchanged : from nothing", f"{share:.1%}", "under 10 %", _holds(share < 0.1)
    for small, large in pairwise(growth):
        ratio = large.from_nothing.seconds / small.from_nothing.seconds
        times = large.documents / small.documents
        wanted = "at most 11" if times == 10 and small.documents >= 500 else ""
        yield (
            f"from nothing, {large.documents} : {small.documents} documents",
            f"{ratio:.1f}",
            wanted,
            _holds(ratio <= 11) if wanted else "",
        )
    if last is not first:
        ratio = last.one_more.seconds / first.one_more.seconds
        name = f"one more to {last.documents} : one more to {first.documents}"
        yield name, f"{ratio:.2f}", "at most 2", _holds(ratio <= 2)
        ratio = last.one_more.processor_seconds / first.one_more.processor_seconds
        yield "the same, in seconds of the processor", f"{ratio:.2f}", "", ""
    peak = max(one.from_nothing.peak_mb for one in growth) / 1024
    yield f"memory of one process, {last.documents} from nothing", f"{peak:.1f} GB", "under 24 GB", _holds(peak < 24)
    slowest = min(one.polars_seconds / one.duckdb_seconds for one in last.queries)
    yield (
        f"polars : DuckDB, slowest query, {last.documents} documents",
        f"{slowest:.1f}",
        "at least 1",
        _holds(slowest >= 1),
    )


def _steps(figures: Figures) -> Iterable[Sequence[str]]:
    yield _job("the five, from nothing", "5", figures.five.from_nothing)
    yield _job("the five, unchanged", "5", figures.five.unchanged)
    for one in figures.growth:
        yield _job("from nothing", f"{one.documents}", one.from_nothing)
        yield _job("unchanged", f"{one.documents}", one.unchanged)
        yield _job("one more", f"{one.documents}", one.one_more)


def _job(name: str, documents: str, job: Job) -> Sequence[str]:
    steps = (f"{job.steps[step]:.2f}" if step in job.steps else "" for step in _STEPS)
    rest = f"{job.other_seconds:.2f}"
    return name, documents, *steps, rest, f"{job.seconds:.2f}", f"{job.processor_seconds:.2f}", f"{job.peak_mb:.0f}"


def _queries(growth: Sequence[Growth]) -> Iterable[Sequence[str]]:
    for one in growth:
        for query in one.queries:
            ratio = query.polars_seconds / query.duckdb_seconds
            yield (
                f"{one.documents}",
                query.question,
                f"{query.rows}",
                f"{query.duckdb_seconds * 1000:.2f}",
                f"{query.polars_seconds * 1000:.2f}",
                f"{ratio:.1f}",
            )


def _costs(costs: Sequence[NodeCost]) -> Iterable[Sequence[str]]:
    dearest = sorted((one for one in costs if one.kind == "model"), key=lambda one: -one.processor_seconds)
    for one in dearest[:_DEAREST]:
        yield one.name, f"{one.seconds:.1f}", f"{one.processor_seconds:.1f}"
    for name, some in (
        ("the other models", dearest[_DEAREST:]),
        ("all models", dearest),
        ("all tests", [one for one in costs if one.kind == "test"]),
    ):
        clock, processor = sum(one.seconds for one in some), sum(one.processor_seconds for one in some)
        yield name, f"{clock:.1f}", f"{processor:.1f}"


def _holds(holds: bool) -> str:
    return "reached" if holds else "not reached"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(header)} |",
        f"|{' --- |' * len(header)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
