"""Whose report a text is, of what kind and about which year, told by the text alone.

No report of the family names its kind and year on a cover that survives text extraction, and other councils
and other years stand all over the text ("verksamhetsplan 2021" stands in a plan for 2022, and Rinkeby-Kista
is named oftener than Spånga-Tensta in Spånga-Tensta's own plan). So every answer is weighed: each piece of
evidence has a kind, a value, the line where it stands and a weight; an answer is given only where one
candidate has enough weight and at least twice that of the next. Otherwise the answer is None and the
candidates are kept, so that a message can show them.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

REPORTS = ("VP", "T1", "T2", "VB")

_NBSP = "\u00a0\u2007\u202f"
_DASHES = "\u2010\u2011\u2013\u2014"

# A council that decides is the strongest witness of its own report; an administration or an area is also
# named where a neighbour does something there, so it counts less.
_BODY_WEIGHTS = {"nämnd": 3.0, "förvaltning": 2.0, "område": 2.0}
_OPENING_LINES = 40
_OPENING_WEIGHT = 6.0
_COUNCIL_GOAL_WEIGHT = 3.0
_LIST_OF_BODIES_WEIGHT = 1.0
_ENOUGH_DISTRICT = 4.0
_ENOUGH_YEAR = 2.5
_ENOUGH_REPORT = 1.0
_CLEARLY_MORE = 2.0

# "tillsammans med Rinkeby-Kista", "i samverkan med Skarpnäcks och Farstas", "samarbetet med, bland andra,
# Rinkeby-Kista", "drivs gemensamt med Farstas och Skarpnäcks": the one named after it is somebody else.
_PARTNER = re.compile(
    r"\b(?:med|mellan)\b(?:,? (?:bl\.a\.|bland andra|bland annat),?)?(?: [^.;:]{0,60}(?:,| och| samt))? $"
)
# "exploateringsnämnden, stadsbyggnadsnämnden, Rinkeby-Kista stadsdelsnämnd samt": one of several in a
# commission.
_LISTED = re.compile(r"(?:nämnden|nämnd|förvaltningen)(?:,| och| samt) $")
# "RVC Sydväst drivs av Skärholmens stadsdelsförvaltning på uppdrag av", "överförts från Kungsholmens": others
# do it.
_ELSEWHERE = re.compile(r"\b(?:drivs av|från|för|till|åt) $")
_BODY = re.compile(r" stadsdels(nämnd|förvaltning|område)")
_COUNCIL_GOAL = re.compile(r"Nämndmål: ?[^:]{0,100}$")
_COUNCIL_GOAL_REACH = 102


@dataclass(frozen=True)
class District:
    """A district council: its id, its name, and the days between which it existed (valid_to None: still does)."""

    district_id: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None
    current_district_id: str

    def existed_in(self, year: int) -> bool:
        """Whether the council existed on any day of the year (mergers fell in the middle of one)."""
        return self.valid_from.year <= year and (self.valid_to is None or self.valid_to.year >= year)


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

    def describe(self) -> str:
        """'norrmalm (line 3: Norrmalms stadsdelsnämnd), ostermalm (line 400: …)', or 'no candidate'."""
        said = []
        for value, _weight in self.candidates[:3]:
            witness = self.strongest(value)
            said.append(value if witness is None else f"{value} (line {witness.line}: {witness.text})")
        return ", ".join(said) or "no candidate"


@dataclass(frozen=True)
class Identity:
    """District id, report kind (VP, T1, T2, VB) and year (four digits as text), each as the text tells it."""

    district: Answer
    report: Answer
    year: Answer


def read_districts(path: Path) -> tuple[District, ...]:
    """The councils of seeds/districts.csv, in its order.

    Raises OSError when the file cannot be read and ValueError when a date or a column is not as it should be.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        return tuple(
            District(
                district_id=row["district_id"],
                name=row["name"],
                valid_from=dt.date.fromisoformat(row["valid_from"]),
                valid_to=dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                current_district_id=row["current_district_id"],
            )
            for row in csv.DictReader(handle)
        )


def detect(lines: Sequence[str], districts: Sequence[District]) -> Identity:
    """Weigh what the lines of a text say of its council, kind and year (line 1 is lines[0])."""
    words = _words(lines)
    prose = _Stream(words, separator=" ")
    squeezed = _Stream(words, separator="")
    headers = _headers(squeezed)
    year = _answer(_year_evidence(prose, headers), _ENOUGH_YEAR)
    report = _answer(_report_evidence(squeezed, headers, year.value), _ENOUGH_REPORT)
    existing = [one for one in districts if year.value is None or one.existed_in(int(year.value))]
    district = _answer(_district_evidence(prose, existing), _ENOUGH_DISTRICT)
    return Identity(district=district, report=report, year=year)


def _words(lines: Sequence[str]) -> list[list[str]]:
    """The words of each line, with every kind of dash and space made plain: the whole text at once, for speed."""
    text = "\n".join(lines)
    for signs, plain in ((_DASHES, "-"), (_NBSP, " ")):
        for sign in signs:
            text = text.replace(sign, plain)
    return [line.split() for line in text.split("\n")]


