"""Which reading of a row stays, and for what reasons.

A row with fewer values than columns has several readings. Reasons are weighed one after the other, the firmest first:
each keeps the readings that it allows, and one that would leave none says nothing (the row is an exception to it). One
reading left is `inferred`; several are `ambiguous`, the likeliest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingestion.extraction.text.case import JudgedRow, TableRow, about_year
from ingestion.extraction.text.habits import Habits, habits_of
from ingestion.extraction.text.readings import Reading, all_readings, spaces_fit
from ingestion.extraction.text.reasons import REASONS, Case, Reason, is_two_values
from ingestion.extraction.tokens import PERIOD

_MOST_EXAMPLES = 100
"""Rows of one table; the longest known has about 30."""

_FIRM = tuple(reason for reason in REASONS if reason.firm)
_ALL = tuple(reason for reason in REASONS if reason.rule is not None)


def judge_rows(rows: Sequence[TableRow]) -> list[JudgedRow]:
    """Judge every row of a document, in order.

    Rows that need no reasons come first; they show the document's habits, with which the others are judged, again and
    again as long as a judged row helps another. Reasons that go by the example of other rows wait until all that the
    firm reasons can tell is told, so that every example there is has been seen.
    """
    readings = [all_readings(place.row, place.header) for place in rows]
    spaces_show = _spaces_show_empty_cells(rows, readings)
    judged: list[JudgedRow | None] = [
        _plain(place, options, spaces_show=spaces_show) for place, options in zip(rows, readings, strict=True)
    ]
    for reasons in (_FIRM, _ALL):
        if reasons is not _FIRM:
            judged = _doubted(rows, readings, judged, spaces_show=spaces_show)
        settled = -1
        while True:
            told = tuple(row for row in judged if row is not None and row.settled)
            if len(told) == settled:
                break
            settled = len(told)
            habits = habits_of(rows, told)
            examples = _by_table(told)
            judged = [
                done
                if done is not None and done.settled
                else _reasoned(place, options, habits, examples.get(place.table, ()), reasons)
                for place, options, done in zip(rows, readings, judged, strict=True)
            ]
    return [row for row in judged if row is not None]


def _plain(place: TableRow, options: list[Reading], *, spaces_show: bool) -> JudgedRow | None:
    """A row that the layout settles, without any reason of content; None for the others."""
    if not options:
        return _unreadable(place)
    full = [reading for reading in options if len(reading.roles) == len(place.header.columns)]
    several_cuts = any(not _same_cut(reading, options[0]) for reading in options if is_two_values(reading))
    if spaces_show and len(full) != 1:
        fitting = [reading for reading in options if spaces_fit(reading, place.header)]
        if len(fitting) == 1:
            return JudgedRow(place, tuple(fitting), "positional", ("empty_cell_spaces",))
    if len(full) == 1 and not several_cuts:
        return JudgedRow(place, tuple(full), "complete", ("all_columns_filled",))
    return None


def _same_cut(one: Reading, other: Reading) -> bool:
    """Whether two readings cut the printed text into the same values ('1 200' into one or into two)."""
    return [token.text for token in one.tokens] == [token.text for token in other.tokens]


def _by_table(told: Iterable[JudgedRow]) -> dict[int, tuple[JudgedRow, ...]]:
    """The first rows of each table that can be told, as many as are looked at as examples."""
    tables: dict[int, list[JudgedRow]] = {}
    for row in told:
        rows = tables.setdefault(row.place.table, [])
        if len(rows) < _MOST_EXAMPLES:
            rows.append(row)
    return {number: tuple(rows) for number, rows in tables.items()}


def _doubted(
    rows: Sequence[TableRow],
    readings: Sequence[list[Reading]],
    judged: Sequence[JudgedRow | None],
    *,
    spaces_show: bool,
) -> list[JudgedRow | None]:
    """The judged rows, where a width alone says what no other row of the document does: those are open again.

    A single cell printed '100' + '%' under a nämndmål of 002 would be a year before's by the width of the columns, the
    only one there. One of the two is an accident, and nothing says which.
    """
    told = tuple(row for row in judged if row is not None and row.settled)
    habits = habits_of(rows, told)
    examples = _by_table(told)
    against = tuple(reason for reason in _ALL if reason.firm or reason.code == "council_row_has_no_previous")
    return [
        _reasoned(place, options, habits, examples.get(place.table, ()), against)
        if done is not None and done.settled and "cell_break" in done.evidence
        else done
        for place, options, done in zip(rows, readings, judged, strict=True)
    ]


def _unreadable(place: TableRow) -> JudgedRow:
    """A row whose values cannot stand in the columns of its header, in no reading: nothing of it is told."""
    return JudgedRow(place, (Reading((), ()),), "ambiguous", ("no_reading_fits",))


def _spaces_show_empty_cells(rows: Sequence[TableRow], readings: Sequence[list[Reading]]) -> bool:
    """Whether the document keeps a space for every empty cell: most rows with empty cells show just as many."""
    fit = misfit = 0
    for place, options in zip(rows, readings, strict=True):
        if options and max(len(reading.roles) for reading in options) < len(place.header.columns):
            if any(spaces_fit(reading, place.header) for reading in options):
                fit += 1
            else:
                misfit += 1
    return fit > 3 * misfit


def _reasoned(
    place: TableRow,
    options: list[Reading],
    habits: Habits,
    told: tuple[JudgedRow, ...],
    reasons: tuple[Reason, ...],
) -> JudgedRow:
    """Weigh the reasons on a row with several readings; a row that no reading fits stays as it is."""
    if not options:
        return _unreadable(place)
    case = Case(place, habits, told)
    left = before_break = options
    used: list[str] = []
    for reason in reasons:
        code = reason.code
        broken = "cell_break" in used
        if len(left) == 1 and not broken:
            break
        keep = reason.rule(case) if reason.rule else None
        if keep is None:
            continue
        if code == "cell_break":
            before_break = left
        kept = [reading for reading in left if keep(reading)]
        if broken and not kept and (others := [reading for reading in before_break if keep(reading)]):
            # Where the width of the columns and what the row is about contradict each other, neither is believed.
            return _ambiguous(place, [*left, *(reading for reading in others if reading not in left)], (*used, code))
        if not reason.between_cuts:
            kept += [reading for reading in left if not any(_same_cut(reading, other) for other in kept)]
        if kept and len(kept) < len(left):
            left = kept
            used.append(code)
    if _period_is_missing(place):
        return _ambiguous(place, left, (*used, "period_missing"))
    if len(left) == 1:
        if not left[0].roles or left[0].roles == ("period",):
            used = used or ["no_value_printed"]
        return JudgedRow(place, tuple(left), "inferred", tuple(used or ["kind_of_value"]))
    return _ambiguous(place, left, tuple(used))


def _period_is_missing(place: TableRow) -> bool:
    """Whether the table has a column of periods and the row none: then a cell of it was not recognised, maybe more."""
    return "period" in place.header.roles and not any(cut[-1].kind == PERIOD for cut in place.row.cuts if cut)


def _ambiguous(place: TableRow, readings: Sequence[Reading], used: tuple[str, ...]) -> JudgedRow:
    ranked = sorted(readings, key=lambda reading: -_likelihood(place, reading))
    return JudgedRow(place, tuple(ranked), "ambiguous", used)


def _likelihood(place: TableRow, reading: Reading) -> int:
    """How likely a reading is among those that no reason excludes; used for their order only.

    A forecast that repeats the årsmål is the commonest of all rows that can be told; a figure before the targets is
    the period's outcome, but for a row about a whole year last year's.
    """
    forecast, target = reading.get("forecast"), reading.get("annual_target")
    score = 4 if forecast and target and forecast.number == target.number else 0
    usual = "previous_outcome" if about_year(place.row) and not place.under_council_goal else "outcome"
    score += 2 if reading.get(usual) else 0
    return score + (1 if forecast else 0)
