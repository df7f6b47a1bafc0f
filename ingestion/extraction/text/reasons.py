"""The reasons for which a reading of a row stays: what each says, its rule, and how firm it is.

What a reason was made for stands with it, as printed in the documents; each is a habit that the document shows in its
own rows or that the domain states.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import regex
from rapidfuzz import fuzz

from ingestion.extraction.text.case import JudgedRow, TableRow, about_year
from ingestion.extraction.text.habits import Habits
from ingestion.extraction.text.readings import Reading
from ingestion.extraction.tokens import (
    BAND,
    CEILING,
    DASH,
    DIRECTION,
    FLOOR,
    LEFT_TO_COUNCIL,
    PERIOD,
    SET_LATER,
)

Kept = Callable[[Reading], bool]

_SISTER_SIMILARITY = 80


class Case(NamedTuple):
    """A row with all that its reasons look at; `told` are rows of its table that can be told."""

    place: TableRow
    habits: Habits
    told: tuple[JudgedRow, ...]


@dataclass(frozen=True)
class Reason:
    """A code in `evidence` and its words for `note`.

    `rule` tells which readings of a case it keeps, None where it has nothing to say of it. A `firm` reason needs no
    example of other rows. `between_cuts` says that it may choose between '1 200' as one value and as two: it looks at
    the layout and at what a value can be. A `weak` reason settles a row only together with another.
    """

    code: str
    words: str
    rule: Callable[[Case], Kept | None] | None = None
    firm: bool = False
    between_cuts: bool = False
    weak: bool = False


def _kind_of_value(case: Case) -> Kept | None:
    """'95 % 96 % Öka 2019': öka is KF's; '+/-1 %' and 'Max 10 personer' are targets, no outcomes."""
    if case.place.kinds.isdisjoint(_KINDS_OF_TARGETS | _KINDS_OF_KF):
        return None
    return keeps_kinds


def keeps_kinds(reading: Reading) -> bool:
    """Whether the values of a reading are of kinds that their columns can say."""
    for role, token in zip(reading.roles, reading.tokens, strict=True):
        if token.kind in _KINDS_OF_KF and role != "kf_target":
            return False
        if token.kind in _KINDS_OF_TARGETS and role not in _TARGETS:
            return False
    return True


_KINDS_OF_KF = frozenset((LEFT_TO_COUNCIL, SET_LATER, DIRECTION))
_KINDS_OF_TARGETS = frozenset((BAND, CEILING, FLOOR))
_TARGETS = frozenset(("annual_target", "kf_target"))


def _two_values(case: Case) -> Kept | None:
    """'0 100 100 Tertial 1' is not 100 100, '5 100 %' is not 5 100 %.

    No target of a council, or of the city for one, has hundreds of thousands, and no share has thousands.
    """
    if not any(_is_too_large(token.text) for cut in case.place.row.cuts for token in cut.tokens):
        return None
    return is_two_values


def is_two_values(reading: Reading) -> bool:
    """Whether no value of a reading is a number too large to be one: '100 100', '5 100 %'."""
    return True not in [_is_too_large(token.text) for token in reading.tokens]


@functools.lru_cache(maxsize=4096)
def _is_too_large(printed: str) -> bool:
    return _NOT_ONE_NUMBER.search(printed) is not None


_NOT_ONE_NUMBER = regex.compile(r"(?<![\d,])(?:\d{3} \d{3}|\d+ \d{3} \d{3}|\d+ \d{3}(?:,\d+)? ?%)")


def _gender_mark(case: Case) -> Kept | None:
    """In 002 a space before the name is what is left of the icon of an indicator divided by gender."""
    if not _has_no_genders(case):
        return None
    return lambda reading: "outcome_men" not in reading.roles and "outcome_women" not in reading.roles


def _has_no_genders(case: Case) -> bool:
    """Whether the trace of no icon before the name shows that the row has no values for men and women."""
    return case.habits.icon_means_gender and not case.place.row.marked


