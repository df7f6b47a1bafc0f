"""Recognise the printed header of a table and the columns it has."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from ingestion.documents.text import DocumentError
from ingestion.extraction.layout import is_blank
from ingestion.extraction.vocabulary import TableKind, Vocabulary, loose, vocabulary
from ingestion.reports import report_kinds

_MOST_HEADER_LINES = 60
"""The header of 002 runs over 23 lines."""

_WHOLE, _START = "whole", "start"
_TELLING_LETTERS = 3
"""Letters of a line that tell, most often, that it is no column title: none begins with those of "Andel barn"."""

_WIDE_GAP = regex.compile(r"[^\S\n]{2,}")

UNKNOWN = "unknown_{}"
"""The role of a column whose title is not understood, by its number."""

_MOST_SUSPECTED_LINES = 30
_MOST_LINES_OF_A_TITLE = 8
"""'Periodens utfall VB 2018' stands on seven lines in 002."""

_LONGEST_TITLE_LINE = 200
_MOST_UNKNOWN_WORDS = 8
_NO_TITLE = regex.compile(r"%|[.!?]\s*$|\d\s*(?:st|kr)\b")
_INDICATOR = regex.compile(r"(?:\S+\s+){0,3}\S*indikator(?:er)?(?:/\S+)?(?!\w)", regex.I)
# 'Resultat Mål 2021 Uppföljning' behind 'Indikator'
_TITLES = regex.compile(r"(?:\s+(?:\p{Lu}\S*|(?:19|20)\d\d))+\s*")
_NAMES_TITLE = regex.compile(r"\p{Lu}[^\W\d]*(?:[ /-]+\p{L}+){0,3}")
# A title's word, with those in small letters behind it: 'Uppfyllt' + 'mål'
_TITLE_WORD = regex.compile(r"\p{Lu}\S*(?:\s+(?!\p{Lu})\S+)*")
_LAST_WORDS = regex.compile(r"[\p{L}\d]$")
_REACH_OF_ROWS = 14
_MOST_WORDS_OF_A_PERIOD = 3
_MOST_MISSING = 3
_TARGETS = {"annual_target", "kf_target"}

_MOST_COLUMN_WORDS = 40
"""First words of titles in a header; the fullest known has 12."""


class ExtractionError(DocumentError):
    """A document's tables cannot be read as printed."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its role, the title as printed, and the title's lines, which show how wide the column is.

    `period` is what the title says of an earlier period ('VB 2018').
    """

    role: str
    title: str
    pieces: tuple[str, ...]
    period: str | None = None


@dataclass(frozen=True)
class Header:
    """A printed header: 1-based first and last line, and its columns after the first (the name).

    `is_certain`: every title is understood, so that a cell's column says what the cell is.
    """

    kind: str
    first_line: int
    last_line: int
    columns: tuple[Column, ...]
    is_certain: bool = True

    @functools.cached_property
    def roles(self) -> tuple[str, ...]:
        """Roles of the columns in printed order."""
        return tuple(column.role for column in self.columns)

    @property
    def ends_with_period(self) -> bool:
        """Whether the last column is the period, so that a row ends with one; none of the titles may be known."""
        return self.roles[-1:] == ("period",)


@dataclass(frozen=True)
class UnreadHeader:
    """Lines like a table's header whose titles are not all understood: 1-based lines, their text, and why.

    `header` has a column of a role like UNKNOWN for each word of a title that is not; it is None where the titles that
    are contradict each other.
    """

    kind: str
    first_line: int
    last_line: int
    printed: str
    reason: str
    header: Header | None


def header_at(lines: Sequence[str], index: int, kind: TableKind, skip: frozenset[int]) -> Header | UnreadHeader | None:
    """The header that starts at `lines[index]`, as far as it is understood; None where none seems to.

    What reads wholly as column titles is one. What has titles that are known beside some that are not looks like one:
    'Indikator Bedömning Årsmål Periodicitet'. Rows below it must not be read under the header above it.
    """
    first = lines[index]
    begins = kind.first.match(first) is not None
    # The expression tries many ways to find the word.
    is_short = len(first) <= _LONGEST_TITLE_LINE
    is_indicator = is_short and kind.name == "indicators" and _is_indicator(first)
    if not (begins or is_indicator or (is_short and kind.known_words.search(first))):
        return None
    header, reason = None, ""
    try:
        header = find_header(lines, index, kind, skip) if begins else None
    except ExtractionError as error:
        reason = error.message
    if header is not None and (kind.name != "indicators" or "period" in header.roles):
        return _of_one_period(header)
    found = _suspected(lines, index, kind, skip, reason, is_indicator=is_indicator) if is_short else None
    if isinstance(found, UnreadHeader):
        return found
    header = found or header
    if header is None or kind.name != "indicators" or "period" in header.roles:
        return header
    # A table may have no column of periods; then no row below its header ends with one.
    return _cut_short(lines, header, skip) if _a_period_follows(lines, header.last_line, skip) else header


def _is_indicator(text: str) -> bool:
    """Whether a line begins with a title of the names that has the word: 'Mätetal och indikatorer'."""
    return "ndikator" in text.lower() and _INDICATOR.match(text.strip()) is not None


def _of_one_period(header: Header) -> Header | UnreadHeader:
    """A header; 'Utfall T2 2021' alone may be the outcome of a report of that summer or of the year before."""
    first = next((column for column in header.columns if column.role == "previous_outcome"), None)
    if first is None or "outcome" in header.roles:
        return header
    if (first.period or "").startswith(tuple(kind.report for kind in report_kinds() if not kind.period_part)):
        return header
    reason = f"the column title {first.title!r} may be the period's outcome or an earlier one"
    doubted = replace(header, is_certain=False)
    return UnreadHeader(header.kind, header.first_line, header.last_line, first.title, reason, doubted)


def _cut_short(lines: Sequence[str], header: Header, skip: frozenset[int]) -> UnreadHeader:
    """A header without a period above rows that have one: some of its titles are missing."""
    unknown = [Column(UNKNOWN.format(number), "", ("",)) for number in range(1, _MOST_MISSING + 1)]
    columns = (*header.columns, *unknown, Column("period", "", ("",)))
    numbers = range(header.first_line, header.last_line + 1)
    printed = " / ".join(lines[n - 1].strip() for n in numbers if n not in skip and lines[n - 1].strip())
    reason = f"the table header has no title for the period that its rows print: {printed}"
    whole = replace(header, columns=columns, is_certain=False)
    return UnreadHeader(header.kind, header.first_line, header.last_line, printed, reason, whole)


def _a_period_follows(lines: Sequence[str], start: int, skip: frozenset[int]) -> bool:
    words = vocabulary()
    printed = (text for n, text in enumerate(lines[start : start + _REACH_OF_ROWS], start + 1) if n not in skip)
    return any(_ends_with_period(text.rstrip(), words) for text in printed)


def _ends_with_period(text: str, words: Vocabulary) -> bool:
    """Whether a line ends with a period and a value before it, or is one: '63 % Tertial 1', 'År'."""
    match = _LAST_WORDS.search(text)
    if match is None:
        return False
    starts = [at for at, letter in enumerate(text) if at == 0 or text[at - 1] == " "][-_MOST_WORDS_OF_A_PERIOD:]
    return any(
        words.period.fullmatch(text, at) is not None
        and (not text[:at].strip() or text[:at].rstrip()[-1] in "%0123456789")
        for at in starts
        if text[at:].strip()
    )


def find_header(lines: Sequence[str], index: int, kind: TableKind, skip: frozenset[int]) -> Header | None:
    """The header that starts at `lines[index]`, or None where none does.

    `skip` holds 1-based numbers of page furniture. The longest run of lines that reads wholly as column titles is
    the header, however its words are broken. Raises ExtractionError where a title is not known.
    """
    first = lines[index].strip()
    if kind.first.match(first) is None:
        return None
    text, last, complete = "", index, ""
    fit: str | None = _START
    for position in range(index, min(len(lines), index + _MOST_HEADER_LINES)):
        if position + 1 in skip or is_blank(lines[position]):
            continue
        line = lines[position]
        # Below a whole header stands a name, most often: of thousands of names the first letters are few, so that
        # `_fit` knows them. What cannot be the start of a header cannot be it with more letters either.
        if fit == _WHOLE and _fit(kind.header, f"{text}\n{line.lstrip()[:_TELLING_LETTERS]}") is None:
            break
        text += "\n" + line
        fit = _fit(kind.header, text)
        if fit is None:
            break
        if fit == _WHOLE:
            last, complete = position, text
    following = _next_lines(lines, last + 1, skip, kind)
    if len(kind.known_words.findall(complete)) > _MOST_COLUMN_WORDS:
        raise ExtractionError(f"a table header of more than {_MOST_COLUMN_WORDS} column titles", index + 1)
    if complete and not any(_is_title_line(line, kind) for line in following):
        columns = _columns(complete[_first_title_end(complete, kind) :], kind, index + 1)
        return Header(kind.name, index + 1, last + 1, columns)
    if complete or len(set(kind.known_words.findall(first))) >= 2:
        printed = " / ".join(line.strip() for line in [*lines[index : last + 1], *following] if line.strip())
        unknown = _unknown_title(complete or first, following, kind)
        raise ExtractionError(f"unknown column title {unknown!r} in the table header: {printed}", index + 1)
    return None


def _suspected(
    lines: Sequence[str], index: int, kind: TableKind, skip: frozenset[int], reason: str, *, is_indicator: bool
) -> UnreadHeader | Header | None:
    """What looks like a header at `lines[index]`: known titles, up to the period's where the kind has one.

    It is a Header where every title but the names' own is known: 'Mätetal Årsmål KF:s årsmål Periodicitet'.
    """
    first = lines[index]
    if not is_indicator and _begins_with_title(lines, index, kind, skip):
        return None
    run = _run_of_titles(lines, index, kind, skip)
    whole = _suspected_of(lines, index, kind, reason, *run) if run is not None else None
    # Below a title that nobody knows a word of a name may look like one, too.
    return whole or _suspected_of(lines, index, kind, reason, "\n" + first, index)


def _begins_with_title(lines: Sequence[str], index: int, kind: TableKind, skip: frozenset[int]) -> bool:
    """Whether a line begins with the title of a column that is not the names', as lines in tables of money do.

    The names' own title, of which a few words may be unknown, would stand before it.
    """
    if kind.title.match(lines[index].lstrip()) is None:
        return False
    words: list[str] = []
    for position in range(index, min(len(lines), index + 2 * _MOST_SUSPECTED_LINES)):
        if position + 1 not in skip:
            words += lines[position].split()
        if len(words) >= _MOST_WORDS_OF_A_NAMES_TITLE:
            break
    return "ndikator" not in " ".join(words[:_MOST_WORDS_OF_A_NAMES_TITLE]).casefold()


_MOST_WORDS_OF_A_NAMES_TITLE = 4


def _suspected_of(
    lines: Sequence[str], index: int, kind: TableKind, reason: str, text: str, last: int
) -> UnreadHeader | Header | None:
    """What looks like a header in the text from `lines[index]` to `lines[last]`."""
    first = lines[index]
    names, cells = _names_and_cells(text, kind)
    matches = list(kind.title.finditer(cells))
    roles = [kind.titles[int(str(match.lastgroup)[1:])][1] for match in matches]
    gaps = _between(cells, matches)
    unknown = [" ".join(gap.split()) for gap in gaps if gap.strip()]
    is_named = bool(kind.first.fullmatch(names) or (kind.name == "indicators" and _INDICATOR.fullmatch(names.strip())))
    enough = 1 if reason else 2
    if is_named and _TITLES.fullmatch(first[len(first.rstrip()) - len(cells.split("\n")[0].rstrip()) :]):
        enough = 0
    if len(set(roles)) < (enough if is_named else 3) or sum(len(one.split()) for one in unknown) > _MOST_UNKNOWN_WORDS:
        return None
    if not is_named and not (
        _NAMES_TITLE.fullmatch(names.strip()) and _TARGETS & set(roles) and roles[-1] == "period" and not unknown
    ):
        return None
    printed = " / ".join(line.strip() for line in text.split("\n") if line.strip())
    header = _partial(cells, kind, matches, roles, gaps, index, last)
    if header is not None and not unknown:
        return header
    known = reason or f"unknown column title {', '.join(map(repr, unknown))} in the table header: {printed}"
    return UnreadHeader(kind.name, index + 1, last + 1, printed, known, header)


def _run_of_titles(lines: Sequence[str], index: int, kind: TableKind, skip: frozenset[int]) -> tuple[str, int] | None:
    """The text from `lines[index]` on as far as titles go, with the index of its last line.

    They end with the title of the period; without one, with the last line that holds a known title.
    """
    text, taken, ends = "", 0, -1
    best: tuple[str, int] | None = None
    for position in range(index, min(len(lines), index + 2 * _MOST_SUSPECTED_LINES)):
        line = lines[position]
        if position + 1 in skip or is_blank(line):
            continue
        if taken == _MOST_SUSPECTED_LINES or len(line) > _LONGEST_TITLE_LINE or _NO_TITLE.search(line):
            break
        if taken and (kind.first.match(line) or line.rstrip().endswith(":")):
            break
        text += "\n" + line
        taken += 1
        # A title may have begun on one of the lines above: 'Perio' + 'dens' + 'utfall'.
        matches = [one for one in kind.title.finditer(text, max(0, len(text) - len(line) - 40)) if one.end() > ends]
        if matches:
            ends, best = matches[-1].end(), (text, position)
            role = kind.titles[int(str(matches[-1].lastgroup)[1:])][1]
            if role == "period" and not text[ends:].strip():
                break
        elif best is not None and taken > _MOST_LINES_OF_A_TITLE + best[0].count("\n"):
            break
    return best


def _names_and_cells(text: str, kind: TableKind) -> tuple[str, str]:
    """The title of the names' column, and the text of the others."""
    known = kind.first.match(text)
    if known is not None:
        return known.group(), text[known.end() :]
    start = kind.title.search(text)
    indicator = _INDICATOR.match(text.lstrip())
    if indicator is not None and (start is None or "ndikator" in text[start.start() :].casefold()):
        end = len(text) - len(text.lstrip()) + indicator.end()
        return text[:end], text[end:]
    return (text[: start.start()], text[start.start() :]) if start else (text, "")


