"""Which reading of a row stays, and for what reasons.

A row with fewer values than columns has several readings. Reasons are weighed one after the other, the firmest first:
each keeps the readings that it allows, and one that would leave none says nothing (the row is an exception to it). One
reading left is `inferred`; several are `ambiguous`, the likeliest first. What a reason was made for stands with it, as
printed in the documents; each is a habit that the document shows in its own rows or that domain.md states.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import regex
from rapidfuzz import fuzz

from ingestion.extraction.headers import Header
from ingestion.extraction.outline import GoalPath
from ingestion.extraction.readings import Reading, all_readings, spaces_fit
from ingestion.extraction.rows import PrintedRow
from ingestion.extraction.tokens import (
    BAND,
    CEILING,
    DASH,
    DIRECTION,
    LEFT_TO_COUNCIL,
    NUMBER,
    PERIOD,
    SET_LATER,
    Token,
)
from ingestion.extraction.vocabulary import vocabulary

Kept = Callable[[Reading], bool]

REASONS = {
    "all_columns_filled": "as many values as columns",
    "no_value_printed": "nothing but the period is printed",
    "empty_cell_spaces": "each space beyond the first shows an empty cell, as in the document's other rows",
    "kind_of_value": "words such as 'Tas fram av nämnd' and 'öka' are KF's, bands and ceilings are targets",
    "two_values": "two numbers with a space between are two values where one number would be too large",
    "gender_mark": "no icon before the name, so no values for men and women, as in the document's other rows",
    "gender_pair": "values for men and women stand together",
    "gender_sum": "the values for men and women add up to the total or lie around it",
    "council_row_has_no_kf": "a row under a nämndmål has no KF target",
    "council_row_prints_target": "a council's own indicator is printed with its årsmål",
    "council_row_has_no_previous": "no row under a nämndmål of the document has a value of the year before",
    "kf_row_prints_both_targets": "a KF indicator has an årsmål and KF's target",
    "dash_is_kf_target": "a dash says that KF sets no target",
    "cell_break": "the width of the columns, as the document's complete rows break in them",
    "year_row_has_no_forecast": "no KF row about a whole year has so many values that a forecast must be among them",
    "year_outcome_comes_later": "a report of the spring or summer has no outcome of the whole year yet",
    "comment_outcome_later": "the comment says that the outcome is reported later",
    "comment_outcome": "the comment speaks of the outcome of the period",
    "prose_outcome": "the text above the table states the figure as the outcome",
    "table_prints_forecast": "the rows of the table that can be told have a forecast",
    "sister_row": "read as the row of nearly the same name beside it",
    "period_missing": "the period is not found, so that other cells may be missing too",
    "no_reading_fits": "the values do not fit the columns of the header",
}
"""The closed list of codes in `evidence`, with the reason in words for `note`."""

_SISTER_SIMILARITY = 80
_TOLERANCE = 0.02
_NO_FORECAST_ROWS = 3
_MOST_EXAMPLES = 100
"""Rows of one table; the longest known has about 30."""
# Advance widths of Helvetica and Helvetica Bold in em; the common sans serif fonts share them within some hundredths.
_WIDTHS = {
    **dict.fromkeys("0123456789abdeghnopqåäö", (0.56, 0.58)),
    **dict.fromkeys("cksvxyz", (0.5, 0.56)),
    **dict.fromkeys(" ,./", (0.28, 0.28)),
    **dict.fromkeys("ijl", (0.22, 0.28)),
    **dict.fromkeys("ft", (0.28, 0.33)),
    **dict.fromkeys("ABEKPSVXYÅÄ", (0.67, 0.7)),
    **dict.fromkeys("CDHNRU", (0.72, 0.72)),
    **dict.fromkeys("GOQÖ", (0.78, 0.78)),
    **dict.fromkeys("FTZ", (0.61, 0.61)),
    "r": (0.33, 0.39),
    "m": (0.83, 0.89),
    "w": (0.72, 0.78),
    "M": (0.83, 0.83),
    "W": (0.94, 0.94),
    "%": (0.89, 0.89),
    "-": (0.33, 0.33),
    "+": (0.58, 0.58),
    ":": (0.28, 0.33),
}


@dataclass(frozen=True)
class TableRow:
    """A printed row in its place: the header above it, the goals above it, the number of its table, the text above."""

    row: PrintedRow
    header: Header
    goals: GoalPath
    table: int
    prose: str = ""
    comment: str | None = None

    @property
    def under_council_goal(self) -> bool:
        """Whether the row stands under a nämndmål."""
        return self.goals.council is not None


@dataclass(frozen=True)
class JudgedRow:
    """A row with its best reading, how sure that is and why; `readings` are all that stay, best first."""

    place: TableRow
    readings: tuple[Reading, ...]
    column_evidence: str
    evidence: tuple[str, ...]

    @property
    def best(self) -> Reading:
        """The best reading."""
        return self.readings[0]

    @property
    def settled(self) -> bool:
        """Whether one reading is left."""
        return self.column_evidence != "ambiguous"


@dataclass(frozen=True)
class Widths:
    """What the document's rows show of the width of its columns, in em of a common sans serif by role.

    `holds` is the longest text that stood on one line, `breaks` the shortest that did not.
    """

    holds: dict[str, float] = field(default_factory=dict)
    breaks: dict[str, float] = field(default_factory=dict)

    def allows(self, role: str, token: Token) -> bool:
        """Whether a value can have been printed in a column as it was, on one line or broken."""
        if token.kind not in (NUMBER, BAND):
            return True
        if token.wrapped:
            return _shortest_that_broke(token) > self.holds.get(role, 0) + _TOLERANCE
        return text_width(token.text) < self.breaks.get(role, float("inf")) - _TOLERANCE


@dataclass(frozen=True)
class Habits:
    """What the document's own rows show, taken from the rows that can be told without it."""

    icon_means_gender: bool
    council_rows_have_previous: bool
    year_rows_have_forecast: bool
    widths: Widths