class _Stream:
    """The text of a document as one string that can tell the line of each of its characters.

    With a separator of one space, wrapped sentences can be searched ("Rinkeby-" + "Kista" becomes
    "Rinkeby-Kista"); with none, words that the text broke without a hyphen can ("Perio" + "dens" in the
    header of a narrow column).
    """

    def __init__(self, words_by_line: Sequence[Sequence[str]], separator: str) -> None:
        parts: list[str] = []
        self._starts: list[int] = []
        self._lines: list[int] = []
        length = 0
        filled = 0
        self.opening_ends = 0
        for number, words in enumerate(words_by_line, start=1):
            if not words:
                continue
            piece = separator.join(words)
            if not piece.endswith("-"):
                piece += separator
            self._starts.append(length)
            self._lines.append(number)
            parts.append(piece)
            length += len(piece)
            filled += 1
            if filled == _OPENING_LINES:
                self.opening_ends = length
        self.text = "".join(parts)
        if filled < _OPENING_LINES:
            self.opening_ends = length

    def line(self, offset: int) -> int:
        return self._lines[bisect_right(self._starts, offset) - 1]


@dataclass(frozen=True)
class _Header:
    """One header of an indicator table, squeezed: 'IndikatorÅrsmålKF:sårsmålPeriodicitet'."""

    text: str
    line: int
    start: int
    end: int


# An indicator table's header from 'Indikator' to its last column. It may be spread over 23 lines with words
# broken anywhere ('Progno' + 's helår'), which the squeezed text undoes; 'Periodens' is a column's first
# word, not the end.
_HEADER = re.compile(r"Indikator(?:(?!Indikator).){0,200}?(?:Periodicitet|Period(?!ens|icitet))")


def _headers(squeezed: _Stream) -> tuple[_Header, ...]:
    return tuple(
        _Header(match[0], squeezed.line(match.start()), match.start(), match.end())
        for match in _HEADER.finditer(squeezed.text)
        if "rsmål" in match[0]
    )


def _report_evidence(squeezed: _Stream, headers: Sequence[_Header], year: str | None) -> list[Evidence]:
    """The kind by the table's own header.

    A plan has Periodicitet, a spring or autumn report a forecast, an annual report neither; which of the two tertials
    is told by the Period cells ('Tertial 1 2019') outside the headers.
    """
    found: list[Evidence] = []
    tertial = None
    for header in headers:
        if header.text.endswith("Periodicitet") and "utfall" not in header.text:
            found.append(Evidence("table_header", "VP", header.line, 1.0, "column Periodicitet"))
        elif "Prognoshelår" in header.text:
            tertial = tertial or header
        elif "utfall" in header.text:
            found.append(Evidence("table_header", "VB", header.line, 1.0, "outcome columns without Prognos helår"))
    if tertial is None:
        return found
    wanted = year or r"20\d\d"
    cells = [
        Evidence("period_cell", f"T{match[1]}", squeezed.line(match.start()), 1.0, f"Tertial {match[1]} {match[2]}")
        for match in re.finditer(rf"Tertial(?<!utfallTertial)([12])({wanted})(?!\d)", squeezed.text)
    ]
    if cells:
        return found + cells
    halves = [Evidence("table_header", kind, tertial.line, 1.0, "column Prognos helår") for kind in ("T1", "T2")]
    return found + halves


