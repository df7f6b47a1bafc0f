"""Which value stands in which column: the readings that a row allows.

A reading puts the values of a row, in their order, into the columns of the header. With as many values as columns
there is one; with fewer, some columns are empty and the question is which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice, pairwise
from typing import NamedTuple

import regex

from ingestion.extraction.headers import Header
from ingestion.extraction.text.names import asks_for_number
from ingestion.extraction.text.printed import PrintedRow
from ingestion.extraction.tokens import DIRECTION, LEFT_TO_COUNCIL, NUMBER, PERIOD, SET_LATER, Token
from ingestion.extraction.vocabulary import vocabulary

MOST_READINGS = 4_000


class Reading(NamedTuple):
    """A name, and values by column role in printed order; columns that are not named are empty."""

    name: str
    roles: tuple[str, ...]
    tokens: tuple[Token, ...]

    def get(self, role: str) -> Token | None:
        """The value in a column, None where the column is empty."""
        return self.tokens[self.roles.index(role)] if role in self.roles else None

    def texts(self) -> dict[str, str]:
        """Printed text by column role."""
        return {role: token.text for role, token in zip(self.roles, self.tokens, strict=True)}


def all_readings(row: PrintedRow, header: Header) -> list[Reading]:
    """Every way to end the row's name and to put its values into the header's columns, keeping their order.

    A period stands in the period column and nothing else does; a row with no values has one reading, the empty one.
    """
    found: list[Reading] = []
    for cut in row.cuts:
        name, tokens = cut
        columns = islice(_columns_for(header.roles, tokens), MOST_READINGS - len(found))
        found += [Reading(name, roles, tokens) for roles in columns]
        if len(found) >= MOST_READINGS:
            break
    return found


def _columns_for(roles: tuple[str, ...], tokens: Sequence[Token]) -> Iterator[tuple[str, ...]]:
    """The columns that values can stand in: a period in its own, the others before and after it as they stand."""
    periods = [index for index, token in enumerate(tokens) if token.kind == PERIOD]
    if not periods:
        yield from combinations([role for role in roles if role != "period"], len(tokens))
    elif len(periods) == 1 and "period" in roles:
        before, after = roles[: roles.index("period")], roles[roles.index("period") + 1 :]
        for first in combinations(before, periods[0]):
            for last in combinations(after, len(tokens) - periods[0] - 1):
                yield (*first, "period", *last)


_YEAR = regex.compile(r"(?:19|20)\d\d")


def splits_number(reading: Reading) -> bool:
    """Whether a reading makes two values of what is one number with its unit: '9 266 st' of a bare 9 and 266 st."""
    return any(
        after.spaces_before == 1
        and before.kind == NUMBER
        and _BEFORE_GROUP.fullmatch(before.text) is not None
        and not before.unit
        and after.unit not in ("", "%")
        and _GROUP.match(after.text) is not None
        for before, after in pairwise(reading.tokens)
    )


_BEFORE_GROUP, _GROUP = regex.compile(r"[1-9]\d?"), regex.compile(r"\d{3}(?![\d,])")


def live_names(row: PrintedRow) -> frozenset[str]:
    """The names of a row's cuts that a reader could take for its name where nothing shows where that ends.

    The first is that with the longest run of values behind it. Another, '… nivå 3' instead of '… nivå' with '3' for the
    first cell, is one where the values before its end are not of the kind of those behind: bare where those have a
    unit, or of another unit; one that looks like a year; or one for which the words before it ask.
    """
    first = row.cuts[0]
    names = {first.name}
    for cut in row.cuts[1:]:
        if cut.name in names:
            continue
        longest = next(other for other in row.cuts if other.name == first.name)
        moved = longest.tokens[: max(0, len(longest.tokens) - len(cut.tokens))]
        if len(cut.name) <= len(first.name):
            continue
        year = any(_YEAR.fullmatch(token.text) for token in moved)
        if year or _differ(moved, cut.tokens) or asks_for_number(first.name, vocabulary()):
            names.add(cut.name)
    return frozenset(names)


def _differ(moved: Sequence[Token], rest: Sequence[Token]) -> bool:
    """Whether values that may belong to a name differ in unit from the cells of the row."""
    units = {token.unit for token in rest if token.unit}
    words = any(token.kind in (LEFT_TO_COUNCIL, SET_LATER, DIRECTION) for token in rest)
    for token in moved:
        # No name ends with a share, and hardly one with a nought.
        if token.unit == "%" or token.kind == PERIOD or token.number == 0:
            continue
        if not token.unit and (units or words):
            return True
        if token.unit and not any(token.unit.startswith(unit) or unit.startswith(token.unit) for unit in units):
            return bool(units) or any(other.kind == NUMBER for other in rest)
    return False


def fitting_readings(row: PrintedRow, header: Header) -> list[Reading]:
    """The readings of a row whose empty columns are exactly those that its spaces show; of each cut at most one.

    In the texts of 000, 001 and 004 every cell is followed by a space, an empty one too: `100 %  Tertial` has one empty
    cell between, three spaces at the start of a line are three empty cells.
    """
    fitting = ((cut, _columns_by_spaces(cut.tokens, header.roles)) for cut in row.cuts)
    return [Reading(cut.name, roles, cut.tokens) for cut, roles in fitting if roles is not None]


def _columns_by_spaces(tokens: Sequence[Token], roles: tuple[str, ...]) -> tuple[str, ...] | None:
    """The columns in which values stand by the spaces before them; None where they do not end with the last column.

    Nor do they where a period would stand in another column than its own, or something else there.
    """
    found: list[str] = []
    position = 0
    for token in tokens:
        position += max(0, token.spaces_before - 1)
        if position >= len(roles) or (roles[position] == "period") is not (token.kind == PERIOD):
            return None
        found.append(roles[position])
        position += 1
    return tuple(found) if position == len(roles) else None
