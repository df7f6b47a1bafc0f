"""What is said of a document, weighed: councils, witnesses with their lines, and answers with their candidates."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_CLEARLY_MORE = 2.0
_SHOWN_CANDIDATES = 3
_SHOWN_WITNESSES = 8


@dataclass(frozen=True)
class District:
    """A district council: its id, its name, and the days between which it existed (valid_to None: still does)."""

    district_id: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None
    current_district_id: str

    def existed_on(self, day: dt.date) -> bool:
        """Whether the council existed on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def existed_in(self, year: int) -> bool:
        """Whether the council existed on any day of the year (mergers fell in the middle of one)."""
        return self.valid_from.year <= year and (self.valid_to is None or self.valid_to.year >= year)


def read_districts(path: Path) -> tuple[District, ...]:
    """The councils of seeds/districts.csv, in its order.

    Raises OSError when the file cannot be read and ValueError when a date or a column is not as it should be.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        return _districts_of(handle.read())


# The list is read anew for each of thousands of documents, and is the same.
@functools.lru_cache(maxsize=1)
def _districts_of(content: str) -> tuple[District, ...]:
    return tuple(
        District(
            district_id=row["district_id"],
            name=row["name"],
            valid_from=dt.date.fromisoformat(row["valid_from"]),
            valid_to=dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            current_district_id=row["current_district_id"],
        )
        for row in csv.DictReader(io.StringIO(content, newline=""))
    )


@dataclass(frozen=True)
class Evidence:
    """One witness: what kind it is, what it says, on which line, with what weight, and the words themselves."""

    kind: str
    value: str
    line: int
    weight: float
    text: str


@dataclass(frozen=True)
class Answer:
    """What the evidence says: the value, or None where it does not decide; candidates with their weight, best first."""

    value: str | None
    candidates: tuple[tuple[str, float], ...]
    evidence: tuple[Evidence, ...]

    def strongest(self, value: str) -> Evidence | None:
        """The weightiest witness for a value, the first of equals."""
        mine = [one for one in self.evidence if one.value == value]
        return max(mine, key=lambda one: (one.weight, -one.line)) if mine else None

    def witnesses(self) -> tuple[Evidence, ...]:
        """The strongest witness of each kind for each of the first candidates, by line: what a person reads."""
        best: dict[tuple[str, str], Evidence] = {}
        for one in self.evidence:
            known = best.get((one.value, one.kind))
            if known is None or (one.weight, -one.line) > (known.weight, -known.line):
                best[one.value, one.kind] = one
        shown = [value for value, _weight in self.candidates[:_SHOWN_CANDIDATES]]
        kept = sorted((one for one in best.values() if one.value in shown), key=lambda one: (-one.weight, one.line))
        # Each candidate keeps its strongest witness, however many the first one has.
        first = [witness for value in shown if (witness := self.strongest(value)) is not None]
        chosen = dict.fromkeys([*first, *kept][: max(_SHOWN_WITNESSES, len(first))])
        return tuple(sorted(chosen, key=lambda one: (one.line, -one.weight)))

    def describe(self) -> str:
        """'norrmalm (line 3: Norrmalms stadsdelsnämnd), ostermalm (line 400: …)', or 'no candidate'."""
        said = []
        for value, _weight in self.candidates[:_SHOWN_CANDIDATES]:
            witness = self.strongest(value)
            said.append(value if witness is None else f"{value} (line {witness.line}: {witness.text})")
        return ", ".join(said) or "no candidate"


def weigh(evidence: Sequence[Evidence], enough: float) -> Answer:
    """The value with enough weight and at least twice that of the next; None where there is no such value."""
    weights: dict[str, float] = defaultdict(float)
    for one in evidence:
        weights[one.value] += one.weight
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    value = None
    if ranked and ranked[0][1] >= enough:
        rival = ranked[1][1] if len(ranked) > 1 else 0.0
        if ranked[0][1] >= _CLEARLY_MORE * rival:
            value = ranked[0][0]
    return Answer(value, tuple((name, round(weight, 2)) for name, weight in ranked), tuple(evidence))
