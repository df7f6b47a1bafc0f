"""Which value stands in which column: the readings that a row allows.

A reading puts the values of a row, in their order, into the columns of the header. With as many values as columns
there is one; with fewer, some columns are empty and the question is which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from ingestion.extraction.headers import Header
from ingestion.extraction.text.rows import PrintedRow
from ingestion.extraction.tokens import PERIOD, Token

MOST_READINGS = 4_000


@dataclass(frozen=True, slots=True)
class Reading:
    """Values by column role, in printed order; columns that are not named are empty."""

    roles: tuple[str, ...]
    tokens: tuple[Token, ...]

    def get(self, role: str) -> Token | None:
        """The value in a column, None where the column is empty."""
        return self.tokens[self.roles.index(role)] if role in self.roles else None

    def texts(self) -> dict[str, str]:
        """Printed text by column role."""
        return {role: token.text for role, token in zip(self.roles, self.tokens, strict=True)}


def all_readings(row: PrintedRow, header: Header) -> list[Reading]:
    """Every way to put the row's values into the header's columns, keeping their order.

    A period stands in the period column and nothing else does; a row with no values has one reading, the empty one.
    """
    found: list[Reading] = []
    for tokens in row.cuts:
        for roles in islice(_columns_for(header.roles, tokens), MOST_READINGS - len(found)):
            found.append(Reading(roles, tokens))
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


def spaces_fit(reading: Reading, header: Header) -> bool:
    """Whether the spaces show exactly the empty columns of a reading.

    In the texts of 000, 001 and 004 every cell is followed by a space, an empty one too: `100 %  Tertial` has one empty
    cell between, three spaces at the start of a line are three empty cells.
    """
    position = 0
    order = header.roles
    for role, token in zip(reading.roles, reading.tokens, strict=True):
        index = order.index(role)
        if index - position != max(0, token.spaces_before - 1):
            return False
        position = index + 1
    return position == len(order)
