"""*Nämnd*: a council in a year: outcome, årsmål and KF's årsmål by subject, its goals, its money."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import polars as pl

from ingestion.site.frames import Frames, Row
from ingestion.site.marks import stack
from ingestion.site.names import file_name
from ingestion.site.page import Block, Page, chunks, said, verbatim
from ingestion.site.pages import accounts, figures

_ROWS = 50


def path_of(district_id: str, year: int) -> str:
    """The address of a council's page of a year."""
    return f"namnd/{file_name(district_id)}-{year}.html"


def pages(frames: Frames) -> Iterator[Page]:
    """A page for each council, with its years and how its outcomes moved, and one for each of its years."""
    comparison = frames.comparison.with_row_index("i")
    trends = {key[0]: part for key, part in frames.trend.partition_by("district_id", as_dict=True).items()}
    goals = frames.goals.partition_by("district_id", "year", as_dict=True)
    activities = frames.activities.partition_by("district_id", "year", as_dict=True)
    money = frames.money.partition_by("district_id", "year", as_dict=True)
    years: dict[str, list[Row]] = defaultdict(list)
    names: dict[str, str] = {}
    for (district, year), part in comparison.partition_by("district_id", "year", as_dict=True).items():
        rows = sorted(part.to_dicts(), key=figures.order)
        name = rows[0]["district"]
        names[district] = name
        key = (district, year)
        states = _states(Counter(map(figures.status, rows)))
        years[district].append(
            {
                "year": year,
                "indicators": len(rows),
                "states": states,
                "stack": stack(states, len(rows)),
                "href": path_of(*key),
            }
        )
        blocks = [_summary(rows, states, frames, district, year, key in goals, key in money)]
        blocks += _subjects(frames, rows)
        if key in money:
            blocks += accounts.council_blocks(frames, money[key].to_dicts(), key)
        yield Page(
            path_of(district, year),
            "councils",
            said("council.title", council=name, year=year),
            blocks,
            said("council.lead"),
            marks=True,
            up=(f"namnd/{file_name(district)}.html", verbatim(name)),
        )
        if key in goals:
            yield _goals(
                frames, name, key, goals[key].to_dicts(), activities[key].to_dicts() if key in activities else []
            )
    yield _list(names, years)
    for district, name in names.items():
        yield _council(frames, district, name, years[district], trends)


def _list(names: dict[str, str], years: dict[str, list[Row]]) -> Page:
    rows: list[Row] = [
        {
            "name": name,
            "href": f"namnd/{file_name(key)}.html",
            "years": sorted(years[key], key=lambda one: -int(one["year"])),
        }
        for key, name in sorted(names.items(), key=lambda item: item[1])
    ]
    return Page("namnd/index.html", "councils", said("nav.councils"), [Block("councils.html", {"rows": rows})])


def _states(states: Counter[str]) -> list[tuple[str, int]]:
    return [(state, states[state]) for state in figures.ORDER if states[state]]


def _summary(
    rows: list[Row], states: list[tuple[str, int]], frames: Frames, district: str, year: int, goals: bool, money: bool
) -> Block:
    loaded = [one for one in frames.documents if one["district_id"] == district and one["year"] == year]
    told = [{**one, "href": frames.places.row(one["document_id"], None)} for one in loaded]
    return Block(
        "council_summary.html",
        {
            "documents": told,
            "states": states,
            "total": len(rows),
            "stack": stack(states, len(rows)),
            "goals": goals_path(district, year) if goals else None,
            "money": money,
        },
    )


def _subjects(frames: Frames, rows: list[Row]) -> Iterator[Block]:
    by_subject: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_subject[row["subject_order"], row["subject"]].append(row)
    for (_, subject), own in sorted(by_subject.items()):
        for number, part in enumerate(chunks(own, _ROWS)):
            yield Block(
                "comparison.html",
                {
                    "heading": subject,
                    "continued": number > 0,
                    "by": "indicator",
                    "rows": [_row(frames, row) for row in part],
                    "counts": _states(Counter(map(figures.status, own))),
                    "ranked": False,
                },
                figures.table(frames.comparison, part),
                figures.documents(part),
            )


