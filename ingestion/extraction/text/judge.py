"""Which reading of a row stays, and for what reasons.

A row has several readings where its name may end in several places, its digits group in several ways, or it has fewer
values than the table has columns. What the layout says comes first: in a document that keeps a space for every empty
cell, the reading that fits the spaces. Else reasons are weighed one after the other, the firmest first: each keeps the
readings that it allows, and one that would leave none says nothing (the row is an exception to it). One reading left is
`inferred`; several are `ambiguous`, the likeliest first. Where a name ends no reason of content tells, and what rests
on one weak reason, or is spoken against by the text around it, stays ambiguous.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import regex

from ingestion.extraction.text.case import JudgedRow, TableRow, about_year
from ingestion.extraction.text.habits import Habits, habits_of, text_width, width_of_names
from ingestion.extraction.text.names import asks_for_number, is_doubtful_name, may_hold_cell
from ingestion.extraction.text.readings import Reading, all_readings, fitting_readings, live_names, splits_number
from ingestion.extraction.text.reasons import REASONS, Case, Reason, is_two_values, keeps_kinds, speaks_against
from ingestion.extraction.tokens import ABOUT, BAND, CEILING, FLOOR, LEFT_TO_COUNCIL, NUMBER, PERIOD, TEXT
from ingestion.extraction.vocabulary import vocabulary

_MOST_EXAMPLES = 100
"""Rows of one table; the longest known has about 30."""

_FIRM = tuple(reason for reason in REASONS if reason.firm)
_ALL = tuple(reason for reason in REASONS if reason.rule is not None)


class _Options(NamedTuple):
    """The readings of a row that are weighed: all of them, or those that the spaces of its print allow.

    `narrowed_by` are the reasons by which others that fit the spaces are left out; `fits_none` says that the spaces of
    the row, unlike those of the document's other rows, are those of no reading.
    """

    readings: list[Reading]
    by_spaces: bool = False
    narrowed_by: tuple[str, ...] = ()
    fits_none: bool = False


@dataclass(frozen=True)
class _Layout:
    """What few rows ask of all: `width_of_names` in em, and whether a year alone is the period of some row."""

    rows: Sequence[TableRow]

    @functools.cached_property
    def width_of_names(self) -> float:
        return width_of_names(self.rows)

    @functools.cached_property
    def years_are_periods(self) -> bool:
        return any(
            _YEAR.fullmatch(cut.tokens[-1].text) is not None
            and not any(token.kind == TEXT for token in cut.tokens[-2:])
            for place in self.rows
            for cut in place.row.cuts[:1]
            if cut.tokens
        )

    @functools.cached_property
    def odd_periods(self) -> dict[tuple[str, ...], frozenset[str]]:
        """The periods of another form than most rows below such a header have.

        A plan says how often, a report of when: '2021' below 'År' and 'Tertial' is the last figure of another table, or
        what nobody can tell.
        """
        counts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for place in self.rows:
            if place.row.tokens and place.row.tokens[-1].kind == PERIOD:
                counts[place.header.roles][place.row.tokens[-1].text] += 1
        return {roles: _of_odd_form(times) for roles, times in counts.items()}


def _of_odd_form(times: Counter[str]) -> frozenset[str]:
    """The periods with a figure among those with none, or the other way round, where most are of one form."""
    dated = {text for text in times if any(map(str.isdigit, text))}
    with_figure = sum(times[text] for text in dated)
    without = times.total() - with_figure
    if max(with_figure, without) <= _TIMES_AS_OFTEN * min(with_figure, without):
        return frozenset()
    return frozenset(dated if without > with_figure else times.keys() - dated)


_TIMES_AS_OFTEN = 2


@dataclass(frozen=True)
class _Possible:
    """A row with the readings that `fitting` spaces show, and all that it allows, which are many and seldom needed."""

    place: TableRow
    fitting: list[Reading]

    @functools.cached_property
    def all(self) -> list[Reading]:
        """Every reading."""
        return all_readings(self.place.row, self.place.header)


def judge_rows(rows: Sequence[TableRow]) -> list[JudgedRow]:
    """Judge every row of a document, in order.

    Rows that need no reasons come first; they show the document's habits, with which the others are judged, again and
    again as long as a judged row helps another. Reasons that go by the example of other rows wait until all that the
    firm reasons can tell is told, so that every example there is has been seen.
    """
    possible = [_Possible(place, fitting_readings(place.row, place.header)) for place in rows]
    spaces_show = _spaces_show_empty_cells(possible)
    options = [_options(one, spaces_show=spaces_show) for one in possible]
    judged: list[JudgedRow | None] = [_plain(place, its) for place, its in zip(rows, options, strict=True)]
    shown = _shown(rows, judged)
    for reasons in (_FIRM, _ALL):
        if reasons is not _FIRM:
            judged = _doubted(rows, options, judged, shown)
        before = None
        while (shown := _shown(rows, judged, shown)) is not before:
            before = shown
            judged = [
                done if done is not None and done.settled else _reasoned(place, its, shown, reasons)
                for place, its, done in zip(rows, options, judged, strict=True)
            ]
    layout = _Layout(rows)
    return [_questioned(row, its, shown, layout) for row, its in zip(judged, options, strict=True) if row is not None]


@dataclass(frozen=True)
class _Shown:
    """What the rows that can be told show, by which the others are judged, where there are such."""

    rows: Sequence[TableRow]
    told: tuple[JudgedRow, ...]

    @functools.cached_property
    def habits(self) -> Habits:
        """The document's habits."""
        return habits_of(self.rows, self.told)

    @functools.cached_property
    def examples(self) -> dict[int, tuple[JudgedRow, ...]]:
        """The first rows of each table that can be told, as many as are looked at as examples."""
        tables: dict[int, list[JudgedRow]] = {}
        for row in self.told:
            rows = tables.setdefault(row.place.table, [])
            if len(rows) < _MOST_EXAMPLES:
                rows.append(row)
        return {number: tuple(rows) for number, rows in tables.items()}

    def case_of(self, place: TableRow) -> Case:
        """A row with the habits and the examples of its table."""
        return Case(place, self.habits, self.examples.get(place.table, ()))