@dataclass(frozen=True)
class _Case:
    """A row with all that its reasons look at; `told` are rows of its table that can be told."""

    place: TableRow
    habits: Habits
    told: tuple[JudgedRow, ...]


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
    for reasons in (_FIRM_REASONS, _FIRM_REASONS + _REASONS_BY_EXAMPLE):
        if reasons is not _FIRM_REASONS:
            judged = _doubted(rows, readings, judged, spaces_show=spaces_show)
        settled = -1
        while True:
            told = tuple(row for row in judged if row is not None and row.settled)
            if len(told) == settled:
                break
            settled = len(told)
            habits = _habits(rows, told)
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
    several_cuts = any(not _same_cut(reading, options[0]) for reading in options if _is_two_values(reading))
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
    habits = _habits(rows, told)
    examples = _by_table(told)
    against = (*_FIRM_REASONS, ("council_row_has_no_previous", _council_row_has_no_previous))
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
    reasons: tuple[tuple[str, Reason], ...],
) -> JudgedRow:
    """Weigh the reasons on a row with several readings; a row that no reading fits stays as it is."""
    if not options:
        return _unreadable(place)
    case = _Case(place, habits, told)
    left = before_break = options
    used: list[str] = []
    for code, reason in reasons:
        broken = "cell_break" in used
        if len(left) == 1 and not broken:
            break
        keep = reason(case)
        if keep is None:
            continue
        if code == "cell_break":
            before_break = left
        kept = [reading for reading in left if keep(reading)]
        if broken and not kept and (others := [reading for reading in before_break if keep(reading)]):
            # Where the width of the columns and what the row is about contradict each other, neither is believed.
            return _ambiguous(place, [*left, *(reading for reading in others if reading not in left)], (*used, code))
        if code not in _REASONS_BETWEEN_CUTS:
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
    usual = "previous_outcome" if _about_year(place.row) and not place.under_council_goal else "outcome"
    score += 2 if reading.get(usual) else 0
    return score + (1 if forecast else 0)