_VALUES_WITH_GENDERS = 4
"""Outcome, men, women and an årsmål."""


def _values(case: Case) -> int:
    """How many values a row has beside its period."""
    return sum(token.kind != PERIOD for token in case.place.row.tokens)


def _lacks_one_cell(case: Case) -> bool:
    """Whether a row has one value less than the columns that such a row fills.

    Then the empty one may be that of men or of women alone, as likely as another: '100 % 98 % 100 % 95 % VB'.
    """
    place = case.place
    empty = {"period"}
    if place.under_council_goal:
        empty.add("kf_target")
    elif about_year(place.row) and not case.habits.year_rows_have_forecast:
        empty.add("forecast")
    return _values(case) == len(set(place.header.roles) - empty) - 1


def _council_row_has_no_kf(case: Case) -> Kept | None:
    """'100 % 2019' under a nämndmål: the council's own indicator, for which KF has no target."""
    if not case.place.under_council_goal:
        return None
    return lambda reading: reading.get("kf_target") is None


def _cell_break(case: Case) -> Kept | None:
    """'80,8' + '%' broke, so its column is one in which '87,3 %' would not have fitted: the year before's in 002."""
    widths = case.habits.widths
    if not widths.breaks:
        return None
    return lambda reading: all(map(widths.allows, reading.roles, reading.tokens))


def _gender_pair(case: Case) -> Kept | None:
    """Where spaces do not tell, a value for men alone is not assumed, as no other row of the document has one."""
    if not case.habits.genders_stand_together or _lacks_one_cell(case):
        return None

    def stand_together(reading: Reading) -> bool:
        roles = reading.roles
        has_men = "outcome_men" in roles
        return has_men == ("outcome_women" in roles) and (not has_men or "outcome" in roles)

    return stand_together


def _gender_sum(case: Case) -> Kept | None:
    """'39,8 % 2 % 38 %': shares of the whole that add up; '6,9 % 3,8 % 7,4 %': rates around the total."""

    def agrees(reading: Reading) -> bool:
        total, men, women = (reading.get(role) for role in ("outcome", "outcome_men", "outcome_women"))
        if total is None or men is None or women is None:
            return False
        values = (total.number, men.number, women.number)
        if any(value is None for value in values) or len({total.unit, men.unit, women.unit} - {""}) > 1:
            return False
        whole, one, other = (value or 0.0 for value in values)
        if abs(one + other - whole) <= 0.01 * abs(whole) + 0.2:
            return True
        return not lacks_one and min(one, other) <= whole <= max(one, other)

    if not case.place.row.marked or not case.habits.icon_means_gender:
        return None
    lacks_one = _lacks_one_cell(case)
    # Only a row with more values than the other columns can hold must have men and women among them.
    without = len(case.place.header.columns) - 2
    if max(len(cut.tokens) for cut in case.place.row.cuts) <= without:
        return None
    return agrees


def _dash_is_kf_target(case: Case) -> Kept | None:
    """'80 % - År' in 003: KF prints a dash where it sets no target, the council has a figure."""
    if DASH not in case.place.kinds:
        return None
    return lambda reading: all(
        token.kind != DASH or role == "kf_target" for role, token in zip(reading.roles, reading.tokens, strict=True)
    )


def _council_row_prints_target(case: Case) -> Kept | None:
    """A single value in a nämndmål table is the årsmål: the row stands there because the council set one."""
    if not case.place.under_council_goal:
        return None
    return lambda reading: reading.get("annual_target") is not None


