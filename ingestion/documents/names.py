"""Names of those who write reports: district councils, and all others that a report may belong to.

The councils are seeds/districts.csv, the others are the words of seeds/lexicon/authors.csv: whole names ("Kulturhuset
Stadsteatern"), nouns ("Huddinge kommun", "Söders hemtjänst") and endings ("Kulturnämnden", "Sjöskolan").
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingestion.documents.evidence import District
from ingestion.documents.titles import title_reports
from ingestion.lexicon import lexicon_rows

COUNCIL = "council"
OTHER_COUNCIL = "other_council"
UNKNOWN = "unknown"
STAFF = "staff"

_KEY_LETTERS = 4
_BODY = r"(?P<body>stadsdels(?:nämndsområde|nämnd|förvaltning|område)|sdn|sdf|stdf)"
_BODY_BEFORE = r"(?:(?:sdn|sdf|stdf|stadsdels(?:nämnden|nämnd|förvaltningen|förvaltning))\s(?:(?:i|för|inom)\s)?)"
# What a council's report calls its council and a title its time: the author is named elsewhere.
_NOBODY = re.compile(
    r"(?:stadsdels)?(?:nämnden|förvaltningen|nämnd|förvaltning)s?\b|stadsdels(?:kontoret|området)\b|(?:hela\s)?(?:år|"
    r"verksamhetsår|budgetår|period|tertial)\w*\b|det\b|den\b|januari\b|\d|uppföljning\b|beslut\b",
    re.IGNORECASE,
)
# 'Katarina-Sofia stadsdelsnämnd', 'Majorna-Linné stadsdelsförvaltning', 'SDN Centrum': not in the list of councils.
_OTHER_COUNCIL = re.compile(
    r"(?:[A-ZÅÄÖ][\wåäö]*+(?:[ -]{1,3}|\soch\s)?){1,3}(?:\w*stans?|\w*stadens?)?\s"
    r"(?:stadsdels(?:nämnd|förvaltning)|STADSDELS(?:NÄMND|FÖRVALTNING))\b"
    r"|(?:SDN|sdn|Stadsdelsnämnden)\s(?:i\s)?[A-ZÅÄÖ][a-zåäö][\w-]*"
)
_PHRASE = re.compile(r"[^\n.,;:()|]{2,90}")
_NEAR_WORDS = 6


@dataclass(frozen=True)
class Named:
    """Somebody named: kind, value (a council's district_id, else the name), the name as printed, and where it ends.

    Kinds are `council`, `other_council` (one that is not in the list), those of seeds/lexicon/authors.csv, and
    `unknown`. `bare` marks a council's name without "stadsdelsnämnd" or the like: a place as well as a council; `area`
    one with "stadsdelsområde", `plural` one with "stadsdelsnämnder", the last of several. `alone` is false where more
    stands on the line.
    """

    kind: str
    value: str
    name: str
    end: int
    bare: bool = False
    plural: bool = False
    area: bool = False
    alone: bool = True


@functools.cache
def author_words() -> Mapping[str, Mapping[str, str]]:
    """Kinds of author by word in small letters, for each form of seeds/lexicon/authors.csv."""
    words: dict[str, dict[str, str]] = {}
    for row in lexicon_rows("authors.csv"):
        words.setdefault(row["form"], {})[row["word"].casefold()] = row["author"]
    return words


@functools.cache
def _whole_names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Whole names anywhere, and those that only a title's 'för' makes an author ('för Stockholms stad')."""
    words = author_words()
    anywhere, titled = (
        "|".join(re.escape(name).replace(r"\ ", r"\s") for name in sorted(names, key=len, reverse=True))
        for names in (words["name"], words["title"])
    )
    return re.compile(rf"(?:{anywhere})(?![\w-])", re.I), re.compile(rf"(?:{titled})(?![\w-])", re.I)


@functools.cache
def _lengths_of_endings() -> tuple[int, ...]:
    return tuple(sorted({len(ending) for ending in author_words()["ending"]}, reverse=True))


class Names:
    """The names that can be read at a place of a text."""

    def __init__(self, districts: Sequence[District]) -> None:
        self._councils: dict[str, list[tuple[re.Pattern[str], District]]] = {}
        for one in sorted(districts, key=lambda one: -len(one.name)):
            name = r"[\s/-]{0,3}".join(re.escape(part) for part in re.split(r"[ -]", one.name))
            pattern = re.compile(rf"{name}s?(?![\w-])(?:,?\s{_BODY}(?P<rest>\w*))?", re.IGNORECASE)
            self._councils.setdefault(one.name[:_KEY_LETTERS].casefold(), []).append((pattern, one))
        self._before = re.compile(_BODY_BEFORE, re.IGNORECASE)

    def read(self, text: str, start: int, *, titled: bool = False) -> Named | None:
        """Who is named at a place of a text; None where nobody is.

        `titled` says that a title's 'för' stands before it: then any other words name somebody too.
        """
        council = self._council(text, start)
        if council is not None:
            return self._unit_of(text, start, council) or council
        if _NOBODY.match(text, start):
            return None
        if found := _OTHER_COUNCIL.match(text, start):
            if found[0].split()[-1].casefold() in title_reports():
                return None
            return Named(OTHER_COUNCIL, _tidy(found[0]), _tidy(found[0]), found.end())
        anywhere, only_titled = _whole_names()
        for pattern, usable in ((anywhere, True), (only_titled, titled)):
            if usable and (found := pattern.match(text, start)):
                words = author_words()
                key = _tidy(found[0]).casefold()
                kind = words["name"].get(key) or words["title"][key]
                return Named(kind, _tidy(found[0]), _tidy(found[0]), found.end())
        return self._phrase(text, start, titled=titled)

    def _council(self, text: str, start: int) -> Named | None:
        before = self._before.match(text, start)
        at = before.end() if before else start
        for pattern, one in self._councils.get(text[at : at + _KEY_LETTERS].casefold(), ()):
            if found := pattern.match(text, at):
                rest = (found["rest"] or "").casefold()
                return Named(
                    kind=COUNCIL,
                    value=one.district_id,
                    name=_tidy(text[start : found.end()]),
                    end=found.end(),
                    bare=found["body"] is None and before is None,
                    plural=rest.startswith("er"),
                    area="område" in (found["body"] or "").casefold(),
                )
        return None

    def _unit_of(self, text: str, start: int, council: Named) -> Named | None:
        """'Södermalms hemtjänst', 'Farsta stadsdelsnämnds förskolor': a council's name, but not the council."""
        if not council.bare and not council.name.casefold().endswith("s"):
            return None
        end = text.find("\n", council.end)
        after = text[council.end : end if end >= 0 else len(text)]
        words = after.split()[:3]
        if not words or not after.startswith(" "):
            return None
        for number in range(len(words)):
            kind = _kind_of_word(words[number], " ".join(words[number : number + 2]))
            if kind is not None and kind != "board":
                name = _tidy(text[start : council.end] + " " + " ".join(words[: number + 1]))
                return Named(kind, name, name, council.end + len(after.split(words[number])[0]) + len(words[number]))
        return None

    def _phrase(self, text: str, start: int, *, titled: bool) -> Named | None:
        found = _PHRASE.match(text, start)
        if found is None:
            return None
        end = found.end()
        if (cut := _phrase_end().search(text, start + 1, end)) is not None:
            end = cut.start()
        words = text[start:end].split()
        if not words:
            return None
        phrase = " ".join(words)
        folded = phrase.casefold()
        for staff in author_words()["staff"]:
            if folded.startswith(staff) and not folded[len(staff) : len(staff) + 1].isalpha():
                return Named(STAFF, phrase, phrase, end)
        for number, word in enumerate(words[:_NEAR_WORDS]):
            kind = _kind_of_word(word, " ".join(words[number : number + 2]))
            if kind is None or (kind == "board" and not _whole_board(words[: number + 1])):
                continue
            if kind in {"municipality", "company"} and (number == 0 or not words[0][:1].isupper()):
                continue
            if kind == "municipality" and words[number - 1].rstrip("s").casefold() == "stockholm":
                continue
            if kind in {"board", "municipality"}:
                beside = kind == "board" and word.casefold().endswith("nämnd") and words[number + 1 : number + 2]
                last = number + 1 if beside and beside[0][:1].isupper() else number
                name = _capital(" ".join(words[: last + 1]))
                return Named(kind, name, name, start + _width(text[start:end], last))
            name = _capital(phrase)
            return Named(kind, name, name, end)
        if titled and words[0][:1].isupper():
            return Named(UNKNOWN, phrase, phrase, end)
        return None

    def line(self, text: str) -> Named | None:
        """Who a line names that holds a name and, at most, what letterheads print beside one; None else."""
        line = _PAGE_NUMBER.sub("", text, count=1)
        found = None if _NO_NAME.match(line) else self.read(line, 0)
        if found is None or found.plural or found.area or text.endswith(".") or _CONTENTS.search(text):
            return None
        rest = line[found.end :].strip(" ,.:-|")
        if found.kind in {COUNCIL, OTHER_COUNCIL, "board", "city", "municipality"}:
            return replace(found, alone=not rest) if not rest or _letterhead().match(rest) else None
        return found if is_name(line) else None


_PAGE_NUMBER = re.compile(r"^\d{1,3}\s(?=[A-ZÅÄÖa-zåäö])")


@functools.cache
def _letterhead() -> re.Pattern[str]:
    """What letterheads print beside a name, by its first letters.

    'Kulturnämnden Tjänsteutlåtande Dnr 1.1/5931/2014 Sid 1 (35)', 'FARSTA STADSDELSFÖRVALTNING Box 000, STOCKHOLM'
    """
    words = "|".join(map(re.escape, author_words()["letterhead"]))
    return re.compile(rf"(?:{words}|\(|\d)", re.IGNORECASE)


_CONTENTS = re.compile(r"\.{3}|…")
# 'Till Sjöskolan', 'för Farsta stadsdelsnämnd', 'I Rosens förskolor ingår': a line about a name.
_NO_NAME = re.compile(r"(?:till|för|i|på|av|vid|om|med|och)\b", re.IGNORECASE)
_ANY_WORDS_AFTER = re.compile(
    r"(?:enhet|avdelning|sektion|mottagning|team|grupp)\w*\s(?:för|till|med)\s", re.IGNORECASE
)
_NO_BOARDS = {"nämnden", "nämnd", "förvaltningen", "förvaltning", "styrelsen", "kontoret"}
_SMALL_WORDS = {
    *("och", "i", "på", "för", "vid", "&", "-", "/", "samt", "inom"),
    *("norra", "södra", "östra", "västra", "inre", "yttre", "övre", "nedre", "centrala"),
    *("gamla", "nya", "stora", "lilla", "stads", "kommuns"),
}
_LONGEST_NAME = 9


def is_name(line: str) -> bool:
    """Whether a line is the name of a unit and not a sentence about one: 'Rosens vård- och omsorgsboende'."""
    words = line.split()
    if len(words) > _LONGEST_NAME or line.rstrip().endswith((".", ",", "-")) or not words[0][:1].isupper():
        return False
    if _ANY_WORDS_AFTER.search(line):
        return True
    two_words = False
    for number, word in enumerate(words):
        plain = word.strip(",()")
        if two_words:
            # 'verksamhet' of 'Kvarnens dagliga verksamhet'
            two_words = False
            continue
        two_words = _kind_of_word(plain, plain) is None and bool(
            _kind_of_word(plain, " ".join(words[number : number + 2]))
        )
        if two_words or not plain or plain[0].isupper() or plain[0].isdigit() or plain.casefold() in _SMALL_WORDS:
            continue
        if plain.endswith("-") or _kind_of_word(plain, plain):
            continue
        if _letterhead().match(plain):
            continue
        return False
    return True


def _whole_board(words: Sequence[str]) -> bool:
    """Whether words are a board's name: 'Miljö- och hälsoskyddsnämnden', 'Stockholms stads kulturnämnd'."""
    last = words[-1].casefold()
    if last.startswith("stadsdels") or (len(words) > 1 and last in _NO_BOARDS):
        return False
    return all(
        word.endswith(("-", "-,")) or word == "och" or word[:1].isupper() or word in {"stads", "kommuns"}
        for word in words[:-1]
    )


def _capital(name: str) -> str:
    """A name as a sentence prints it: 'SERVICENÄMNDEN' as 'Servicenämnden'."""
    return name.capitalize() if name.isupper() and " " not in name and len(name) > 5 else name[:1].upper() + name[1:]


@functools.cache
def _phrase_end() -> re.Pattern[str]:
    """Where a name ends that other words of the same line follow: a title, a letterhead's words, a number."""
    titles = "|".join(re.escape(word.capitalize()) for word in title_reports() if len(word) > 2)
    return re.compile(
        rf"\s(?:(?:{titles}|{titles.upper()})(?![a-zåäö])|(?:Tjänsteutlåtande|TJÄNSTEUTLÅTANDE|Dnr|DNR|Sid|SID|Sida|"
        r"Bilaga|Handläggare|Till|TILL|Telefon)\b|\d{2,})"
    )


def _kind_of_word(word: str, two: str) -> str | None:
    """The kind of author that a word (or it and the next) tells: 'hemtjänst' a unit, 'Sjöskolan' a school."""
    words = author_words()
    plain = word.strip(",.()\"'/").casefold()
    pair = two.strip(",.()\"'/").casefold()
    if (kind := words["noun"].get(pair) or words["noun"].get(plain)) is not None:
        # 'AB' and 'MAS' are written so; 'mas' is a word.
        return kind if len(plain) > 3 or word.strip(",.()").isupper() or plain == pair else None
    endings = words["ending"]
    for length in _lengths_of_endings():
        kind = endings.get(plain[-length:]) or (endings.get(plain[-length - 1 : -1]) if plain.endswith("s") else None)
        if kind is not None:
            return kind
    return None


def _width(text: str, number: int) -> int:
    """Letters of a text up to the end of its word of that number, from 0."""
    end = 0
    for match in list(re.finditer(r"\S+", text))[: number + 1]:
        end = match.end()
    return end


def _tidy(text: str) -> str:
    return " ".join(text.split())
