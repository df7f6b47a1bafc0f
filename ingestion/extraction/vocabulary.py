"""The words that reports print, as data: what varies between councils and years is a line in seeds/lexicon/.

A pattern may hold `{year}`, `{short_year}`, `{number}`, `{report}` and `{outcome_report}` (seeds/reports.csv).
Everything is matched without regard to white space, because columns are narrow and break words anywhere: 'Progno' +
's helår', 'nämnd/styrel' + 'se'.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from ingestion.lexicon import lexicon_rows
from ingestion.reports import report_kinds

GAP = r"[\s\u00ad]*"
"""White space, or the soft hyphen of a line's end, that may stand anywhere inside a printed phrase."""

_WORD = r"\w\u0300-\u036f"
"""What a word goes on with, for a class of `re`, which counts no mark that combines with a letter as part of it."""

_CHOICES = "{kf}", "{own}", "{goal}", "{when}"
"""Words of which a title has one, or of the last none: seeds/lexicon/title_words.csv."""


@functools.cache
def placeholders() -> Mapping[str, str]:
    """What stands for the braces of a pattern. `{outcome_report}` leaves out plans, which print no outcome."""
    kinds = report_kinds()
    tertial = rf"T{GAP}[1-3]|{GAP.join('Tertial')}{GAP}[1-3]"
    return {
        "{year}": r"(?:19|20)\d\d",
        "{short_year}": r"\d\d(?!\d)",
        "{number}": r"\d",
        "{report}": f"(?:{_any_of(kind.report for kind in kinds)}|{tertial})",
        "{outcome_report}": f"(?:{_any_of(kind.report for kind in kinds if kind.states == 'follow_up')})",
    }


def _any_of(words: Iterable[str]) -> str:
    return "|".join(GAP.join(map(regex.escape, word)) for word in words)


def loose(phrase: str) -> str:
    """A regular expression for a phrase that may be broken by white space between any two of its letters."""
    parts: list[str] = []
    for part in regex.split(r"(\{\w+\})", phrase):
        if part in placeholders():
            parts.append(placeholders()[part])
        elif part in _CHOICES:
            one_of = "|".join(loose(word) for word in _title_words()[part])
            parts.append(f"(?i:{one_of})" if part != "{when}" else f"(?i:{one_of})?")
        else:
            parts.extend(regex.escape(letter) for letter in part if not letter.isspace())
    return GAP.join(parts)


@functools.cache
def _title_words() -> dict[str, tuple[str, ...]]:
    """The words that each of _CHOICES stands for, the longest first."""
    words: dict[str, list[str]] = {}
    for row in lexicon_rows("title_words.csv"):
        words.setdefault(f"{{{row['stands_for']}}}", []).append(row["word"])
    return {name: tuple(sorted(its, key=lambda word: -len(word))) for name, its in words.items()}


@dataclass(frozen=True, eq=False)
class TableKind:
    """A kind of table: the titles of its columns, and the header as one expression (for partial matches too).

    `first_title` is the usual title of the names' column, `firsts` has all, `first` matches any; `title` matches a
    whole title of another column, with its place in `titles` as the name of the group ('t3'); `known_words` are those
    that a title can begin with, with a capital as titles do, `telling` those of them that say what a column is.
    """

    name: str
    first_title: str
    firsts: tuple[str, ...]
    first: re.Pattern[str]
    titles: tuple[tuple[str, str], ...]
    title: re.Pattern[str]
    header: regex.Pattern[str]
    telling: frozenset[str]
    known_words: re.Pattern[str]


@dataclass(frozen=True)
class Vocabulary:
    """Everything that the reader knows about the words of the reports.

    `phrases` are whole cells, `comparators` stand before a number; each with its kind (target_phrases.csv), the longest
    first. `periods` and `units` are as in their files; `after_august` is in the period of a row that is reported then.
    """

    tables: tuple[TableKind, ...]
    period: re.Pattern[str]
    period_of_a_whole_year: regex.Pattern[str]
    period_at_end: regex.Pattern[str]
    after_august: re.Pattern[str]
    phrase: re.Pattern[str]
    phrases: tuple[tuple[str, str], ...]
    comparators: tuple[tuple[str, str], ...]
    periods: tuple[str, ...]
    units: tuple[str, ...]
    unit: str
    words_inside_a_cell: str
    start_of_a_long_cell: re.Pattern[str]
    first_letters: str
    goal_label: re.Pattern[str]
    goal_levels: tuple[tuple[str, str], ...]
    section_labels: tuple[tuple[str, str], ...]
    dangling_words: frozenset[str]
    numbered_words: frozenset[str]
    never_last_words: frozenset[str]
    comment_signs: tuple[tuple[str, str], ...]

    def table_below(self, text: str) -> TableKind | None:
        """The kind of table whose header a line may begin: it begins with the title of the names' column."""
        for kind in self.tables:
            if kind.first.match(text):
                return kind
        return None

    def labels(self, role: str) -> tuple[str, ...]:
        """The section labels of a role (`comment`, `assessment`, `expected_result`, `description`)."""
        return self._labels_by_role.get(role, ())

    @functools.cached_property
    def names_of_sections(self) -> frozenset[str]:
        """The section labels of all roles."""
        return frozenset(label for label, _ in self.section_labels)

    @functools.cached_property
    def _labels_by_role(self) -> dict[str, tuple[str, ...]]:
        roles = dict.fromkeys(role for _, role in self.section_labels)
        return {role: tuple(label for label, its in self.section_labels if its == role) for role in roles}