def _shown(rows: Sequence[TableRow], judged: Sequence[JudgedRow | None], before: _Shown | None = None) -> _Shown:
    """What the judged rows show; what they showed `before` where no other can be told since."""
    told = tuple(row for row in judged if row is not None and row.settled)
    if before is not None and told == before.told:
        return before
    return _Shown(rows, told)


def _options(possible: _Possible, *, spaces_show: bool) -> _Options:
    """The readings that are weighed.

    In a document that shows empty cells by spaces those that fit them; else those of the likeliest end of the name, and
    of others that a reader could take for it.
    """
    if spaces_show:
        left = possible.fitting
        narrowed_by = []
        for code, rule in (("kind_of_value", keeps_kinds), ("two_values", is_two_values)):
            if len(left) < 2:
                break
            kept = [reading for reading in left if rule(reading)]
            if kept and len(kept) < len(left):
                left = kept
                narrowed_by.append(code)
        if left:
            return _Options(left, by_spaces=True, narrowed_by=tuple(narrowed_by))
    names = live_names(possible.place.row)
    left = [reading for reading in possible.all if reading.name in names]
    # A single reading needs no spaces: '1,4 kg CO2  1,70 kg CO2' fills both columns.
    return _Options(left, fits_none=spaces_show and (len(left) > 1 or any(map(_lacks_spaces, left))))


def _lacks_spaces(reading: Reading) -> bool:
    """Whether a single reading may be none where the spaces fit it not: a cell says words, or too few spaces stand."""
    return any(token.kind == TEXT for token in reading.tokens)


