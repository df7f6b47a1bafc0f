"""The words that reports print, as data: what varies between councils and years is a line in seeds/lexicon/.

A pattern may hold `{year}`, `{number}` and `{report}` (VB, VP, T1 …). Everything is matched without regard to white
space, because columns are narrow and break words anywhere: 'Progno' + 's helår', 'nämnd/styrel' + 'se'.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import regex

from ingestion.lexicon import lexicon_rows

GAP = r"[\s\u00ad]*"
"""White space, or the soft hyphen of a line's end, that may stand anywhere inside a printed phrase."""

_PLACEHOLDERS = {
    "{year}": r"(?:19|20)\d\d",
    "{number}": r"\d",
    "{report}": rf"(?:V{GAP}B|V{GAP}P|T" + GAP + r"[1-3]|Tertial" + GAP + r"[1-3])",
}
_CHOICES = "{kf}", "{own}", "{goal}", "{when}"
"""Words of which a title has one, or of the last none: seeds/lexicon/title_words.csv."""


def loose(phrase: str) -> str:
    """A regular expression for a phrase that may be broken by white space between any two of its letters."""
    parts: list[str] = []
    for part in regex.split(r"(\{\w+\})", phrase):
        if part in _PLACEHOLDERS:
            parts.append(_PLACEHOLDERS[part])
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

    `first_title` is the usual title of the names' column, `first` matches any; `title` matches a whole title of another
    column, with its place in `titles` as the name of the group ('t3'); `known_words` are those that a title can
    begin with, with a capital as titles do.
    """

    name: str
    first_title: str
    first: regex.Pattern[str]
    titles: tuple[tuple[str, str], ...]
    title: regex.Pattern[str]
    header: regex.Pattern[str]
    known_words: regex.Pattern[str]


@dataclass(frozen=True)
class Vocabulary:
    """Everything that the reader knows about the words of the reports."""

    tables: tuple[TableKind, ...]
    period: regex.Pattern[str]
    period_of_a_whole_year: regex.Pattern[str]
    phrase: regex.Pattern[str]
    phrases: tuple[tuple[str, str], ...]
    unit: str
    first_letters: str
    goal_label: regex.Pattern[str]
    goal_levels: tuple[tuple[str, str], ...]
    section_labels: tuple[tuple[str, str], ...]
    dangling_words: frozenset[str]
    never_last_words: frozenset[str]
    comment_signs: tuple[tuple[str, str], ...]

    def labels(self, role: str) -> tuple[str, ...]:
        """The section labels of a role (`comment`, `assessment`, `expected_result`, `description`)."""
        return self._labels_by_role.get(role, ())

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
    first = "|".join(f"(?:{loose(title)})" for title in firsts)
    beginnings = {word[0].upper() + word[1:] for title, _ in others for word in _first_words(title)}
    return TableKind(
        name=name,
        first_title=min(firsts, key=len),
        first=regex.compile(rf"{GAP}(?:{first})(?![\w/])"),
        titles=tuple(others),
        title=regex.compile(
            r"(?<!\w)(?:" + "|".join(f"(?P<t{n}>{loose(title)})" for n, (title, _) in enumerate(others)) + r")(?!\w)",
            regex.I,
        ),
        header=regex.compile(rf"{GAP}(?:{first})(?:{GAP}(?:{one_title}))+{GAP}", regex.I),
        known_words=regex.compile("|".join(rf"(?<!\w){regex.escape(word)}(?!\w)" for word in sorted(beginnings))),
    )


def _first_words(title: str) -> list[str]:
    """The words that a title can begin with: 'KF:s' and others of '{kf} {goal}'."""
    word = title.split(maxsplit=1)[0]
    return [choice.split()[0] for choice in _title_words()[word]] if word in _CHOICES else [word]


def _first_letters(periods: list[str], phrases: list[str]) -> str:
    """An expression for the first two letters of periods and, in either case, of phrases; digits are left out."""
    exact = "|".join(sorted({loose(pattern[:2]) for pattern in periods if pattern[:2].isalpha()}))
    single = "|".join(sorted({regex.escape(pattern[0]) for pattern in periods if not pattern[:2].isalpha()} - {r"\{"}))
    either = "|".join(sorted({loose(phrase[:2]) for phrase in phrases}))
    return f"(?:{exact}|{single})|(?i:{either})"


@functools.cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the CSV files in seeds/lexicon/, read once."""
    title_rows = lexicon_rows("column_titles.csv")
    tables = tuple(
        _table(name, [row for row in title_rows if row["table"] == name])
        for name in dict.fromkeys(row["table"] for row in title_rows)
    )
    periods = sorted(lexicon_rows("periods.csv"), key=lambda row: -len(row["pattern"]))
    phrases = sorted(
        ((row["phrase"], row["kind"]) for row in lexicon_rows("target_phrases.csv")), key=lambda p: -len(p[0])
    )
    units = sorted((row["unit"] for row in lexicon_rows("units.csv")), key=lambda unit: -len(unit))
    goals = [(row["label"], row["level"]) for row in lexicon_rows("goal_labels.csv")]
    return Vocabulary(
        tables=tables,
        period=regex.compile("|".join(f"(?:{loose(row['pattern'])})" for row in periods)),
        period_of_a_whole_year=regex.compile(
            "|".join(f"(?:{loose(row['pattern'])})" for row in periods if row["about_a_whole_year"] == "yes")
        ),
        phrase=regex.compile("|".join(f"(?P<p{i}>{loose(phrase)})" for i, (phrase, _) in enumerate(phrases)), regex.I),
        phrases=tuple(phrases),
        unit="|".join(loose(unit) for unit in units),
        first_letters=_first_letters([row["pattern"] for row in periods], [phrase for phrase, _ in phrases]),
        goal_label=regex.compile(rf"{GAP}(?:" + "|".join(f"({loose(label)})" for label, _ in goals) + ")"),
        goal_levels=tuple(goals),
        section_labels=tuple((row["label"], row["role"]) for row in lexicon_rows("section_labels.csv")),
        dangling_words=frozenset(row["word"] for row in lexicon_rows("dangling_words.csv")),
        never_last_words=frozenset(
            row["word"] for row in lexicon_rows("dangling_words.csv") if row["may_end_a_title"] == "no"
        ),
        comment_signs=tuple((row["sign"].casefold(), row["meaning"]) for row in lexicon_rows("comment_signs.csv")),
    )