def _table(name: str, rows: list[dict[str, str]]) -> TableKind:
    # Longest first: 'Periodens utfall VB 2018' before 'Periodens utfall', 'Periodicitet' before 'Period'.
    titles = sorted(((row["title"], row["column"]) for row in rows), key=lambda pair: -len(pair[0]))
    firsts = [title for title, column in titles if column in {"indicator", "activity"}]
    others = [(title, column) for title, column in titles if title not in firsts]
    one_title = "|".join(f"(?:{loose(title)})" for title, _ in others)
    numbered = "|".join(f"(?P<t{n}>{loose(title)})" for n, (title, _) in enumerate(others))
    first = "|".join(f"(?:{loose(title)})" for title in firsts)
    beginnings = sorted(re.escape(word[0].upper() + word[1:]) for title, _ in others for word in _first_words(title))
    telling = {title.split(maxsplit=1)[0] for title, _ in others if "{" not in title[:2]}
    telling.update(word.capitalize() for word in _title_words()["{goal}"])
    return TableKind(
        name=name,
        first_title=min(firsts, key=len),
        firsts=tuple(spelling for title in firsts for spelling in _spellings(title)),
        # Most lines begin with another letter, which one look tells.
        first=re.compile(rf"{GAP}(?=[{_first_of(firsts)}])(?:{first})(?![{_WORD}/])"),
        titles=tuple(others),
        title=re.compile(
            rf"(?<![{_WORD}])(?:{numbered})(?![{_WORD}])",
            re.IGNORECASE,
        ),
        header=regex.compile(rf"{GAP}(?:{first})(?:{GAP}(?:{one_title}))+{GAP}", regex.I),
        telling=frozenset(word for word in telling if not any(word.startswith(part) for part in telling - {word})),
        # What an expression begins with letter by letter is looked for much faster than what stands before it.
        known_words=re.compile(
            rf"(?:{'|'.join(rf'{word}(?<![{_WORD}]{word})' for word in dict.fromkeys(beginnings))})(?![{_WORD}])"
        ),
    )


def _first_of(titles: Iterable[str]) -> str:
    """The letters that titles can begin with, in either case."""
    firsts = {spelling[0] for title in titles for spelling in _spellings(title)}
    letters = sorted({case for letter in firsts for case in (letter.lower(), letter.upper())})
    return "".join(map(re.escape, letters))


def _spellings(title: str) -> list[str]:
    """A title with each of the words that it can begin with: 'KF:s indikator' and others of '{kf} indikator'."""
    word, _, rest = title.partition(" ")
    return [f"{choice} {rest}" for choice in _title_words()[word]] if word in _CHOICES else [title]


def _first_words(title: str) -> list[str]:
    """The words that a title can begin with: 'KF:s' and others of '{kf} {goal}'."""
    word = title.split(maxsplit=1)[0]
    return [choice.split()[0] for choice in _title_words()[word]] if word in _CHOICES else [word]


_FIRST_LETTERS = 4


def _first_letters(periods: Sequence[str], phrases: Sequence[str]) -> str:
    """An expression for the first letters of periods and, in either case, of phrases; digits are left out."""
    exact = "|".join(sorted({loose(pattern[:2]) for pattern in periods if pattern[:2].isalpha()}))
    single = "|".join(sorted({regex.escape(pattern[0]) for pattern in periods if not pattern[:2].isalpha()} - {r"\{"}))
    reports = "|".join(sorted({loose(kind.report[:2]) for kind in report_kinds()}))
    either = "|".join(sorted({loose(phrase[:_FIRST_LETTERS]) for phrase in phrases}))
    return f"(?:{exact}|{single}|{reports})|(?i:{either})"