def _kf_row_prints_both_targets(case: Case) -> Kept | None:
    """'88 % 88 % 2019' on a KF row: årsmål and KF's target, as the document's other rows have both.

    Not where a cell is a dash or 'Fastställs 2021': then no target may be set. A habit is no law, so it says nothing
    where a row that breaks it is as likely as what it would leave: in a report with the year's outcome a row with two
    values may have that and one target, and where one column is empty it may be that of a target.
    """
    place = case.place
    if place.under_council_goal or not case.habits.kf_rows_print_both_targets:
        return None
    if any(token.kind in (DASH, SET_LATER) for token in place.row.tokens):
        return None
    values = _values(case)
    columns = sum(role != "period" for role in place.header.roles)
    has_forecast = "forecast" in place.header.roles
    if not has_forecast and (values <= len(_TARGETS) or values == columns - 1):
        return None
    if has_forecast and values <= len(_TARGETS) and not about_year(place.row):
        return None
    return lambda reading: reading.get("annual_target") is not None and reading.get("kf_target") is not None


def _year_row_has_no_forecast(case: Case) -> Kept | None:
    """'62 % 77 % 77 % 2019' in a T1 report: an indicator measured once a year gets no forecast."""
    if case.place.under_council_goal or not about_year(case.place.row) or case.habits.year_rows_have_forecast:
        return None
    return lambda reading: reading.get("forecast") is None


def _year_outcome_comes_later(case: Case) -> Kept | None:
    """The outcome of a year is not known in the spring, so a value before the targets is last year's.

    Not in a table in which such a row does have an outcome ('79 76 79 80 81 82 2019', a survey of the spring), nor in a
    report after August, by which most surveys of the year are done.
    """
    if case.place.under_council_goal or "forecast" not in case.place.header.roles or not about_year(case.place.row):
        return None
    if case.habits.reports_after_august or any(
        row.best.get("outcome") and about_year(row.place.row) for row in case.told
    ):
        return None
    outcomes = ("outcome", "outcome_men", "outcome_women")
    return lambda reading: not any(reading.get(role) for role in outcomes)


def _comment_outcome_later(case: Case) -> Kept | None:
    """'Utfallet redovisas i samband med tertialrapport 2': no outcome, or a 0 that the system put there."""
    if "outcome_comes_later" not in case.place.signs:
        return None

    def keep(reading: Reading) -> bool:
        outcome = reading.get("outcome")
        zero = any(token.number == 0 for token in reading.tokens[:1])
        return outcome is None and not zero if not zero else outcome is not None and outcome.number == 0

    return keep


def _comment_outcome(case: Case) -> Kept | None:
    """'Antalet … har minskat under årets tre första månader': the row has an outcome of the period."""
    signs = case.place.signs
    if "outcome_is_discussed" not in signs or "outcome_comes_later" in signs:
        return None
    return lambda reading: reading.get("outcome") is not None


_LONGER_WORD = regex.compile(r"\p{L}{5,}")
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?=\d)[^.!?]+)*")
_TARGET_WORDS = re.compile(r"mål|prognos|föregående|förra|tidigare|jämför|staden som helhet|stadens", re.I)


def _prose_outcome(case: Case) -> Kept | None:
    """'… berodde 34 procent under årets första tre månader …': the text states a figure of the row as a result.

    Only a percentage that stands once in the row, in a sentence that is not about targets or earlier years and that
    shares two longer words with the indicator's name.
    """
    if "outcome" not in case.place.header.roles:
        return None
    firsts = {token.number for token in case.place.row.tokens[:1] if token.number and token.ends_with_percent()}
    for number in firsts:
        if sum(token.number == number for token in case.place.row.tokens) != 1:
            continue
        printed = f"{number:g}".replace(".", ",")
        prose = case.place.prose()
        if printed not in prose:
            continue
        # What an expression begins with letter by letter is looked for much faster than what stands before it.
        figure = re.compile(rf"{re.escape(printed)}(?<![\d,]{re.escape(printed)})\s*(?:procent|%)")
        if figure.search(prose) is None:
            continue
        name_words = {word[:6] for word in _LONGER_WORD.findall(case.place.row.name.casefold())}
        for sentence in _SENTENCE.findall(prose):
            if not figure.search(sentence) or _TARGET_WORDS.search(sentence):
                continue
            words = {word[:6] for word in _LONGER_WORD.findall(sentence.casefold())}
            if len(words & name_words) >= 2:
                return lambda reading, number=number: (  # type: ignore[misc]
                    (outcome := reading.get("outcome")) is not None and outcome.number == number
                )
    return None


