"""Whose report a text is: an author, not a mention.

A report names its author in a few places: the title ("Verksamhetsplan 2018 för Farsta stadsdelsnämnd"), the addressee
("Till Farsta stadsdelsnämnd"), the decision ("Farsta stadsdelsnämnd godkänner verksamhetsplan 2018"), the letterhead,
a footer, the subject of its first sentence. Everything else only mentions somebody: other councils, boards and units
stand all over the text of every report, and Rinkeby-Kista is named oftener than Spånga-Tensta in Spånga-Tensta's own
plan. Mentions decide only where no author is named (the spring report of 2019 has none).
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingestion.documents.evidence import Answer, District, Evidence, weigh
from ingestion.documents.names import COUNCIL, OTHER_COUNCIL, STAFF, UNKNOWN, Named, Names, author_words, is_name
from ingestion.documents.running_text import Opening, RunningText
from ingestion.documents.titles import Title, title_reports

# How much a place tells of the author. A title that says for whom outweighs all; a letterhead also names the
# department that wrote the report; the first sentence may speak of a neighbour.
_WEIGHTS = {
    "title_for": 30.0,
    "title": 20.0,
    "decision": 20.0,
    "addressee": 16.0,
    "letterhead": 12.0,
    "footer": 12.0,
    "subject": 10.0,
}
# Every report goes to kommunstyrelsen in the end, and its pages may have the planning system's own header
# ("Stadsledningskontoret Dnr 1.1-123/2022"): both tell of an author only where no council is named.
_ADDRESSED_TO_THE_CITY = 1.0
_HEADED_BY_THE_CITY = 9.0
_ENOUGH = 4.0
_OFTEN = 12.0
_MENTIONS_BESIDE_AN_AUTHOR = 5.0
# A council that decides is the strongest witness of its own report; an administration or an area is also
# named where a neighbour does something there, so it counts less.
_BODY_WEIGHTS = {"nämnd": 3.0, "förvaltning": 2.0, "område": 2.0, "sdn": 3.0, "sdf": 2.0}
_COUNCIL_GOAL_WEIGHT = 3.0
_LIST_OF_BODIES_WEIGHT = 1.0
_LETTERHEAD_LINES = 12
_MINUTES_LINES = 14
_SUBJECT_LINES = 40
_FIRST_LINES = 6
_FOOTERS = 3
_LONGEST_FOOTER = 60
_PARAGRAPHS_OF_MINUTES = 3

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
_BODY = re.compile(r" (?:stadsdels(nämnd|förvaltning|område)|(sdn|sdf|SDN|SDF)\b)")
_LONG_BODY = re.compile(r" stadsdels(nämnd|förvaltning|område)")
# 'Farsta sdn' is looked for where the author is named, not in the whole text.
_SHORT_BODY = re.compile(r" (?:sdn|sdf|SDN|SDF)\b")
_BEGINNING = 12_000
_COUNCIL_GOAL = re.compile(r"Nämndmål: ?[^:]{0,100}$")
_COUNCIL_GOAL_REACH = 102
_FOOTER = re.compile(r"nämnd|NÄMND|förvaltning|FÖRVALTNING|styrelse|STYRELSE|kontor|KONTOR|kommun|KOMMUN|fullmäktige")
# What page footers hold beside the name: 'Sid 18 (84)', 'stockholm.se', '08-508 18 000', 'Box 000'.
_FURNITURE = re.compile(r"\bSida? \d|\bSID \d|stockholm\.se|\b08-\d|^Box \d|jänsteutlåtande")
_TEXT_BEGINS = re.compile(r"(?:innehåll|sammanfatt|inledning|bakgrund|förord)", re.IGNORECASE)
_PARAGRAPH = re.compile(r"[•\s-]*§")
_NUMBER = re.compile(r"^[•\d\s.-]+")
# The heading of an agenda behind a date or a page number on the same line.
_AFTER_FURNITURE = re.compile(r"(?<=[\d)] )[A-ZÅÄÖ]")
_TOP = 160
# Whose papers "Utlåtande 2017:19 RI" and "PM 2016:26 RI" are.
_CITY = "Kommunstyrelsen"
_GOES_ON = re.compile(r"(?:,|\b(?:och|med|samt|av|för|i|från|hos|att|som|eller|mellan|inom))$")
# 'Årsredovisning 2012 med uppföljning av budget för Stockholms stad'
_FOR = re.compile(r"\s?(?:(?:med|och|samt)\s(?:\w+\s){1,4}?)?(?:för|avseende|FÖR)\s(?:den\s)?")
_TO = re.compile(r"(?<![\w-])(?:Till|TILL):?\s(?:T\s)?")
_DECIDES = re.compile(r"\s(?:godkänner|fastställer|antar|beslutar|fattade|fattar)\b")
_DECIDED_REACH = 220
_CLAUSE_STARTS = ("\n", ". ", "att ", ": ", "beslut ")
_SUBJECT_VERBS = re.compile(r"s? (?:har|bidrar|ansvarar|arbetar|bedriver|redovisar|är|verkar)\b")
_SELF_NAMES_OF_UNITS = ("Enheten ", "Skolenheten ", "Skolan ", "Förskolan ", "Boendet ", "vår enhet ", "Vår enhet ")
_A_UNITS_TASK = "Enheten för "
_SELF_NAMES_OF_COUNCILS = ("ämnden", "örvaltningen")
_SELF_NAMES_OF_A_DISTRICT = re.compile(r"tadsdels(?:nämnden|förvaltningen)\b")
_UNITS_OF_THEMSELVES = 3
_FIRST_LETTERS = 40_000


@dataclass(frozen=True)
class Author:
    """Somebody else than a district council whose report it is: kind, name, line and words, and a unit's council."""

    kind: str
    name: str
    line: int
    text: str
    district_id: str | None = None

    def describe(self, councils: Mapping[str, str]) -> str:
        """The reason to reject the document; `councils` are names by district_id."""
        where = f"line {self.line}: {self.text}"
        if self.kind == "minutes":
            return f"the document is the minutes or the agenda of a meeting ({where}), not a report"
        if self.kind == "unit":
            council = councils.get(self.district_id or "")
            of = f"a unit of {council}'s" if council else "a unit's"
            return f"the report is {of}, {self.name} ({where}), not a district council's own"
        if self.kind == "school":
            return f"the report is a school's, {self.name} ({where}), not a district council's"
        if self.kind == OTHER_COUNCIL:
            return f"the report is {self.name}'s ({where}), a council that seeds/districts.csv does not have"
        return f"the report is {self.name}'s ({where}), not a district council's"