def _row(frames: Frames, row: Row) -> Row:
    shown = figures.view(row, frames.places)
    shown["ranks"] = False
    shown["href"] = f"indikator/{file_name(row['indicator_id'])}.html"
    return shown


def goals_path(district: str, year: int) -> str:
    """The address of the page of a council's goals of a year."""
    return f"namnd/{file_name(district)}-{year}-mal.html"


def _goals(frames: Frames, name: str, key: tuple[str, int], goals: list[Row], activities: list[Row]) -> Page:
    """Each goal: the assessment as printed beside the share of its indicators that are met, and what is done for it."""
    done: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for one in activities:
        done[one["document_id"], one["goal_id"]].append(one)
    blocks = []
    by_report: dict[str, list[Row]] = defaultdict(list)
    for goal in goals:
        by_report[goal["report"]].append(goal)
    for report, own in by_report.items():
        shown = []
        for goal in own:
            parts = [
                ("met", goal["indicators_met"] or 0),
                ("missed", goal["indicators_missed"] or 0),
                ("not_judged", goal["indicators_not_judged"] or 0),
                ("preliminary", goal["indicators_not_final"] or 0),
                ("not_yet", goal["indicators_without_outcome"] or 0),
            ]
            total = sum(count for _, count in parts)
            shown.append(
                {
                    **goal,
                    "parts": [part for part in parts if part[1]],
                    "total": total,
                    "stack": stack(parts, total),
                    "does": done.get((goal["document_id"], goal["goal_id"]), []),
                    "document": frames.places.row(goal["document_id"], None),
                }
            )
        wanted = ("number", "title", "level", "assessment", "indicators", "indicators_met", "indicators_missed")
        more = ("indicators_not_judged", "indicators_not_final", "indicators_without_outcome", "activities")
        where = ("report", "source_file", "line_start", "assessment_line")
        mine = frames.goals.filter(
            (frames.goals["district_id"] == key[0])
            & (frames.goals["year"] == key[1])
            & (frames.goals["report"] == report)
        ).select("district", "year", *wanted, *more, *where)
        documents = sorted({goal["document_id"] for goal in own})
        for number, part in enumerate(chunks(shown, 12)):
            table = mine[number * 12 : number * 12 + len(part)]
            blocks.append(Block("goals.html", {"report": report, "goals": part}, table, documents))
    return Page(
        goals_path(*key),
        "councils",
        said("goals.title", council=name, year=key[1]),
        blocks,
        said("goals.lead"),
        up=(path_of(*key), said("council.title", council=name, year=key[1])),
    )


def _council(frames: Frames, district: str, name: str, years: list[Row], trends: Mapping[str, pl.DataFrame]) -> Page:
    rows = trends[district].filter(trends[district]["years"] > 1).to_dicts() if district in trends else []
    blocks = [Block("council_years.html", {"years": sorted(years, key=lambda one: -one["year"])})]
    for part in chunks(sorted(rows, key=lambda row: (_MOVES.index(row["development"]), row["indicator"])), _ROWS):
        if not part:
            continue

        shown = [{**row, "href": f"indikator/{file_name(row['indicator_id'])}.html"} for row in part]
        wanted = (
            "indicator",
            "first_year",
            "first_outcome",
            "last_year",
            "last_outcome",
            "change",
            "unit",
            "development",
        )
        where = ("breaks", "first_source_file", "first_line_start", "last_source_file", "last_line_start")
        table = pl.DataFrame(part, schema=frames.trend.schema).select("district", *wanted, *where)
        blocks.append(Block("trend.html", {"rows": shown}, table))
    return Page(
        f"namnd/{file_name(district)}.html",
        "councils",
        verbatim(name),
        blocks,
        up=("namnd/index.html", said("nav.councils")),
    )


_MOVES = ("worse", "better", "unchanged", "unknown")