def _between(text: str, matches: Sequence[re.Match[str]]) -> list[str]:
    """What stands before, between and behind the titles that are known."""
    ends = [0, *(match.end() for match in matches)]
    starts = [*(match.start() for match in matches), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=True)]


def _partial(
    cells: str,
    kind: TableKind,
    matches: Sequence[re.Match[str]],
    roles: Sequence[str],
    gaps: Sequence[str],
    index: int,
    end: int,
) -> Header | None:
    """The columns of a header, those of unknown titles with them, and those that are of a kind that another is too.

    Where the period's title is not known, the last that is not known stands for it: a row ends with its period.
    """
    found: list[Column] = []
    unknown = 0
    for place, gap in enumerate(gaps):
        # 'Trend' + 'Status' may be two columns; more of them than there are do no harm, no cell is told by them.
        for word in _TITLE_WORD.findall(gap) or ([gap] if gap.strip() else []):
            unknown += 1
            found.append(_column(UNKNOWN.format(unknown), word, None))
        if place < len(matches):
            role = roles[place]
            if role != "previous_outcome" and roles.count(role) > 1:
                # 'Årsmål nämnd' and 'Årsmål KF'
                unknown += 1
                role = UNKNOWN.format(unknown)
            found.append(_column(role, matches[place].group(), role))
    if kind.name == "indicators" and "period" not in roles and unknown:
        last = max(n for n, column in enumerate(found) if column.role == UNKNOWN.format(unknown))
        found[last] = replace(found[last], role="period")
    while found and found[-1].role.startswith(UNKNOWN.format("")) and "period" in roles:
        # What stands behind the period ('Kommentar') is no cell of the row as it is read here.
        found.pop()
    try:
        columns = _distinguish_previous(tuple(found), index + 1)
    except ExtractionError:
        return None
    return Header(kind.name, index + 1, end + 1, columns, is_certain=not unknown)