@dataclass(frozen=True)
class _Statement:
    """That a place of the text names an author."""

    place: str
    named: Named
    line: int
    text: str

    @property
    def weight(self) -> float:
        if self.named.kind == "city" and self.place in {"addressee", "letterhead", "footer"}:
            return _ADDRESSED_TO_THE_CITY if self.place == "addressee" else _HEADED_BY_THE_CITY
        return _WEIGHTS[self.place]


def whose(
    lines: Sequence[str],
    opening: Opening,
    titles: Sequence[Title],
    prose: RunningText,
    districts: Sequence[District],
    year: str | None,
) -> tuple[Answer, Author | None]:
    """The council whose report it is, and the other author, where it is somebody else's.

    The answer's value is None where nothing decides, where another author is named, and where the council did not
    exist in the year.
    """
    councils_known = _councils_of(tuple(districts))
    names = councils_known.names
    statements = list(_statements(lines, opening, titles, names))
    councils = _council_statements(statements)
    mentions = _mentions_of(prose, councils_known, opening.ends_before) if districts else []
    first = _subject(mentions)
    if first is not None:
        councils.append(first)
    others = _other_statements(statements, councils)
    author = _other_author(lines, opening, prose, names, others, councils)
    mine = [*councils, *_weighed_mentions(mentions, named=bool(councils), first=first)]
    against = [Evidence(one.place, one.named.name, one.line, one.weight, one.text) for one in others]
    # What speaks for others is shown; it was weighed against the councils above.
    answer = weigh(mine, _ENOUGH)
    shown = weigh([*mine, *against], _ENOUGH)
    if author is not None:
        ranked = [value for value, _weight in shown.candidates if any(one.district_id == value for one in districts)]
        if author.kind == "unit" and ranked:
            author = Author(author.kind, author.name, author.line, author.text, ranked[0])
        return Answer(None, shown.candidates, shown.evidence), author
    known = {one.district_id: one for one in districts}
    council = known.get(answer.value or "")
    if council is None or not (councils or _speaks_of_itself(answer, prose)):
        return Answer(None, shown.candidates, shown.evidence), None
    if year is not None and not council.existed_in(int(year)):
        return Answer(None, shown.candidates, shown.evidence), None
    return Answer(answer.value, shown.candidates, shown.evidence), None