# --- habits of the document ---


def _habits(rows: Sequence[TableRow], told: tuple[JudgedRow, ...]) -> Habits:
    return Habits(
        icon_means_gender=_icon_means_gender(rows, told),
        council_rows_have_previous=any(
            row.place.under_council_goal and row.best.get("previous_outcome") and "cell_break" not in row.evidence
            for row in told
        ),
        year_rows_have_forecast=_year_rows_have_forecast(rows),
        widths=_widths({place.header.roles: place.header for place in rows}.values(), told),
    )


def _icon_means_gender(rows: Sequence[TableRow], told: tuple[JudgedRow, ...]) -> bool:
    """Whether the trace of an icon before a name marks an indicator divided by gender.

    So in 002: rows with values in all columns have the mark, and no row without it has more values than the columns
    that are not about men or women.
    """
    gender = {"outcome_men", "outcome_women"}
    unmarked = [place for place in rows if not place.row.marked and gender <= set(place.header.roles)]
    marked_with_gender = any(row.place.row.marked and gender <= set(row.best.roles) for row in told)
    return (
        bool(unmarked)
        and marked_with_gender
        and not any(not row.place.row.marked and gender & set(row.best.roles) for row in told)
        and all(
            min((len(cut) for cut in place.row.cuts), default=0) <= len(place.header.columns) - len(gender)
            for place in unmarked
        )
    )


def _year_rows_have_forecast(rows: Sequence[TableRow]) -> bool:
    """Whether a KF row about a whole year has so many values that a forecast must be one of them.

    With the values of 002 none has: at most year before, årsmål and KF's target, or all but one of seven columns
    ('79 76 79 80 81 82 2019'). Needs some rows to say anything.
    """
    year_rows = [place for place in rows if _about_year(place.row) and not place.under_council_goal]
    if len(year_rows) < _NO_FORECAST_ROWS:
        return True
    return any(len(cut) == len(place.header.columns) for place in year_rows for cut in place.row.cuts)


def _widths(headers: Iterable[Header], told: tuple[JudgedRow, ...]) -> Widths:
    holds: dict[str, float] = {}
    breaks: dict[str, float] = {}
    for column in (column for header in headers for column in header.columns):
        # 'Perio' + 'dens': a word is cut only where the whole column is too narrow for one letter more.
        pieces = column.pieces
        longest = max(text_width(piece.strip(), bold=True) for piece in pieces)
        holds[column.role] = max(holds.get(column.role, 0), longest)
        for piece, following in pairwise(pieces):
            if piece[-1].isalpha() and following[0].isalpha():
                needed = text_width(piece.strip() + following[0], bold=True)
                breaks[column.role] = min(breaks.get(column.role, float("inf")), needed)
    for row in told:
        if "cell_break" in row.evidence:
            continue
        for role, token in zip(row.best.roles, row.best.tokens, strict=True):
            if token.kind not in (NUMBER, BAND):
                continue
            longest = max(text_width(piece) for piece in token.pieces)
            holds[role] = max(holds.get(role, 0), longest)
            if token.wrapped:
                breaks[role] = min(breaks.get(role, float("inf")), _shortest_that_broke(token))
    # A column that held on one line what is longer than what broke in it shows no width: its cells break otherwise.
    steady = {role for role, width in breaks.items() if width > holds.get(role, 0) - _TOLERANCE}
    return Widths(
        {role: width for role, width in holds.items() if role in steady or role not in breaks},
        {role: width for role, width in breaks.items() if role in steady},
    )


def _shortest_that_broke(token: Token) -> float:
    """Width of the text that did not fit on the first line of a wrapped value: '2,27 %' of '2,27' + '%'."""
    first, second = token.pieces[0], token.pieces[1]
    return text_width(f"{first} {second.split()[0]}")


