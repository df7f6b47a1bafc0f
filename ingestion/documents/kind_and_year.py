"""Of what kind a report is (VP, T1, T2, VB) and which year it is about, by what it prints.

The year is what the report is about: its title, the decision, the headers of its tables ('KF:s årsmål 2018', 'VB 2017'
of the year before), its period cells and the dates of its activities say so. The date of the covering letter does not:
a plan is decided in December of the year before, an annual report in spring of the next.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingestion.documents.evidence import Answer, Evidence, weigh
from ingestion.documents.running_text import RunningText
from ingestion.documents.titles import Title, title_reports
from ingestion.reports import report_kinds

_ENOUGH_YEAR = 2.5
_ENOUGH_REPORT = 1.0
_HEADERS_WEIGHT = 6.0
_TITLES_WEIGHT = 4.0
# What is printed in the tables themselves and what the document is called: a year that contradicts one of them is never
# published.
_DECISIVE = ("title", "header_year", "header_year_before", "period_cell")
_CLEAR_MAJORITY = 0.6
_SENTENCE = 240
_PERIOD_CELL = re.compile(r"(?:(?:Tertial|Halvår) [12] |VB )?(?P<year>20\d\d)")
_YEAR_ALONE = r"% (?P<year>20\d\d) (?=[A-ZÅÄÖ]|$)"


@dataclass(frozen=True)
class TableHeader:
    """What the header of an indicator table says of its report, and on which line.

    `says_how_often` where its last column is 'Periodicitet' and not 'Period'. `target_year` is that of 'KF:s årsmål år
    2024', `year_before` that of 'Periodens utfall VB 2018'.
    """

    line: int
    has_outcome: bool
    has_forecast: bool
    says_how_often: bool
    target_year: str | None
    year_before: str | None


@dataclass(frozen=True)
class ReadTable:
    """An indicator table as the reader of a page found it.

    Its columns by role, the period of the year before's column where it has one ('VB 2018'), the periods of its rows,
    and the line of its header.
    """

    columns: tuple[str, ...]
    period_before: str | None
    periods: tuple[str, ...]
    line: int


def headers_of_tables(tables: Iterable[ReadTable]) -> tuple[TableHeader, ...]:
    """The headers of tables that a page shows side by side.

    Line by line they are torn: 'Periodens Utfall män/ Utfall kvinnor/ Prognos' above 'Indikator Årsmål Period'.
    """
    return tuple(
        TableHeader(
            line=table.line,
            has_outcome=not _OUTCOMES.isdisjoint(table.columns),
            has_forecast="forecast" in table.columns,
            says_how_often="period" in table.columns and "outcome" not in table.columns,
            target_year=None,
            year_before=_year(_BEFORE, table.period_before or "") if "previous_outcome" in table.columns else None,
        )
        for table in tables
    )


_OUTCOMES = frozenset(("outcome", "previous_outcome", "other_previous_outcome"))
_TARGET_YEAR = re.compile(r"(?:rsmål|KF:smål)(?:år)?(20\d\d)")
_BEFORE = re.compile(r"\AVB\s*(20\d\d)")
_OUTCOME_BEFORE = re.compile(r"utfallVB(20\d\d)")


def _year(pattern: re.Pattern[str], text: str) -> str | None:
    """The year in a text."""
    match = pattern.search(text)
    return match[1] if match else None


# An indicator table's header from 'Indikator' to its last column. It may be spread over 23 lines with words
# broken anywhere ('Progno' + 's helår'), which the squeezed text undoes; 'Periodens' is a column's first
# word, not the end. The names' title may have a word before it: 'Nämndens indikatorer', then the next column's. An
# expression that begins with letters is searched many times as fast as one that begins with a choice: the first letter
# is looked at behind them.
_HEADER = re.compile(
    r"ndikator(?:(?<=Indikator)|(?<=[a-zåäö]indikator)(?:er)?(?=Periodens|Utfall|Årsmål|Mål|Nämndens|Prognos|KF))"
    r"(?:(?!Indikator).){0,200}?(?:Periodicitet|Period(?!ens?|er|icitet))"
)


def table_headers(squeezed: RunningText) -> tuple[TableHeader, ...]:
    """The headers of indicator tables in a text without spaces."""
    return tuple(
        TableHeader(
            line=squeezed.line(match.start() - 1),
            has_outcome="utfall" in match[0],
            has_forecast="Prognos" in match[0],
            says_how_often=match[0].endswith("Periodicitet"),
            target_year=_year(_TARGET_YEAR, match[0]),
            year_before=_year(_OUTCOME_BEFORE, match[0]),
        )
        for match in _HEADER.finditer(squeezed.text)
        if "mål" in match[0] or "Mål" in match[0]
    )


def report_kind(
    squeezed: RunningText,
    headers: Sequence[TableHeader],
    titles: Sequence[tuple[Title, int]],
    year: str | None,
    tables: Sequence[ReadTable] = (),
) -> Answer:
    """The kind by the tables' own headers, and by the title.

    A plan has Periodicitet, a spring or autumn report a forecast, an annual report neither; which of the two tertials
    is told by the Period cells ('Tertial 1 2019') outside the headers, else by the title. `tables` are those of pages.
    """
    titled = [(one, line) for one, line in titles if not one.is_sentence]
    wanted = year or r"20\d\d"
    if tables:
        cell = re.compile(rf"Tertial ([12]) ({wanted})$")
        cells = [(match, table.line) for table in tables for one in table.periods if (match := cell.match(one))]
    else:
        found_cells = re.finditer(rf"Tertial(?<!utfallTertial)([12])({wanted})(?!\d)", squeezed.text)
        cells = [(match, squeezed.line(match.start())) for match in found_cells]
    plan, final = _only(states="plan"), _only(is_final=True)
    within_the_year = _within_the_year()
    # 'Tertialrapport' without its number is T, as T1 and T2 begin.
    families = {report.rstrip("0123456789") for report in within_the_year} - set(within_the_year)
    of_tertial = any(one.report in families or one.report in within_the_year for one, _line in titled)
    found: list[Evidence] = []
    tertial: list[TableHeader] = []
    weight = _HEADERS_WEIGHT / max(1, len(headers))
    for header in headers:
        if header.says_how_often and not header.has_outcome:
            found.append(Evidence("table_header", plan, header.line, weight, "column Periodicitet"))
        elif header.has_forecast or (of_tertial and cells and header.has_outcome):
            tertial.append(header)
        elif header.has_outcome:
            found.append(Evidence("table_header", final, header.line, weight, "outcome columns without Prognos helår"))
    if tertial:
        found += _which_tertial(tertial, cells, titled, weight * len(tertial))
    for one, line in titled:
        # 'Tertialrapport' without its number says nothing that the columns do not.
        if one.report not in families:
            found.append(Evidence("title", one.report or one.name, line, _TITLES_WEIGHT / len(titled), one.name))
    return weigh(found, _ENOUGH_REPORT)


def _which_tertial(
    headers: Sequence[TableHeader],
    cells: Sequence[tuple[re.Match[str], int]],
    titles: Sequence[tuple[Title, int]],
    weight: float,
) -> list[Evidence]:
    if cells:
        return [
            Evidence(
                "period_cell",
                _of_tertial(one[1]),
                line,
                weight / len(cells),
                f"Tertial {one[1]} {one[2]}",
            )
            for one, line in cells
        ]
    named = [(one, line) for one, line in titles if one.report in _within_the_year()]
    if named:
        one, line = named[0]
        return [Evidence("title", one.report, line, weight, one.name)]
    line = headers[0].line
    kinds = _within_the_year()
    return [Evidence("table_header", kind, line, weight / len(kinds), "column Prognos helår") for kind in kinds]


def _of_tertial(number: str) -> str:
    """The report that is about a tertial: T1 about the first."""
    return next(kind.report for kind in report_kinds() if kind.period_part == f"T{number}")


def _within_the_year() -> tuple[str, ...]:
    """The reports with outcomes that come before the final one, and so print a forecast: T1, T2."""
    return tuple(kind.report for kind in report_kinds() if kind.states == "follow_up" and not kind.is_final)


def _only(**values: object) -> str:
    """The first kind of report with these values: VP is the one that states a plan, VB the one that is final."""
    found = (kind for kind in report_kinds() if all(getattr(kind, name) == value for name, value in values.items()))
    return next(found).report


def report_year(
    prose: RunningText,
    headers: Sequence[TableHeader],
    titles: Sequence[tuple[Title, int]],
    tables: Sequence[ReadTable] = (),
) -> Answer:
    """The year, each kind of evidence with a fixed weight that its witnesses share.

    Sharing keeps a hundred dates of activities from outvoting a table's own header: what counts is how united
    the witnesses of a kind are. The value is None where the tables or the title say another year than the rest.
    `tables` are those of pages, whose cells stand side by side.
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

    # 'Verksamhetsplan 2018', 'VERKSAMHETSBERÄTTELSE VB 2013'
    add("title", 10.0, [(one.year, line, one.name) for one, line in titles if one.year and not one.is_sentence])
    # 'Verksamhetsplanen för Farsta stadsdelsnämnd visar vad nämnden vill nå under 2023.'
    sentences = [(one, line) for one, line in titles if one.is_sentence and one.name[0].isupper()]
    add("title_sentence", 6.0, _years_of_sentences(prose, sentences))
    # 'KF:s årsmål år 2024' is the year of the plan; 'Periodens utfall VB 2018' is the year before the
    # report's.
    stated = [(one.target_year, one.line, f"KF:s årsmål år {one.target_year}") for one in headers if one.target_year]
    before = [
        (str(int(one.year_before) + 1), one.line, f"column VB {one.year_before}") for one in headers if one.year_before
    ]
    add("header_year", 10.0, stated)
    add("header_year_before", 8.0, before)
    # Period cells: 'Tertial 1 2019', 'Halvår 1 2019', 'VB 2021', but not the header's 'Periodens utfall VB
    # 2020'; and the year alone, after the last value of a row: '7,0 % 2021'.
    printed = (
        [
            (match["year"], table.line, one)
            for table in tables
            if "outcome" in table.columns
            for one in table.periods
            if (match := _PERIOD_CELL.fullmatch(one))
        ]
        if tables
        else found(
            r"Tertial (?<!utfall Tertial )(?<!\wTertial )[12] (?P<year>20\d\d)\b",
            r"Halvår (?<!utfall Halvår )(?<!\wHalvår )[12] (?P<year>20\d\d)\b",
            r"VB (?<!utfall VB )(?<!\wVB )(?P<year>20\d\d)\b",
            *((_YEAR_ALONE,) if any(one.has_outcome for one in headers) else ()),
        )
    )
    add("period_cell", 8.0, printed if headers else ())
    # 'godkänner förvaltningens förslag till verksamhetsplan 2021', 'godkänner bokslut och verksamhetsberättelse
    # inklusive bilagor för 2010'
    add(
        "decision",
        6.0,
        found(
            rf"godkänner (?:[\w,]+ ){{0,8}}?(?:{_long_titles()})(?:en|n)?,? (?:[12] )?(?:[\w,]+ ){{0,5}}?"
            r"(?P<year>20\d\d)\b(?!-\d)"
        ),
    )
    # 'har under verksamhetsåret 2021 bidragit'
    add("year_of_operation", 3.0, found(r"verksamhetsåret (?<!\wverksamhetsåret )(?P<year>20\d\d)\b"))
    # 'Fastställs 2021', also broken as 'Fastställ' + 's  2021': KF sets the level later in the plan's year.
    add("set_later", 2.0, found(r"Fastställ ?s (?P<year>20\d\d)\b"))
    # Activities run within the report's year, from a day to a day: '2022-01-01 2022-12-31'.
    add("activity_dates", 4.0, found(r"(?P<year>20\d\d)(?<!\w20\d\d)-\d\d-\d\d 20\d\d-\d\d-\d\d\b"))
    add(
        "under_year",
        3.0,
        found(r"under (?<!\wunder )(?:år )?(?P<year>20\d\d)\b", r"Under (?<!\wUnder )(?:år )?(?P<year>20\d\d)\b"),
    )
    evidence = []
    for kind, (weight, witnesses) in kinds.items():
        for value, line, text in witnesses:
            evidence.append(Evidence(kind, value, line, weight / len(witnesses), text))
    answer = weigh(evidence, _ENOUGH_YEAR)
    if any(said != answer.value for said in _said_clearly(kinds)):
        return Answer(None, answer.candidates, answer.evidence)
    return answer