def _speaks_of_itself(answer: Answer, prose: RunningText) -> bool:
    """Whether a text that names no author is a council's: it speaks of 'stadsdelsnämnden', or of one council often.

    A board's report, too, may name one council twice, and no other.
    """
    return answer.candidates[0][1] >= _OFTEN or _SELF_NAMES_OF_A_DISTRICT.search(prose.text) is not None


def _statements(lines: Sequence[str], opening: Opening, titles: Sequence[Title], names: Names) -> Iterator[_Statement]:
    for title in titles:
        yield from _of_title(opening, title, names)
    for match in _TO.finditer(opening.text):
        named = names.read(opening.text, match.end())
        if named is None or named.plural or (named.bare and not _ends_line(opening.text, named.end)):
            continue
        # 'Till Rosens förskolor är alla barn välkomna' is a sentence.
        if named.kind not in {"unit", "school"} or is_name(named.name):
            yield _Statement("addressee", named, opening.line(match.end()), f"Till {named.name}")
    yield from _decisions(opening, names)
    yield from _letterhead(opening, names)
    yield from _footers(lines, names)
    yield from _first_sentences(opening, names)


def _letterhead(opening: Opening, names: Names) -> Iterator[_Statement]:
    """The names on top of the page, before the first heading and the first sentence."""
    for index, line in enumerate(opening.lines[:_LETTERHEAD_LINES]):
        if _TEXT_BEGINS.match(line):
            return
        # What stands below 'Till' is the addressee.
        above = opening.lines[index - 1] if index else ""
        named = None if _goes_on(above) or _TO.fullmatch(f"{above} ") else names.line(line)
        # 'Förskola' is a heading; a unit's letterhead has its name.
        if named is not None and not (named.kind in {"unit", "school"} and " " not in named.name):
            yield _Statement("letterhead", named, opening.line(opening.start(index)), named.name)
        elif named is None and line.endswith("."):
            return


def _footers(lines: Sequence[str], names: Names) -> Iterator[_Statement]:
    """Names that stand alone among the furniture of several pages."""
    for line, number in Counter(lines).items():
        if number < _FOOTERS or len(line) > _LONGEST_FOOTER or not _FOOTER.search(line):
            continue
        named = names.line(line)
        if named is None or named.bare or named.kind in {"unit", "school", "company"}:
            continue
        places = [at for at, one in enumerate(lines) if one == line]
        # Headings and cells repeat too.
        beside = [at for at in places if any(_FURNITURE.search(one) for one in lines[max(0, at - 4) : at + 5])]
        if len(beside) >= _FOOTERS:
            yield _Statement("footer", named, beside[0] + 1, f"{named.name}, on {len(beside)} pages")


def _goes_on(line: str) -> bool:
    """Whether a line is running text that goes on: the next line is a part of a sentence, no letterhead."""
    return len(line) > _LONGEST_FOOTER or _GOES_ON.search(line) is not None