@functools.lru_cache(maxsize=8192)
def text_width(text: str, *, bold: bool = False) -> float:
    """Width of a text in em of a sans serif font; headers are printed bold.

    Characters will not do: in 002 '4,6 st' stands on one line in a column where '2,07 %' breaks.
    """
    regular, heavy = (0.0, 0.0)
    for letter in text:
        one, other = _WIDTHS.get(letter, _WIDTHS["n"])
        regular, heavy = regular + one, heavy + other
    return heavy if bold else regular


def _about_year(row: PrintedRow) -> bool:
    period = next((cut[-1] for cut in row.cuts if cut and cut[-1].kind == PERIOD), None)
    return period is not None and _is_whole_year(period.text)


@functools.lru_cache(maxsize=1024)
def _is_whole_year(period: str) -> bool:
    return vocabulary().period_of_a_whole_year.fullmatch(period) is not None


# --- the reasons ---


def _kind_of_value(case: _Case) -> Kept:
    """'95 % 96 % Öka 2019': öka is KF's; '+/-1 %' and 'Max 10 personer' are targets, no outcomes."""
    targets = {"annual_target", "kf_target"}

    def keep(reading: Reading) -> bool:
        for role, token in zip(reading.roles, reading.tokens, strict=True):
            if token.kind in (LEFT_TO_COUNCIL, SET_LATER, DIRECTION) and role != "kf_target":
                return False
            if token.kind in (BAND, CEILING) and role not in targets:
                return False
        return True

    return keep


def _two_values(case: _Case) -> Kept:
    """'0 100 100 Tertial 1' is not 100 100, '5 100 %' is not 5 100 %.

    No target of a council, or of the city for one, has hundreds of thousands, and no share has thousands.
    """
    return _is_two_values


def _is_two_values(reading: Reading) -> bool:
    return not any(_NOT_ONE_NUMBER.match(token.text) for token in reading.tokens)


_NOT_ONE_NUMBER = regex.compile(r"\d{3} \d{3}|\d+ \d{3}(?:,\d+)? ?%")


def _gender_mark(case: _Case) -> Kept | None:
    """In 002 a space before the name is what is left of the icon of an indicator divided by gender."""
    if not case.habits.icon_means_gender or case.place.row.marked:
        return None
    return lambda reading: not (reading.get("outcome_men") or reading.get("outcome_women"))


def _council_row_has_no_kf(case: _Case) -> Kept | None:
    """'100 % 2019' under a nämndmål: the council's own indicator, for which KF has no target."""
    if not case.place.under_council_goal:
        return None
    return lambda reading: reading.get("kf_target") is None


def _cell_break(case: _Case) -> Kept | None:
    """'80,8' + '%' broke, so its column is one in which '87,3 %' would not have fitted: the year before's in 002."""
    widths = case.habits.widths
    if not widths.breaks:
        return None
    return lambda reading: all(
        widths.allows(role, token) for role, token in zip(reading.roles, reading.tokens, strict=True)
    )


def _gender_pair(case: _Case) -> Kept | None:
    """Where spaces do not tell, a value for men alone is not assumed."""
    return lambda reading: (
        bool(reading.get("outcome_men")) == bool(reading.get("outcome_women"))
        and (reading.get("outcome_men") is None or reading.get("outcome") is not None)
    )


def _gender_sum(case: _Case) -> Kept | None:
    """'39,8 % 2 % 38 %': shares of the whole that add up; '6,9 % 3,8 % 7,4 %': rates around the total."""

    def agrees(reading: Reading) -> bool:
        total, men, women = (reading.get(role) for role in ("outcome", "outcome_men", "outcome_women"))
        if total is None or men is None or women is None:
            return False
        values = (total.number, men.number, women.number)
        if any(value is None for value in values):
            return False
        whole, one, other = (value or 0.0 for value in values)
        return min(one, other) <= whole <= max(one, other) or abs(one + other - whole) <= 0.01 * abs(whole) + 0.2

    if not case.place.row.marked or not case.habits.icon_means_gender:
        return None
    # Only a row with more values than the other columns can hold must have men and women among them.
    without = len(case.place.header.columns) - 2
    if max(len(cut) for cut in case.place.row.cuts) <= without - 1:
        return None
    return agrees