def _years_of_sentences(prose: RunningText, sentences: Sequence[tuple[Title, int]]) -> Iterable[tuple[str, int, str]]:
    """The year that a sentence gives to the report that it names, where it gives one."""
    at = 0
    for title, line in sentences:
        start = prose.text.find(title.name, at)
        if start < 0:
            continue
        at = start + 1
        end = prose.text.find(". ", start)
        sentence = prose.text[start : min(end if end >= 0 else start + _SENTENCE, start + _SENTENCE)]
        years = set(re.findall(r"(?:under|för|av)(?: år| verksamhetsåret)? (20\d\d)\b(?!-\d)", sentence))
        if len(years) == 1:
            year = years.pop()
            yield year, line, f"{title.name} … {year}"


def _said_clearly(kinds: dict[str, tuple[float, list[tuple[str, int, str]]]]) -> Iterable[str]:
    """The year of each decisive kind of witness, where most of the kind agree."""
    for kind in _DECISIVE:
        _weight, witnesses = kinds[kind]
        years = Counter(value for value, _line, _text in witnesses)
        for value, number in years.most_common(1):
            if number >= _CLEAR_MAJORITY * len(witnesses):
                yield value


def _long_titles() -> str:
    return "|".join(word for word, report in title_reports().items() if report and len(word) > 2)