def speaks_against(case: Case, best: Reading, options: Sequence[Reading]) -> bool:
    """Whether the text above the table states a figure as the outcome that a reading has in another column."""
    keep = _prose_outcome(case)
    return keep is not None and not keep(best) and any(keep(reading) for reading in options)


def _council_row_has_no_previous(case: Case) -> Kept | None:
    """'8 50 50 Tertial 1 2019' under a nämndmål: the council's own indicators in 002 have no year before."""
    if not case.place.under_council_goal or case.habits.council_rows_have_previous or about_year(case.place.row):
        return None
    if _values(case) >= _VALUES_WITH_GENDERS and not _has_no_genders(case):
        # '68 % 70 % 74 % 75 %': the two in the middle are those of men and women, or the year before's and a forecast.
        return None
    return lambda reading: reading.get("previous_outcome") is None


def _table_prints_forecast(case: Case) -> Kept | None:
    """'39,8 % 2 % 38 % 41 % 41 % 41 %': the value that repeats the årsmål is the forecast, not the year before's.

    So where all tertial rows of the table that can be told have a forecast, and one alone shows nothing.
    """
    if about_year(case.place.row) or case.place.under_council_goal:
        return None
    others = [
        row
        for row in case.told
        if not row.place.under_council_goal
        and not about_year(row.place.row)
        and "forecast" in row.place.header.roles
        and "table_prints_forecast" not in row.evidence
    ]
    if len(others) < _ROWS_THAT_SHOW or not all(row.best.get("forecast") for row in others):
        return None

    def repeats_target(reading: Reading) -> bool:
        target = reading.get("annual_target")
        # '90 % 90 % 98 %': the first value may be the outcome as well, which then reached the target.
        reached = reading.get("outcome") if reading.roles[:2] == ("outcome", "annual_target") else None
        before = reading.get("forecast") or reached
        return target is not None and before is not None and before.number == target.number

    return repeats_target


_ROWS_THAT_SHOW = 2


def _sister_row(case: Case) -> Kept | None:
    """'Nämndens budgetföljsamhet före …' reads as '… efter …' beside it, where a cell break shows the year before."""
    row = case.place.row
    sisters = {
        other.best.roles
        for other in case.told
        if "sister_row" not in other.evidence
        and len(other.best.roles) == len(row.tokens)
        and other.place.row.marked == row.marked
        and [token.kind for token in other.best.tokens] == [token.kind for token in row.tokens]
        and fuzz.ratio(other.place.row.name, row.name) >= _SISTER_SIMILARITY
    }
    if len(sisters) != 1:
        return None
    return lambda reading: reading.roles in sisters