def _dash_is_kf_target(case: _Case) -> Kept:
    """'80 % - År' in 003: KF prints a dash where it sets no target, the council has a figure."""
    return lambda reading: all(
        token.kind != DASH or role == "kf_target" for role, token in zip(reading.roles, reading.tokens, strict=True)
    )


def _council_row_prints_target(case: _Case) -> Kept | None:
    """A single value in a nämndmål table is the årsmål: the row stands there because the council set one."""
    if not case.place.under_council_goal:
        return None
    return lambda reading: reading.get("annual_target") is not None


def _kf_row_prints_both_targets(case: _Case) -> Kept | None:
    """'88 % 88 % 2019' on a KF row: årsmål and KF's target. Not where a cell is a dash: then no target may be set."""
    if case.place.under_council_goal or any(token.kind == DASH for token in case.place.row.cuts[0]):
        return None
    return lambda reading: reading.get("annual_target") is not None and reading.get("kf_target") is not None


def _year_row_has_no_forecast(case: _Case) -> Kept | None:
    """'62 % 77 % 77 % 2019' in a T1 report: an indicator measured once a year gets no forecast."""
    if case.place.under_council_goal or not _about_year(case.place.row) or case.habits.year_rows_have_forecast:
        return None
    return lambda reading: reading.get("forecast") is None


def _year_outcome_comes_later(case: _Case) -> Kept | None:
    """The outcome of a year is not known in the spring, so a value before the targets is last year's.

    Not in a table in which such a row does have an outcome ('79 76 79 80 81 82 2019', a survey of the spring).
    """
    if case.place.under_council_goal or "forecast" not in case.place.header.roles or not _about_year(case.place.row):
        return None
    if any(row.best.get("outcome") and _about_year(row.place.row) for row in case.told):
        return None
    return lambda reading: reading.get("outcome") is None


def _comment_outcome_later(case: _Case) -> Kept | None:
    """'Utfallet redovisas i samband med tertialrapport 2': no outcome, or a 0 that the system put there."""
    if "outcome_comes_later" not in _signs(case.place.comment):
        return None

    def keep(reading: Reading) -> bool:
        outcome = reading.get("outcome")
        zero = any(token.number == 0 for token in reading.tokens[:1])
        return outcome is None and not zero if not zero else outcome is not None and outcome.number == 0

    return keep


def _comment_outcome(case: _Case) -> Kept | None:
    """'Antalet … har minskat under årets tre första månader': the row has an outcome of the period."""
    signs = _signs(case.place.comment)
    if "outcome_is_discussed" not in signs or "outcome_comes_later" in signs:
        return None
    return lambda reading: reading.get("outcome") is not None


def _signs(comment: str | None) -> set[str]:
    folded = (comment or "").casefold()
    return {meaning for sign, meaning in vocabulary().comment_signs if sign in folded}


_LONGER_WORD = regex.compile(r"\p{L}{5,}")
_SENTENCE = regex.compile(r"[^.!?]+(?:[.!?](?=\d)[^.!?]+)*")
_TARGET_WORDS = regex.compile(r"mål|prognos|föregående|förra|tidigare|jämför|staden som helhet|stadens", regex.I)


def _prose_outcome(case: _Case) -> Kept | None:
    """'… berodde 34 procent under årets första tre månader …': the text states a figure of the row as a result.

    Only a percentage that stands once in the row, in a sentence that is not about targets or earlier years and that
    shares two longer words with the indicator's name.
    """
    if "outcome" not in case.place.header.roles or not case.place.prose:
        return None
    firsts = {token.number for token in case.place.row.cuts[0][:1] if token.number and token.ends_with_percent()}
    name_words = {word[:6] for word in _LONGER_WORD.findall(case.place.row.name.casefold())}
    for number in firsts:
        if sum(token.number == number for token in case.place.row.cuts[0]) != 1:
            continue
        printed = f"{number:g}".replace(".", ",")
        figure = regex.compile(rf"(?<![\d,]){regex.escape(printed)}\s*(?:procent|%)")
        for sentence in _SENTENCE.findall(case.place.prose):
            words = {word[:6] for word in _LONGER_WORD.findall(sentence.casefold())}
            if figure.search(sentence) and not _TARGET_WORDS.search(sentence) and len(words & name_words) >= 2:
                return lambda reading, number=number: (  # type: ignore[misc]
                    (outcome := reading.get("outcome")) is not None and outcome.number == number
                )
    return None