def _of_title(opening: Opening, title: Title, names: Names) -> Iterator[_Statement]:
    text = opening.text
    said = " ".join(text[title.start : title.end].split())
    if match := _FOR.match(text, title.end):
        named = names.read(text, match.end(), titled=not title.is_sentence)
        # 'Nämnden godkänner verksamhetsplan för MAS' is an item of a council's decision.
        if named is not None and not (title.is_sentence and named.kind in {"unit", "school", STAFF, UNKNOWN}):
            line = opening.line(match.end())
            yield _Statement("title_for", named, line, f"{said} för {named.name}")
        return
    if title.is_sentence:
        return
    after = re.compile(r"[\s,:|-]*").match(text, title.end)
    at = after.end() if after else title.end
    index = opening.index(title.start)
    start = opening.start(index)
    if at < len(text):
        other = opening.index(at)
        named = (
            names.read(text, at) if other == opening.index(max(title.end - 1, 0)) else names.line(opening.lines[other])
        )
        alone = named is not None and (not named.bare or _ends_line(text, named.end) or other != index)
        if named is not None and alone and not named.plural and named.kind != STAFF:
            yield _Statement("title", named, opening.line(at), f"{said} {named.name}")
    left = text[start : title.start].strip(" ,:-|")
    if left:
        named = names.read(text, start)
        if named is not None and not text[named.end : title.start].strip(" ,:-|"):
            yield _Statement("title", named, opening.line(start), f"{named.name} {said}")
    elif index > 1 and _TO.fullmatch(f"{opening.lines[index - 2]} "):
        return
    elif index > 0 and (named := names.line(opening.lines[index - 1])) is not None and named.alone:
        yield _Statement("title", named, opening.line(opening.start(index - 1)), f"{named.name} {said}")


def _ends_line(text: str, at: int) -> bool:
    return at >= len(text) or text[at] == "\n" or text[at : at + 2] == " \n"


def _decisions(opening: Opening, names: Names) -> Iterator[_Statement]:
    text = opening.text
    for match in _DECIDES.finditer(text):
        reach = text[match.end() : match.end() + _DECIDED_REACH].casefold()
        if not any(word in reach for word in title_reports() if len(word) > 2):
            continue
        left = text[max(0, match.start() - 100) : match.start()]
        offset = match.start() - len(left)
        starts = {offset} if offset == 0 else set()
        for sign in _CLAUSE_STARTS:
            position = left.rfind(sign)
            while position >= 0:
                starts.add(offset + position + len(sign))
                position = left.rfind(sign, 0, position)
        for at in sorted(starts):
            named = names.read(text, at)
            if named is not None and named.end == match.start() and named.kind in {COUNCIL, OTHER_COUNCIL, "board"}:
                verb = match[0].strip()
                yield _Statement("decision", named, opening.line(at), f"{named.name} {verb}")
                break


def _first_sentences(opening: Opening, names: Names) -> Iterator[_Statement]:
    """A board that the first lines speak of, before any council: 'Kulturnämnden har under året …'."""
    for index, line in enumerate(opening.lines[:_FIRST_LINES]):
        named = names.read(line, 0)
        if named is None:
            continue
        if named.kind == "board" and _SUBJECT_VERBS.match(line, named.end):
            yield _Statement("subject", named, opening.line(opening.start(index)), named.name)
        if named.kind in {COUNCIL, "board"}:
            return


def _council_statements(statements: Sequence[_Statement]) -> list[Evidence]:
    """What speaks for councils: each place once for each council, so that ten pages of footers count as one."""
    first: dict[tuple[str, str], Evidence] = {}
    for one in statements:
        if one.named.kind == COUNCIL:
            key = (one.place, one.named.value)
            first.setdefault(key, Evidence(one.place, one.named.value, one.line, one.weight, one.text))
    return list(first.values())


def _other_statements(statements: Sequence[_Statement], councils: Sequence[Evidence]) -> list[_Statement]:
    """What speaks for somebody else.

    What a title names after the council's own title is another document: 'Verksamhetsplan för MAS' among the annexes.
    """
    titled = min((one.line for one in councils if one.kind in {"title_for", "title"}), default=None)
    return [
        one
        for one in statements
        if one.named.kind not in {COUNCIL, STAFF}
        and not (titled is not None and one.place == "title_for" and one.line > titled)
    ]