def _plain(place: TableRow, options: _Options) -> JudgedRow | None:
    """A row that the layout settles, without any reason of content; None for the others."""
    readings = options.readings
    if not readings:
        return _unreadable(place)
    if place.row.doubts:
        return None
    full = [reading for reading in readings if len(reading.roles) == len(place.header.columns)]
    if options.by_spaces:
        if len(readings) > 1:
            return None
        if options.narrowed_by:
            return JudgedRow(place, tuple(readings), "inferred", ("empty_cell_spaces", *options.narrowed_by))
        if full:
            return JudgedRow(place, tuple(full), "complete", ("all_columns_filled",))
        return JudgedRow(place, tuple(readings), "positional", ("empty_cell_spaces",))
    if len(full) == 1 and len(set(map(_cut_of, readings))) == 1:
        return JudgedRow(place, tuple(full), "complete", ("all_columns_filled",))
    return None


def _cut_of(reading: Reading) -> tuple[str, ...]:
    """The name and the values into which a reading cuts the printed text: '1 200' into one value or into two."""
    return (reading.name, *[token.text for token in reading.tokens])


def _doubted(
    rows: Sequence[TableRow], options: Sequence[_Options], judged: Sequence[JudgedRow | None], shown: _Shown
) -> list[JudgedRow | None]:
    """The judged rows, where a width alone says what no other row of the document does: those are open again.

    A single cell printed '100' + '%' under a nämndmål of 002 would be a year before's by the width of the columns, the
    only one there. One of the two is an accident, and nothing says which.
    """
    against = tuple(reason for reason in _ALL if reason.firm or reason.code == "council_row_has_no_previous")
    return [
        _reasoned(place, its, shown, against)
        if done is not None and done.settled and "cell_break" in done.evidence
        else done
        for place, its, done in zip(rows, options, judged, strict=True)
    ]


def _unreadable(place: TableRow) -> JudgedRow:
    """A row whose values cannot stand in the columns of its header, in no reading: nothing of it is told."""
    nothing = Reading(place.row.name, (), ())
    return JudgedRow(place, (nothing, nothing), "ambiguous", ("no_reading_fits",))


def _spaces_show_empty_cells(possible: Sequence[_Possible]) -> bool:
    """Whether the document keeps a space for every empty cell: most rows with empty cells show just as many.

    A row in which all columns are filled shows nothing, and one that is not understood neither.
    """
    fit = misfit = 0
    for one in possible:
        columns = len(one.place.header.columns)
        if one.place.row.doubts:
            continue
        if one.fitting:
            fit += min(len(reading.roles) for reading in one.fitting) < columns
        elif one.all:
            misfit += max(len(reading.roles) for reading in one.all) < columns
    return fit > 0 and _ROWS_NOT_UNDERSTOOD * fit >= misfit


_ROWS_NOT_UNDERSTOOD = 3
"""For each row that shows its empty cells so many may fit no reading, for cells of theirs that are not known."""


def _reasoned(place: TableRow, options: _Options, shown: _Shown, reasons: tuple[Reason, ...]) -> JudgedRow:
    """Weigh the reasons on a row with several readings; a row that no reading fits stays as it is."""
    if not options.readings:
        return _unreadable(place)
    case = shown.case_of(place)
    left = before_break = options.readings
    used: list[str] = []
    several_cuts = len(place.row.cuts) > 1
    weak: list[tuple[Reason, list[Reading]]] = []
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
        if several_cuts and len(kept) < len(left):
            if not reason.between_cuts:
                cuts = set(map(_cut_of, kept))
                kept += [reading for reading in left if _cut_of(reading) not in cuts]
            # Where the name ends is no matter of what its cells mean.
            names = {reading.name for reading in kept}
            kept += [reading for reading in left if reading.name not in names]
        if kept and len(kept) < len(left):
            if reason.weak:
                weak.append((reason, left))
            left = kept
            used.append(code)
    if _period_is_missing(place):
        return _ambiguous(place, left, (*used, "period_missing"))
    if len(left) > 1:
        return _ambiguous(place, left, tuple(used))
    if len(weak) == 1 and not _supported(case, weak[0][0], left[0]):
        # The others that the reason left out are possible still, the likeliest stays the first.
        reason, before = weak[0]
        others = [reading for reading in before if reading not in left]
        return JudgedRow(place, (*left, *others), "ambiguous", (*used, "one_weak_reason"))
    return JudgedRow(place, tuple(left), "inferred", tuple(used or ["kind_of_value"]))