def _year_evidence(prose: _Stream, headers: Sequence[_Header]) -> list[Evidence]:
    """Years, each kind of evidence with a fixed weight that its witnesses share.

    Sharing keeps a hundred dates of activities from outvoting a table's own header: what counts is how united
    the witnesses of a kind are.
    """
    kinds: dict[str, tuple[float, list[tuple[str, int, str]]]] = {}

    def add(kind: str, weight: float, witnesses: Iterable[tuple[str, int, str]]) -> None:
        kinds[kind] = (weight, list(witnesses))

    # An expression that begins with letters is searched many times as fast as one that begins with a boundary: what
    # must stand before them is looked at behind them.
    def found(*patterns: str) -> Iterable[tuple[str, int, str]]:
        matches = (match for pattern in patterns for match in re.finditer(pattern, prose.text))
        for match in sorted(matches, key=lambda match: match.start()):
            yield match["year"], prose.line(match.start()), match[0].strip()

    # 'KF:s årsmål år 2024' is the year of the plan; 'Periodens utfall VB 2018' is the year before the
    # report's.
    stated = [
        (m[1], h.line, f"KF:s årsmål år {m[1]}") for h in headers if (m := re.search(r"rsmål(?:år)?(20\d\d)", h.text))
    ]
    before = [
        (str(int(m[1]) + 1), h.line, f"column VB {m[1]}")
        for h in headers
        if (m := re.search(r"utfallVB(20\d\d)", h.text))
    ]
    add("header_year", 10.0, stated)
    add("header_year_before", 8.0, before)
    # Period cells: 'Tertial 1 2019', 'Halvår 1 2019', 'VB 2021', but not the header's 'Periodens utfall VB
    # 2020'.
    add(
        "period_cell",
        8.0,
        found(
            r"Tertial (?<!utfall Tertial )(?<!\wTertial )[12] (?P<year>20\d\d)\b",
            r"Halvår (?<!utfall Halvår )(?<!\wHalvår )[12] (?P<year>20\d\d)\b",
            r"VB (?<!utfall VB )(?<!\wVB )(?P<year>20\d\d)\b",
        )
        if headers
        else (),
    )
    # 'godkänner förvaltningens förslag till verksamhetsplan 2021', 'godkänner verksamhetsplan 2024'
    add(
        "decision",
        6.0,
        found(
            r"godkänner (?:\w+ ){0,4}(?:verksamhetsplan(?:en)?|verksamhetsberättelse(?:n)?)(?: för)?(?: år)? "
            r"(?P<year>20\d\d)\b"
        ),
    )
    # 'har under verksamhetsåret 2021 bidragit'
    add("year_of_operation", 3.0, found(r"verksamhetsåret (?<!\wverksamhetsåret )(?P<year>20\d\d)\b"))
    # 'Fastställs 2021', also broken as 'Fastställ' + 's  2021': KF sets the level later in the plan's year.
    add("set_later", 2.0, found(r"Fastställ ?s (?P<year>20\d\d)\b"))
    # Activities run within the report's year: '2022-01-01 2022-12-31'.
    add("activity_dates", 4.0, found(r"(?P<year>20\d\d)(?<!\w20\d\d)-\d\d-\d\d\b"))
    add(
        "under_year",
        3.0,
        found(r"under (?<!\wunder )(?:år )?(?P<year>20\d\d)\b", r"Under (?<!\wUnder )(?:år )?(?P<year>20\d\d)\b"),
    )
    evidence = []
    for kind, (weight, witnesses) in kinds.items():
        for value, line, text in witnesses:
            evidence.append(Evidence(kind, value, line, weight / len(witnesses), text))
    return evidence


def _district_evidence(prose: _Stream, districts: Sequence[District]) -> list[Evidence]:
    """Councils named as a body: 'Norrmalms stadsdelsnämnd', '… stadsdelsförvaltning', '… stadsdelsområde'.

    Partners are left out, the council that the opening names first weighs most; a place name alone proves nothing.
    """
    if not districts:
        return []
    by_name = {one.name.casefold(): one.district_id for one in districts}
    # Longest first: 'Hägersten-Älvsjö' is not 'Älvsjö'. Genitive: 'Norra innerstadens',
    # 'Enskede-Årsta-Vantörs'.
    names = "|".join(re.escape(one.name) for one in sorted(districts, key=lambda one: -len(one.name)))
    pattern = re.compile(rf"(?<![\w-])({names})s?(?![\w-])", re.IGNORECASE)
    found: list[Evidence] = []
    opened = False
    longest = max(len(one.name) for one in districts) + 1
    for match in _mentions(prose.text, pattern, longest):
        value = by_name[match[1].casefold()]
        before = prose.text[max(0, match.start() - 120) : match.start()]
        line = prose.line(match.start())
        body = _BODY.match(prose.text, match.end())
        if _PARTNER.search(before):
            continue
        if body is None:
            if _COUNCIL_GOAL.search(before):
                found.append(Evidence("council_goal", value, line, _COUNCIL_GOAL_WEIGHT, match[0]))
            continue
        words = match[0] + body[0]
        if body[1] == "nämnd" and not opened and match.start() < prose.opening_ends:
            opened = True
            found.append(Evidence("opening", value, line, _OPENING_WEIGHT, words))
        elif _LISTED.search(before) or (_ELSEWHERE.search(before) and body[1] != "område"):
            found.append(Evidence("listed", value, line, _LIST_OF_BODIES_WEIGHT, words))
        else:
            found.append(Evidence("body", value, line, _BODY_WEIGHTS[body[1]], words))
    return found


def _mentions(text: str, names: re.Pattern[str], longest: int) -> list[re.Match[str]]:
    """The names that can tell something, in order: right before a body's name, or after 'Nämndmål:'.

    Looking for the names of hundreds of councils at every letter of a report would take longer than reading its tables.
    """
    found: dict[int, re.Match[str]] = {}
    for body in _BODY.finditer(text):
        for match in names.finditer(text, max(0, body.start() - longest), body.end()):
            if match.end() >= body.start():
                if match.end() == body.start():
                    found[match.start()] = match
                break
    for label in re.finditer("Nämndmål:", text):
        for match in names.finditer(text, label.end(), label.end() + _COUNCIL_GOAL_REACH + longest):
            found[match.start()] = match
    return [found[start] for start in sorted(found)]


def _answer(evidence: Sequence[Evidence], enough: float) -> Answer:
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