def _other_author(
    lines: Sequence[str],
    opening: Opening,
    prose: RunningText,
    names: Names,
    others: Sequence[_Statement],
    councils: Sequence[Evidence],
) -> Author | None:
    """The author that is no council in the list; None where the report may be a council's."""
    if (minutes := _minutes(opening, names)) is not None:
        return minutes
    unit = next((one for one in others if one.named.kind in {"unit", "school"}), None)
    for word, kind in author_words()["label"].items():
        label = word.capitalize()
        if (first := prose.text.find(label)) < 0:
            continue
        at = prose.text.find(f"{label}:", first)
        alone = [number for number, line in enumerate(lines, start=1) if line == label] if at < 0 else []
        if at >= 0 or len(alone) > 1:
            line = prose.line(at) if at >= 0 else alone[0]
            if unit is not None:
                return Author(unit.named.kind, unit.named.name, unit.line, unit.text)
            return Author(kind, f"which has {word} of its own", line, f"{label}:")
    strongest = max((one.weight for one in councils if one.kind != "council_goal"), default=0.0)
    # The first of the strongest: what stands on top of the page.
    found = max(others, key=lambda one: (one.weight, -one.line), default=None)
    beats = found is not None and (
        found.weight > strongest or (found.weight == strongest and found.named.kind != "city")
    )
    if found is not None and (found.place == "title_for" or beats):
        return Author(found.named.kind, found.named.name, found.line, found.text)
    to_the_city = next((one for one in others if one.weight == _ADDRESSED_TO_THE_CITY), None)
    if to_the_city is not None and strongest < _WEIGHTS["letterhead"]:
        return Author(to_the_city.named.kind, to_the_city.named.name, to_the_city.line, to_the_city.text)
    if strongest <= _WEIGHTS["letterhead"]:
        start = prose.text[:_FIRST_LETTERS]
        of_units = sum(start.count(word) for word in _SELF_NAMES_OF_UNITS) - start.count(_A_UNITS_TASK)
        of_councils = sum(start.count(word) for word in _SELF_NAMES_OF_COUNCILS)
        if of_units >= _UNITS_OF_THEMSELVES and of_units > of_councils:
            at = min(at for word in _SELF_NAMES_OF_UNITS if (at := start.find(word)) >= 0)
            return Author("unit", "which speaks of itself as a unit", prose.line(at), start[at : at + 40])
    return None


def _minutes(opening: Opening, names: Names) -> Author | None:
    """The heading of minutes or an agenda on top of the page, or their paragraphs.

    'Kommunstyrelsen Protokoll nr 12', '> Sammanträde 2006-04-20', 'Sida 1 (8) 2015-06-16 Föredragningslista', '§ 5'.
    """
    words = author_words()["heading"]
    paragraphs = 0
    for index, line in enumerate(opening.lines):
        at = opening.line(opening.start(index))
        if _PARAGRAPH.match(line):
            paragraphs += 1
            if paragraphs == _PARAGRAPHS_OF_MINUTES or index < _FIRST_LINES:
                return Author("minutes", line, at, line[:_LONGEST_FOOTER])
        elif index < _MINUTES_LINES and any(word in line.casefold() for word in words):
            named = names.read(line, 0)
            heads = [_NUMBER.sub("", line), line.rpartition(" > ")[2], line[named.end :] if named is not None else ""]
            if at < _FIRST_LINES:
                heads += [line[match.start() :] for match in _AFTER_FURNITURE.finditer(line[:_TOP])]
            for head in heads:
                kind = next((words[word] for word in words if _begins(head.strip().casefold(), word)), None)
                if kind is not None:
                    name = line if kind == "minutes" else _CITY
                    return Author(kind, name, at, line[:_LONGEST_FOOTER])
        if index < _FIRST_LINES and any(phrase in line.casefold() for phrase in author_words()["phrase"]):
            return Author("minutes", line, at, line[:_LONGEST_FOOTER])
    return None


def _begins(text: str, word: str) -> bool:
    """Whether a line begins with a word, not with a longer one ('Protokollet justeras')."""
    return text.startswith(word) and (word[-1].isdigit() or not text[len(word) : len(word) + 1].isalpha())


@dataclass(frozen=True)
class _Mention:
    """A council named as a body in the text, or in a goal of its own: value, weight, place and whether it can lead."""

    evidence: Evidence
    can_lead: bool


@dataclass(frozen=True)
class _Councils:
    """What a list of councils is looked for by.

    `names` at one place of a text, `anywhere` in running text; `by_name` has the id of each by its folded name, and
    `longest` is how many letters one of them may take.
    """

    names: Names
    anywhere: re.Pattern[str]
    by_name: Mapping[str, str]
    longest: int