def _supported(case: Case, reason: Reason, reading: Reading) -> bool:
    """Whether another weak reason would have said the same: the comment and the text above the table."""
    for other in _ALL:
        if other.weak and other is not reason and other.rule is not None:
            keep = other.rule(case)
            if keep is not None and keep(reading):
                return True
    return False


def _questioned(row: JudgedRow, options: _Options, shown: _Shown, layout: _Layout) -> JudgedRow:
    """A judged row, ambiguous where something keeps it from being told whatever its columns are."""
    place = row.place
    doubts = [*place.row.doubts]
    if options.fits_none:
        doubts.append("spaces_fit_no_reading")
    full = len(row.best.roles) == len(place.header.columns)
    if place.row.beside and _may_end_elsewhere(row.best, full=full, by_spaces=options.by_spaces):
        doubts.append("name_end")
    if row.settled:
        if place.row.beside and _may_hold_first_cell(row.best, place, layout, shown=full or options.by_spaces):
            doubts.append("name_end")
        if not is_two_values(row.best):
            # '… efter överföringar 12 100 % 100 %' where the name may end with 12.
            doubts.append("name_end" if place.row.beside else "two_values")
        if is_doubtful_name(row.best.name):
            doubts.append("name_in_doubt")
        if splits_number(row.best) and any(not splits_number(other) for other in all_readings(place.row, place.header)):
            doubts.append("number_split")
        if not (full or options.by_spaces) and not all(token.unit_is_known for token in row.best.tokens):
            doubts.append("unknown_value")
        if _may_be_one_cell(row.best, is_period=full and layout.years_are_periods):
            doubts.append("unknown_value")
        if not options.by_spaces and all(role == "period" for role in row.best.roles):
            doubts.append("no_value_printed")
        if row.column_evidence == "inferred" and speaks_against(shown.case_of(place), row.best, options.readings):
            doubts.append("text_speaks_against")
    period = row.best.get("period")
    if row.settled and period is not None and period.text in layout.odd_periods.get(place.header.roles, ()):
        doubts.append("unknown_period")
    readings = list(row.readings)
    if len({reading.name for reading in readings}) > 1:
        doubts.append("name_end")
    if row.settled and not doubts:
        return row
    evidence = tuple(dict.fromkeys((*(code for code in row.evidence if row.settled or code), *doubts)))
    if row.column_evidence in ("complete", "positional"):
        evidence = tuple(dict.fromkeys(doubts))
    if row.settled:
        readings += _others(row.best, options.readings, doubts)
    known = options.by_spaces and len(row.readings) == 1
    if _NOTHING_IS_SURE.intersection(evidence) or ("unknown_value" in evidence and not known):
        # Under another name it is another indicator's, and where a cell is not known others may be in the wrong place:
        # no cell is the same in all readings.
        readings.append(Reading(place.row.name, (), ()))
    return JudgedRow(place, tuple(readings), "ambiguous", evidence or ("several_readings",))


def _may_end_elsewhere(reading: Reading, *, full: bool, by_spaces: bool) -> bool:
    """Whether the name beside the cells of a row may end before or after the place where it was cut.

    'Nivå 3' and 'Mäts ej 2021' are one cell or a part of the name, cut in two. Where no space shows an empty cell, the
    name's last words may be a cell ('Sjukfrånvaro 10 av 12'), and the first cell words of the name ('… som möter' +
    'högst 10 personer').
    """
    words = vocabulary()
    if not reading.tokens:
        return False
    first, *others = reading.tokens
    bare = first.kind == NUMBER and not first.has_unit
    if bare and asks_for_number(reading.name, words):
        return True
    if bare and _YEAR.fullmatch(first.text) and may_hold_cell(reading.name, words):
        return True
    if by_spaces:
        return False
    if (
        first.kind in (CEILING, FLOOR, ABOUT)
        and first.text[0].islower()
        # 'Andel hushåll under 60 %' is a name, 'minst 80 %' a cell.
        and (not first.ends_with_percent() or _COMPARES_IN_A_NAME.match(first.text) is not None)
    ):
        return True
    if first.kind == BAND and not all(other.kind in (BAND, PERIOD) for other in others):
        # 'Prognossäkerhet +/- 2 %' may be the name, 85 % its only figure.
        return True
    if bare and not full and any(other.has_unit for other in others):
        return True
    # A column is empty, and nothing shows that the name's last words are not its cell.
    return not full and may_hold_cell(reading.name, words)