def _council_row_has_no_previous(case: _Case) -> Kept | None:
    """'8 50 50 Tertial 1 2019' under a nämndmål: the council's own indicators in 002 have no year before."""
    if not case.place.under_council_goal or case.habits.council_rows_have_previous or _about_year(case.place.row):
        return None
    return lambda reading: reading.get("previous_outcome") is None


def _table_prints_forecast(case: _Case) -> Kept | None:
    """'39,8 % 2 % 38 % 41 % 41 % 41 %': the value that repeats the årsmål is the forecast, not the year before's.

    So where all tertial rows of the table that can be told have a forecast.
    """
    if _about_year(case.place.row) or case.place.under_council_goal:
        return None
    others = [
        row
        for row in case.told
        if not row.place.under_council_goal
        and not _about_year(row.place.row)
        and "forecast" in row.place.header.roles
        and "table_prints_forecast" not in row.evidence
    ]
    if not others or not all(row.best.get("forecast") for row in others):
        return None

    def repeats_target(reading: Reading) -> bool:
        forecast, target = reading.get("forecast"), reading.get("annual_target")
        return forecast is not None and target is not None and forecast.number == target.number

    return repeats_target


def _sister_row(case: _Case) -> Kept | None:
    """'Nämndens budgetföljsamhet före …' reads as '… efter …' beside it, where a cell break shows the year before."""
    row = case.place.row
    sisters = {
        other.best.roles
        for other in case.told
        if "sister_row" not in other.evidence
        and len(other.best.roles) == len(row.cuts[0])
        and other.place.row.marked == row.marked
        and [token.kind for token in other.best.tokens] == [token.kind for token in row.cuts[0]]
        and fuzz.ratio(other.place.row.name, row.name) >= _SISTER_SIMILARITY
    }
    if len(sisters) != 1:
        return None
    return lambda reading: reading.roles in sisters


Reason = Callable[[_Case], Kept | None]

# Only these choose between '1 200' as one value and as two: they look at the layout and at what a value can be.
_REASONS_BETWEEN_CUTS = {"kind_of_value", "two_values", "gender_mark", "council_row_has_no_kf", "cell_break"}

_FIRM_REASONS: tuple[tuple[str, Reason], ...] = (
    ("kind_of_value", _kind_of_value),
    ("two_values", _two_values),
    ("gender_mark", _gender_mark),
    ("council_row_has_no_kf", _council_row_has_no_kf),
    ("cell_break", _cell_break),
    ("gender_sum", _gender_sum),
    ("gender_pair", _gender_pair),
    ("dash_is_kf_target", _dash_is_kf_target),
    ("council_row_prints_target", _council_row_prints_target),
    ("kf_row_prints_both_targets", _kf_row_prints_both_targets),
    ("year_row_has_no_forecast", _year_row_has_no_forecast),
    ("comment_outcome_later", _comment_outcome_later),
    ("comment_outcome", _comment_outcome),
    ("prose_outcome", _prose_outcome),
)

_REASONS_BY_EXAMPLE: tuple[tuple[str, Reason], ...] = (
    ("year_outcome_comes_later", _year_outcome_comes_later),
    ("council_row_has_no_previous", _council_row_has_no_previous),
    ("table_prints_forecast", _table_prints_forecast),
    ("sister_row", _sister_row),
)


def reasons_in_words(codes: Iterable[str]) -> str:
    """The reasons of some codes as one sentence, for the `note` of a row."""
    return "; ".join(REASONS[code] for code in codes)