# The list is the same for each of thousands of documents.
@functools.lru_cache(maxsize=1)
def _councils_of(districts: tuple[District, ...]) -> _Councils:
    # Longest first: 'Hägersten-Älvsjö' is not 'Älvsjö'. Genitive: 'Norra innerstadens',
    # 'Enskede-Årsta-Vantörs'.
    ordered = sorted(districts, key=lambda one: -len(one.name))
    names = "|".join(re.escape(one.name).replace(r"\-", r" ?- ?") for one in ordered)
    return _Councils(
        names=Names(districts),
        anywhere=re.compile(rf"(?<![\w-])({names})s?(?![\w-])", re.IGNORECASE),
        by_name={_folded(one.name): one.district_id for one in districts},
        longest=max((len(one.name) for one in districts), default=0) + 5,
    )


def _mentions_of(prose: RunningText, councils: _Councils, ends_before: int) -> list[_Mention]:
    """Councils named as a body: 'Norrmalms stadsdelsnämnd', '… stadsdelsförvaltning', '… stadsdelsområde'.

    Partners are left out; a place name alone proves nothing.
    """
    found: list[_Mention] = []
    for match in _named(prose.text, councils.anywhere, councils.longest):
        value = councils.by_name[_folded(match[1])]
        before = prose.text[max(0, match.start() - 120) : match.start()]
        line = prose.line(match.start())
        body = _BODY.match(prose.text, match.end())
        if _PARTNER.search(before):
            continue
        if body is None:
            if _COUNCIL_GOAL.search(before):
                evidence = Evidence("council_goal", value, line, _COUNCIL_GOAL_WEIGHT, match[0])
                found.append(_Mention(evidence, can_lead=False))
            continue
        words = match[0] + body[0]
        kind = (body[1] or body[2]).casefold()
        plural = prose.text.startswith("er", body.end())
        if plural or _LISTED.search(before) or (_ELSEWHERE.search(before) and kind != "område"):
            evidence = Evidence("listed", value, line, _LIST_OF_BODIES_WEIGHT, words)
        else:
            evidence = Evidence("body", value, line, _BODY_WEIGHTS[kind], words)
        can_lead = kind in {"nämnd", "sdn"} and not plural and line < ends_before
        found.append(_Mention(evidence, can_lead))
    return found


def _folded(name: str) -> str:
    return "".join(name.casefold().split())


def _subject(mentions: Sequence[_Mention]) -> Evidence | None:
    """The council that the opening names first as a council."""
    first = next((one.evidence for one in mentions if one.can_lead), None)
    if first is None:
        return None
    return Evidence("subject", first.value, first.line, _WEIGHTS["subject"], first.text)


def _weighed_mentions(mentions: Sequence[_Mention], *, named: bool, first: Evidence | None) -> list[Evidence]:
    """Mentions as evidence; where an author is named, those of one council together weigh little."""
    weights: dict[str, float] = defaultdict(float)
    for one in mentions:
        weights[one.evidence.value] += one.evidence.weight
    kept = []
    for one in mentions:
        evidence = one.evidence
        if first is not None and evidence.line == first.line and evidence.text == first.text:
            continue
        if named:
            share = min(1.0, _MENTIONS_BESIDE_AN_AUTHOR / weights[evidence.value])
            evidence = Evidence(evidence.kind, evidence.value, evidence.line, evidence.weight * share, evidence.text)
        kept.append(evidence)
    return kept


def _named(text: str, names: re.Pattern[str], longest: int) -> list[re.Match[str]]:
    """The names that can tell something, in order: right before a body's name, or after 'Nämndmål:'.

    Looking for the names of hundreds of councils at every letter of a report would take longer than reading its tables.
    """
    found: dict[int, re.Match[str]] = {}
    short = _SHORT_BODY.finditer(text, 0, _BEGINNING)
    for body in (*_LONG_BODY.finditer(text), *short):
        for match in names.finditer(text, max(0, body.start() - longest), body.end()):
            if match.end() >= body.start():
                if match.end() == body.start():
                    found[match.start()] = match
                break
    for label in re.finditer("Nämndmål:", text):
        for match in names.finditer(text, label.end(), label.end() + _COUNCIL_GOAL_REACH + longest):
            found[match.start()] = match
    return [found[start] for start in sorted(found)]