def header_of(titles: Sequence[str], kind: TableKind, first_line: int, last_line: int) -> Header:
    """The header of titles that are known to stand in a column each, the names' left out.

    Raises ExtractionError where a title is not known, or two are of one kind.
    """
    roles = [role_of(title, kind) for title in titles]
    columns = [
        _column(role or UNKNOWN.format(n), "".join(title.split()), role)
        for n, (title, role) in enumerate(zip(titles, roles, strict=True), start=1)
    ]
    if None in roles:
        raise ExtractionError(f"unknown column title {titles[roles.index(None)]!r} in the table header", first_line)
    return Header(kind.name, first_line, last_line, _distinguish_previous(tuple(columns), first_line))


@functools.lru_cache(maxsize=4096)
def role_of(title: str, kind: TableKind) -> str | None:
    """The role of the column with a printed title, however its words are broken; None for one that is not known."""
    match = kind.title.fullmatch("".join(title.split()))
    return None if match is None else kind.titles[int(str(match.lastgroup)[1:])][1]


def _column(role: str, printed: str, known: str | None) -> Column:
    pieces = tuple(line for line in printed.split("\n") if line.strip())
    period = _report_period(printed) if known == "previous_outcome" else None
    return Column(role, " ".join(printed.split()), pieces, period)


