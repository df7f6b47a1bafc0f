"""What a document's own rows show of how it prints: its habits, by which its other rows are judged."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingestion.extraction.headers import Header
from ingestion.extraction.text.case import JudgedRow, TableRow, about_year
from ingestion.extraction.tokens import BAND, DASH, NUMBER, PERIOD, Token
from ingestion.extraction.vocabulary import vocabulary

_TOLERANCE = 0.02
_NO_FORECAST_ROWS = 3
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
class Widths:
    """What the document's rows show of the width of its columns, in em of a common sans serif by role.

    `holds` is the longest text that stood on one line, `breaks` the shortest that did not.
    """

    holds: dict[str, float] = field(default_factory=dict)
    breaks: dict[str, float] = field(default_factory=dict)

    @functools.cached_property
    def allows(self) -> Callable[[str, Token], bool]:
        """Whether a value can have been printed in a column as it was, on one line or broken; the same stand often."""
        return functools.cache(self._allows)

    def _allows(self, role: str, token: Token) -> bool:
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
    kf_rows_print_both_targets: bool
    genders_stand_together: bool
    reports_after_august: bool
    widths: Widths


def habits_of(rows: Sequence[TableRow], told: tuple[JudgedRow, ...]) -> Habits:
    """The habits of a document with these rows, as the rows that can be told show them."""
    words = vocabulary()
    return Habits(
        icon_means_gender=_icon_means_gender(rows, told),
        council_rows_have_previous=any(
            row.place.under_council_goal and row.best.get("previous_outcome") and "cell_break" not in row.evidence
            for row in told
        ),
        year_rows_have_forecast=_year_rows_have_forecast(rows),
        kf_rows_print_both_targets=_is_proven(
            bool(row.best.get("annual_target")) == bool(row.best.get("kf_target"))
            for row in told
            if not row.place.under_council_goal
            and "kf_row_prints_both_targets" not in row.evidence
            and row.best.roles
            and not any(token.kind == DASH for token in row.best.tokens)
        ),
        genders_stand_together=_is_proven(
            bool(row.best.get("outcome_men")) == bool(row.best.get("outcome_women"))
            for row in told
            if "gender_pair" not in row.evidence and "outcome_men" in row.place.header.roles
        ),
        reports_after_august=any(
            words.after_august.search(token.text)
            for place in rows
            for token in place.row.tokens[-1:]
            if token.kind == PERIOD
        ),
        widths=_widths({place.header.roles: place.header for place in rows}.values(), told),
    )


def width_of_names(rows: Iterable[TableRow]) -> float:
    """How wide the column of names is, in em of a common sans serif: the widest line of a name that goes on below.

    Infinite where too few names go on to tell.
    """
    lines = [line.strip() for place in rows for line in place.row.name_lines[:-1]]
    return max(map(text_width, lines)) if len(lines) >= _LINES_THAT_SHOW else float("inf")


_LINES_THAT_SHOW = 10
_ROWS_THAT_PROVE = 5


def _is_proven(examples: Iterable[bool]) -> bool:
    """Whether rows that could be told without a habit show it, and none shows the contrary."""
    seen = list(examples)
    return len(seen) >= _ROWS_THAT_PROVE and all(seen)


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
            min((len(cut.tokens) for cut in place.row.cuts), default=0) <= len(place.header.columns) - len(gender)
            for place in unmarked
        )
    )


def _year_rows_have_forecast(rows: Sequence[TableRow]) -> bool:
    """Whether a KF row about a whole year has so many values that a forecast must be one of them.

    With the values of 002 none has: at most year before, årsmål and KF's target, or all but one of seven columns
    ('79 76 79 80 81 82 2019'). Needs some rows to say anything.
    """
    year_rows = [place for place in rows if about_year(place.row) and not place.under_council_goal]
    if len(year_rows) < _NO_FORECAST_ROWS:
        return True
    return any(len(cut.tokens) == len(place.header.columns) for place in year_rows for cut in place.row.cuts)


def _widths(headers: Iterable[Header], told: tuple[JudgedRow, ...]) -> Widths:
    holds: dict[str, float] = {}
    breaks: dict[str, float] = {}
    for column in (column for header in headers for column in header.columns):
        longest = held_by_title(column.pieces)
        holds[column.role] = max(holds.get(column.role, 0), longest)
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


def held_by_title(pieces: Sequence[str]) -> float:
    """Width of the widest piece of a title that the column held on one line; 0 where the title tells nothing.

    'Perio' + 'dens' broke in a word for want of room: whether it was printed bold is not known, so only what it takes
    at the least is held. 'Per' + 'iod' above '2018' was broken otherwise, for '2018' is wider than what did not fit.
    """
    texts = [piece.strip() for piece in pieces]
    did_not_fit = [
        text_width(above.lstrip() + below[0], bold=True)
        for above, below in pairwise(pieces)
        if above[-1].isalpha() and below[0].isalpha()
    ]
    longest = max(text_width(text, bold=True) for text in texts)
    if not did_not_fit:
        return longest
    return 0 if min(did_not_fit) <= longest else max(map(text_width, texts))


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