def _start_of_a_long_cell(phrases: Sequence[str], comparators: Sequence[str], units: Sequence[str]) -> str:
    """An expression for the beginning of a cell of several words, which a line may end within.

    That is the first word of a phrase ('Fastställ' + 's 2021' may be broken, so its last letter need not be there), a
    comparator or sign before its number, words of a long unit, and a report before its year ('VB' + '2021').
    """
    long_phrases = {phrase.split()[0] for phrase in phrases if " " in phrase}
    begun = (regex.escape(word[:-1] if len(word) > _SHORT_WORD else word) for word in long_phrases)
    before_number = "|".join(sorted({*begun, *map(regex.escape, comparators)}))
    of_units = "|".join(sorted({regex.escape(word) for unit in units if " " in unit for word in unit.split()[:-1]}))
    reports = "|".join(regex.escape(kind.report) for kind in report_kinds() if kind.states == "follow_up")
    return rf"(?:^|\s)(?:(?i:{before_number})|\+|±|{of_units}|(?:{reports})\s*$)"


_SHORT_WORD = 4


def _signs_of_periods(meaning: str) -> re.Pattern[str]:
    """An expression for the words of a period that have a meaning: 'T2' of 'T2 2021', 'delår' of 'Delåret'."""
    signs = (re.escape(row["sign"]) for row in lexicon_rows("period_signs.csv") if row["meaning"] == meaning)
    return re.compile(rf"(?<!\w)(?:{'|'.join(signs)})(?!\d)", re.IGNORECASE)


def _whole_years(periods: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Expressions for the periods that are a year: '2021', and 'VB 2021', for the report is about the year."""
    for row in periods:
        if row["kind"] == "year":
            yield loose(row["pattern"])
        elif row["kind"] == "report":
            for kind in report_kinds():
                if kind.states == "follow_up" and not kind.period_part:
                    yield loose(row["pattern"].replace("{outcome_report}", kind.report))


@functools.cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the CSV files in seeds/lexicon/, read once."""
    title_rows = lexicon_rows("column_titles.csv")
    tables = tuple(
        _table(name, [row for row in title_rows if row["table"] == name])
        for name in dict.fromkeys(row["table"] for row in title_rows)
    )
    period_rows = sorted(lexicon_rows("periods.csv"), key=lambda row: -len(row["pattern"]))
    periods = tuple(row["pattern"] for row in period_rows)
    words = sorted(lexicon_rows("target_phrases.csv"), key=lambda row: -len(row["phrase"]))
    phrases = tuple((row["phrase"], row["kind"]) for row in words if row["before_number"] == "no")
    comparators = tuple((row["phrase"], row["kind"]) for row in words if row["before_number"] == "yes")
    units = tuple(sorted((row["printed_unit"] for row in lexicon_rows("units.csv")), key=lambda unit: -len(unit)))
    goals = [(row["label"], row["level"]) for row in lexicon_rows("goal_labels.csv")]
    printed = [phrase for phrase, _ in (*phrases, *comparators)]
    inside = {word for phrase, _ in phrases for word in phrase.split() if word.isalpha() and len(phrase.split()) > 1}
    one_period = "|".join(f"(?:{loose(pattern)})" for pattern in periods)
    return Vocabulary(
        tables=tables,
        period=re.compile(one_period),
        period_at_end=regex.compile(rf"(?:^|[\d%‰\p{{Ll}}.-]\s)(?:{one_period})$"),
        after_august=_signs_of_periods("after_august"),
        period_of_a_whole_year=regex.compile("|".join(f"(?:{one})" for one in _whole_years(period_rows))),
        phrase=re.compile(
            "|".join(f"(?P<p{i}>{loose(phrase)})" for i, (phrase, _) in enumerate(phrases)), re.IGNORECASE
        ),
        phrases=phrases,
        comparators=comparators,
        periods=periods,
        units=units,
        unit="|".join(loose(unit) for unit in units),
        words_inside_a_cell="|".join(sorted({regex.escape(word.casefold()) for word in inside})),
        start_of_a_long_cell=re.compile(
            _start_of_a_long_cell([one for one, _ in phrases], [one for one, _ in comparators], units)
        ),
        first_letters=_first_letters(periods, printed),
        goal_label=re.compile(
            rf"{GAP}(?=[{_first_of(label for label, _ in goals)}])(?:"
            + "|".join(f"({loose(label)})" for label, _ in goals)
            + ")"
        ),
        goal_levels=tuple(goals),
        section_labels=tuple((row["label"], row["role"]) for row in lexicon_rows("section_labels.csv")),
        dangling_words=frozenset(row["word"] for row in lexicon_rows("dangling_words.csv")),
        numbered_words=frozenset(row["word"] for row in lexicon_rows("numbered_words.csv")),
        never_last_words=frozenset(
            row["word"] for row in lexicon_rows("dangling_words.csv") if row["may_end_a_title"] == "no"
        ),
        comment_signs=tuple((row["sign"].casefold(), row["meaning"]) for row in lexicon_rows("comment_signs.csv")),
    )