@functools.lru_cache(maxsize=4096)
def _fit(header: regex.Pattern[str], text: str) -> str | None:
    """Whether text is a whole header or may be the start of one; a report prints the same header over and over."""
    # Any gap may stand between two words; one of thousands of spaces would be tried at each of its places.
    match = header.fullmatch(_WIDE_GAP.sub(" ", text), partial=True)
    return None if match is None else _START if match.partial else _WHOLE


def _next_lines(lines: Sequence[str], start: int, skip: frozenset[int], kind: TableKind) -> list[str]:
    """The next few printed lines after a header, up to another header."""
    found: list[str] = []
    for number, line in enumerate(lines[start : start + 14], start=start + 1):
        if is_blank(line):
            continue
        if kind.first.match(line) or len(found) == 6:
            break
        if number not in skip:
            found.append(line)
    return found


@functools.lru_cache(maxsize=4096)
def _is_title_line(line: str, kind: TableKind) -> bool:
    """Whether a line below a header is made of column titles too, which means that one between is not known."""
    stripped = line.strip()
    # Most such lines are names of rows, whose first letters tell.
    if _fit(kind.header, f"{kind.first_title} {stripped[:_TELLING_LETTERS]}") is None:
        return False
    text = f"{kind.first_title} {stripped}"
    return kind.header.match(text) is not None and kind.header.fullmatch(text, partial=True) is not None