REASONS: tuple[Reason, ...] = (
    # What the layout alone says, before any reason of content is weighed.
    Reason("all_columns_filled", "as many values as columns"),
    Reason("empty_cell_spaces", "each space beyond the first shows an empty cell, as in the document's other rows"),
    Reason("no_value_printed", "nothing but the period is printed"),
    Reason("period_missing", "the period is not found, so that other cells may be missing too"),
    Reason("no_reading_fits", "the values do not fit the columns of the header"),
    Reason("unknown_title", "the table's header, or the one right below, has a title that is not known"),
    Reason("goal_unread", "the label of a goal above could not be read, so that the row's goal is not known"),
    # What keeps a row from being told whatever its columns are.
    Reason("several_readings", "nothing tells the readings apart"),
    Reason("spaces_fit_no_reading", "the spaces of the row are those of no reading, as they are in the other rows"),
    Reason("unknown_value", "a cell says what is no known value"),
    Reason("unknown_period", "the period is of an unknown form, or of another than most rows have"),
    Reason("in_comment", "the comment of the row above may go on here"),
    Reason("other_table", "another table may have begun between the header and the row"),
    Reason("page_break_undecided", "nothing tells whether what stands at the page break belongs to the name"),
    Reason("number_split", "the values that fill the columns are one number in print, so that a cell may not be seen"),
    Reason("name_end", "the name may end in several places"),
    Reason("name_in_doubt", "the name begins or ends as none does, or holds what belongs to a cell"),
    Reason("one_weak_reason", "the columns rest on one weak reason"),
    Reason("text_speaks_against", "the text states a figure of the row as what the columns would not say"),
    # The firmest first.
    Reason(
        "kind_of_value",
        "words such as 'Tas fram av nämnd' and 'öka' are KF's, bands and ceilings are targets",
        _kind_of_value,
        firm=True,
        between_cuts=True,
    ),
    Reason(
        "two_values",
        "two numbers with a space between are two values where one number would be too large",
        _two_values,
        firm=True,
        between_cuts=True,
    ),
    Reason(
        "gender_mark",
        "no icon before the name, so no values for men and women, as in the document's other rows",
        _gender_mark,
        firm=True,
        between_cuts=True,
    ),
    Reason(
        "council_row_has_no_kf",
        "a row under a nämndmål has no KF target",
        _council_row_has_no_kf,
        firm=True,
        between_cuts=True,
    ),
    Reason(
        "cell_break",
        "the width of the columns, as the document's complete rows break in them",
        _cell_break,
        firm=True,
        between_cuts=True,
    ),
    Reason("gender_sum", "the values for men and women add up to the total or lie around it", _gender_sum, firm=True),
    Reason("gender_pair", "values for men and women stand together", _gender_pair, firm=True),
    Reason("dash_is_kf_target", "a dash says that KF sets no target", _dash_is_kf_target, firm=True),
    Reason(
        "council_row_prints_target",
        "a council's own indicator is printed with its årsmål",
        _council_row_prints_target,
        firm=True,
    ),
    Reason(
        "kf_row_prints_both_targets",
        "a KF indicator has an årsmål and KF's target",
        _kf_row_prints_both_targets,
        firm=True,
    ),
    Reason(
        "year_row_has_no_forecast",
        "no KF row about a whole year has so many values that a forecast must be among them",
        _year_row_has_no_forecast,
        firm=True,
    ),
    Reason(
        "comment_outcome_later",
        "the comment says that the outcome is reported later",
        _comment_outcome_later,
        firm=True,
    ),
    Reason(
        "comment_outcome", "the comment speaks of the outcome of the period", _comment_outcome, firm=True, weak=True
    ),
    Reason(
        "prose_outcome",
        "the text above the table states the figure as the outcome",
        _prose_outcome,
        firm=True,
        weak=True,
    ),
    # By the example of rows that the firm reasons can tell.
    Reason(
        "year_outcome_comes_later",
        "a report of the spring has no outcome of the whole year yet",
        _year_outcome_comes_later,
    ),
    Reason(
        "council_row_has_no_previous",
        "no row under a nämndmål of the document has a value of the year before",
        _council_row_has_no_previous,
    ),
    Reason("table_prints_forecast", "the rows of the table that can be told have a forecast", _table_prints_forecast),
    Reason("sister_row", "read as the row of nearly the same name beside it", _sister_row, weak=True),
)
"""The closed list of what may stand in `evidence`, in the order in which it is weighed."""


def reasons_in_words(codes: Iterable[str]) -> str:
    """The reasons of some codes as one sentence, for the `note` of a row."""
    return "; ".join([_WORDS[code] for code in codes])


_WORDS = {reason.code: reason.words for reason in REASONS}