def _may_be_one_cell(reading: Reading, *, is_period: bool) -> bool:
    """Whether words and the year behind them may be one cell: 'Mäts ej 2021'.

    A year before the period is hardly a figure; one that is the last is the period where the document's other rows have
    such, and all columns are filled then.
    """
    if TEXT not in [token.kind for token in reading.tokens]:
        return False
    return any(
        before.kind == TEXT and _YEAR.fullmatch(year.text) is not None and not (year.kind == PERIOD and is_period)
        for before, year in pairwise(reading.tokens)
    )


def _may_hold_first_cell(reading: Reading, place: TableRow, layout: _Layout, *, shown: bool) -> bool:
    """Whether the end of a name may be the first cell, which the reading leaves empty, or fills with the second.

    In 'Sjukfrånvaro se kommentar Tas fram av nämnd' KF leaves the target to the council, and the council's own is not
    seen. A name that is wider than the column of names, by the lines that went on below, is none. Where it is `shown`
    that the first cell is empty, only words that are always KF's and stand in another column speak against it.
    """
    if any(
        token.kind == LEFT_TO_COUNCIL and role != "kf_target"
        for role, token in zip(reading.roles, reading.tokens, strict=True)
    ):
        return True
    if shown or reading.roles[:1] == place.header.roles[:1]:
        return False
    target = reading.get("kf_target")
    if target is not None and target.kind == LEFT_TO_COUNCIL and "annual_target" in place.header.roles:
        return reading.get("annual_target") is None
    return text_width(reading.name) > layout.width_of_names * _TOLERANCE_OF_WIDTHS


_TOLERANCE_OF_WIDTHS = 1.05
_YEAR = regex.compile(r"(?:19|20)\d\d")
_COMPARES_IN_A_NAME = regex.compile(r"(?:under|över|\w+\s+(?:än|till))\s")

_NOTHING_IS_SURE = frozenset(
    (
        "name_end",
        "name_in_doubt",
        "spaces_fit_no_reading",
        "period_missing",
        "in_comment",
        "other_table",
        "page_break_undecided",
        "number_split",
    )
)


def _others(best: Reading, options: Sequence[Reading], doubts: Sequence[str]) -> list[Reading]:
    """Other readings of a row whose best one is in doubt: without the cells that are not known, else with no cell."""
    if set(doubts) <= {"unknown_value", "unknown_period"}:
        known = [
            (role, token)
            for role, token in zip(best.roles, best.tokens, strict=True)
            if token.kind != TEXT and not (role == "period" and "unknown_period" in doubts)
        ]
        return [Reading(best.name, tuple(role for role, _ in known), tuple(token for _, token in known))]
    if "text_speaks_against" in doubts:
        return [reading for reading in options if reading != best]
    return [Reading(best.name, (), ())]


def _period_is_missing(place: TableRow) -> bool:
    """Whether the table has a column of periods and the row none: then a cell of it was not recognised, maybe more."""
    return "period" in place.header.roles and not any(
        cut.tokens[-1].kind == PERIOD for cut in place.row.cuts if cut.tokens
    )


def _ambiguous(place: TableRow, readings: Sequence[Reading], used: tuple[str, ...]) -> JudgedRow:
    ranked = sorted(readings, key=lambda reading: -_likelihood(place, reading))
    if len(ranked) == 1:
        ranked.append(Reading(place.row.name, (), ()))
    return JudgedRow(place, tuple(ranked), "ambiguous", used or ("several_readings",))


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