def _unknown_title(complete: str, following: list[str], kind: TableKind) -> str:
    match = kind.header.match(complete)
    rest = complete[match.end() if match else _first_title_end(complete, kind) :]
    if rest.strip():
        known = kind.known_words.search(rest)
        return " ".join(rest[: known.start()].split()) or " ".join(rest.split()) if known else " ".join(rest.split())
    return " ".join(following[0].split()) if following else ""


def _first_title_end(text: str, kind: TableKind) -> int:
    match = kind.first.match(text)
    return match.end() if match else 0


def _columns(text: str, kind: TableKind, line: int) -> tuple[Column, ...]:
    """The columns of header text without the title of the names' column."""
    try:
        return _columns_of(text, kind)
    except ExtractionError as error:
        raise ExtractionError(error.message, line) from error


# A report prints the same header over and over.
@functools.lru_cache(maxsize=1024)
def _columns_of(text: str, kind: TableKind) -> tuple[Column, ...]:
    found: list[Column] = []
    for match in _best_split(text, kind):
        role = kind.titles[match[0]][1]
        found.append(_column(role, match[1], role))
    return _distinguish_previous(tuple(found))


def _best_split(text: str, kind: TableKind) -> list[tuple[int, str]]:
    """Split header text wholly into titles: (index of the title, printed text), longest titles first."""
    stripped = text.strip()
    if not stripped:
        return []
    offset = text.index(stripped[0])
    for number, (title, _) in enumerate(kind.titles):
        match = _title_pattern(title).match(text, offset)
        if match is None:
            continue
        rest = text[match.end() :]
        if not rest.strip():
            return [(number, match.group())]
        tail = _best_split(rest, kind)
        if tail:
            return [(number, match.group()), *tail]
    return []


@functools.cache
def _title_pattern(title: str) -> regex.Pattern[str]:
    return regex.compile(loose(title), regex.I)


@functools.cache
def _report_and_year() -> regex.Pattern[str]:
    """'VB2018', 'Tertial12019' at the end of a title without its spaces."""
    letters = sorted({"Tertial", *(kind.report.rstrip("0123456789") for kind in report_kinds())}, key=len, reverse=True)
    return regex.compile(rf"({'|'.join(map(regex.escape, letters))})(\d?)((?:19|20)\d\d)$", regex.I)


def _report_period(printed: str) -> str:
    """'VB 2018' of 'Periodens utfall VB 2018', however it is broken."""
    match = _report_and_year().search("".join(printed.split()))
    if match is None:
        squeezed = "".join(printed.split())
        # 'Utfall2020', however it is broken
        return f"{squeezed[:-4]} {squeezed[-4:]}".replace("Periodensutfall", "Periodens utfall")
    report, number, year = match.groups()
    return f"{report}{' ' if len(report) > 2 and number else ''}{number} {year}"


def _distinguish_previous(columns: tuple[Column, ...], line: int | None = None) -> tuple[Column, ...]:
    """Of two columns of earlier outcomes the one of the last VB is the year before's, the other keeps its own place.

    Raises ExtractionError for any role that stands twice otherwise, and for an outcome of a year of which nothing tells
    whether it is the report's.
    """
    columns = _told_by_years(columns, line)
    previous = [column for column in columns if column.role == "previous_outcome"]
    finals = tuple(kind.report for kind in report_kinds() if kind.is_final)
    of_finals = [column for column in previous if (column.period or "").startswith(finals)]
    main = max(of_finals, key=_year_of) if of_finals else next(iter(previous), None)
    renamed = tuple(
        replace(column, role="other_previous_outcome")
        if column.role == "previous_outcome" and column is not main
        else column
        for column in columns
    )
    roles = [column.role for column in renamed]
    twice = [column.title for column in renamed if roles.count(column.role) > 1]
    if twice:
        raise ExtractionError(f"two columns of one kind in the table header: {', '.join(twice)}", line)
    return renamed


def _told_by_years(columns: tuple[Column, ...], line: int | None) -> tuple[Column, ...]:
    """The columns, where none is the period's outcome as what two years say: 'Utfall 2021', 'Utfall 2020'.

    A year alone, 'Utfall 2020' beside 'Periodens utfall', is an earlier one.
    """
    previous = [column for column in columns if column.role == "previous_outcome"]
    alone = [column for column in previous if _OUTCOME_OF_A_YEAR.fullmatch(column.period or "")]
    now = None
    if len(previous) > 1 and all(column.role != "outcome" for column in columns):
        last = max(previous, key=_year_of)
        now = last if [_year_of(last) - 1] == [_year_of(one) for one in previous if one is not last] else None
    if now is None and alone and all(column.role != "outcome" for column in columns):
        reason = f"the column title {alone[0].period!r} may be the period's outcome or an earlier one"
        raise ExtractionError(reason, line)
    return tuple(
        replace(column, role="outcome", period=None)
        if column is now
        else replace(column, period=str(_year_of(column)))
        if column in alone
        else column
        for column in columns
    )


def _year_of(column: Column) -> int:
    match = _YEAR_AT_END.search(column.period or "")
    return int(match.group()) if match else 0


_OUTCOME_OF_A_YEAR = regex.compile(r"(?:Periodens )?utfall (?:19|20)\d\d", regex.I)
_YEAR_AT_END = regex.compile(r"(?:19|20)\d\d$")
