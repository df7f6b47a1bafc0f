"""Generate reports as extracted text, in the layouts of the known ones, with what is printed in them.

A table is printed cell by cell as the converters do: a cell that fits on one line is followed by the next one, a cell
that wraps ends with a blank line. So a report is made of cells, wrapped to the width of their column, and of running
text; pages end where they are full, in the middle of a name or before a comment too, and the header is printed again.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from bench.councils import Report
from bench.figures import Figures, Indicator
from bench.money import MoneyTable, money_chapter
from bench.prose import pool
from bench.unusual import Unusual, unusual
from ingestion.reports import report_kinds

_PAGE_LINES = 44
"""Printed lines on a page of the known texts, on average."""

_GOAL_SETS = (
    (
        2023,
        (
            ("1", "Ett Stockholm som håller samman med en stark och jämlik välfärd i hela staden"),
            ("2", "Ett grönt och fossilfritt Stockholm som leder en rättvis klimatomställning"),
            ("3", "Ett Stockholm med en stabil och hållbar ekonomi med utbildning, jobb och bostäder för alla"),
        ),
    ),
    (
        0,
        (
            ("1", "En modern storstad med möjligheter och valfrihet för alla"),
            ("2", "En hållbart växande och dynamisk storstad med hög tillväxt"),
            ("3", "En ekonomiskt hållbar och innovativ storstad för framtiden"),
        ),
    ),
)
"""Titles of KF's goals from a year on, as in the project's list of goal sets."""

_AREAS = (
    "barn och unga växer upp i trygghet",
    "den som söker arbete får stöd på vägen dit",
    "äldre bestämmer över sin egen vardag",
    "parker och torg är välskötta",
    "kultur och idrott finns nära",
)
_AREA_STARTS = {"1": "I Stockholm är det så att", "2": "Staden ser till att", "3": "Stockholm sparar så att"}
_COUNCIL_GOALS = (
    "Mötesplatserna är öppna för alla i området",
    "Familjer får hjälp i tid",
    "Personalen har goda villkor",
    "Grönområdena inbjuder till lek",
)


@dataclass(frozen=True)
class Habit:
    """How a text was extracted.

    `trailing` keeps the space at the end of a wrapped line, `positional` one for each cell, an empty one too;
    `doubled` prints every other line empty. `icon` is what is left of the icon before a name.
    """

    name: str
    trailing: bool
    positional: bool
    doubled: bool
    label_alone: bool
    icon: str


SPACED_DOUBLED = Habit("every other line empty", True, True, True, False, " ")
SPACED = Habit("a space for every cell", True, True, False, False, "  ")
TIGHT = Habit("no trace of empty cells", True, False, False, True, " ")
STRIPPED = Habit("no space at a line's end", False, False, False, True, " ")

_HABITS = {
    "VP": (SPACED_DOUBLED, SPACED, TIGHT, STRIPPED),
    "T1": (TIGHT, SPACED),
    "T2": (TIGHT, SPACED),
    "VB": (SPACED,),
}


@dataclass(frozen=True)
class Column:
    """A column of a table: role, printed title in its lines, and width in em."""

    role: str
    title: tuple[str, ...]
    width: float


@dataclass(frozen=True)
class PrintedRow:
    """What the generator printed: name, first line, and the cells that are not empty, by column.

    `is_odd`: it holds what no known report prints, so that it may be called ambiguous. `goal` is the title above it.
    """

    name: str
    line_start: int
    cells: tuple[tuple[str, str], ...]
    is_odd: bool = False
    goal: str = ""


@dataclass(frozen=True)
class GeneratedReport:
    """A report's text with what is printed in it; `pages` counts the pages that it was laid out on."""

    report: Report
    file: str
    text: str
    rows: tuple[PrintedRow, ...]
    pages: int
    published_on: dt.date


@dataclass
class _Sheet:
    """The lines of a report as they are printed, page by page."""

    habit: Habit
    random: Random
    lines: list[str] = field(default_factory=list)
    used: int = 0
    pages: int = 1
    unusual: Unusual | None = None

    def print(self, text: str) -> None:
        """One printed line, at the top of a new page if this one is full."""
        if self.used >= _PAGE_LINES:
            self.turn()
            text = " " + text
        self.lines.append(text if self.habit.trailing else text.rstrip())
        self.used += 1

    def blank(self, text: str = "") -> None:
        self.lines.append(text if self.habit.trailing else "")

    def turn(self) -> None:
        """End the page; of one in twenty the footer stays in the text."""
        self.pages += 1
        self.used = 0
        if self.unusual is not None:
            if footer := self.unusual.footer(self.pages):
                self.lines += ["", *(line + (" " if self.habit.positional else "") for line in footer), ""]
        elif self.random.random() < 0.05:
            space = " " if self.habit.positional else ""
            self.lines += ["", "Tjänsteutlåtande" + space, f"Sid {self.pages} (95)" + space, "", "stockholm.se" + space]
            self.lines += ["08-508 1000" + space, ""]

    @property
    def room(self) -> int:
        return _PAGE_LINES - self.used

    def paragraph(self, texts: Sequence[str]) -> None:
        end = " " if self.habit.trailing else ""
        for text in texts:
            self.print(text + end)
            if self.habit.doubled:
                self.blank()
        self.blank()


def _wrap(text: str, width: float, *, cut_words: bool) -> list[str]:
    """The lines of a text in a column of a width in em; a line that does not end in a cut word keeps its space."""
    pieces: list[str] = []
    current = ""
    for word in text.split(" "):
        if current and _width(current + word) > width:
            pieces.append(current)
            current = ""
        while cut_words and _width(word) > width:
            kept = next(n for n in range(len(word), 0, -1) if _width(word[:n]) <= width)
            pieces.append(word[:kept])
            word = word[kept:]  # noqa: PLW2901 (the rest of the word)
        current += word + " "
    return [*pieces, current.rstrip(" ")]


@functools.cache
def _letter(letter: str) -> float:
    """Advance width of a common sans serif font in em."""
    narrow = {" ": 0.28, ",": 0.28, ".": 0.28, "/": 0.28, "%": 0.89, "i": 0.22, "l": 0.22, "j": 0.22, "-": 0.33}
    other = {"m": 0.83, "w": 0.72, "t": 0.28, "f": 0.28, "r": 0.33, "s": 0.5, "k": 0.5, "v": 0.5}
    return narrow.get(letter) or other.get(letter) or (0.7 if letter.isupper() else 0.56)


def _width(text: str) -> float:
    return sum(map(_letter, text.rstrip(" ")))


def _cell_lines(cells: Sequence[Sequence[str]], habit: Habit) -> list[str]:
    """Cells, each with its lines, as the converter prints them; an empty line ends a cell that wraps."""
    lines: list[str] = []
    current = ""
    for pieces in cells:
        if not pieces:
            current += " " if habit.positional else ""
            continue
        if not habit.positional and current and not current.endswith(" "):
            current += " "
        current += pieces[0]
        if len(pieces) > 1:
            lines += [current, *pieces[1:-1], pieces[-1] + (" " if habit.positional else ""), ""]
            current = ""
        elif habit.positional:
            current += " "
    if current:
        lines.append(current)
    return lines


class _Writer:
    """Writes one report."""

    def __init__(
        self,
        report: Report,
        figures: Figures,
        paragraphs: Sequence[Sequence[str]],
        habit: Habit,
        other: Unusual | None = None,
    ) -> None:
        self.report, self.figures, self.habit, self.other = report, figures, habit, other
        self.random = Random(f"{figures.seed} {report.report_id}")  # noqa: S311 (repeatable, guards nothing)
        self.paragraphs = paragraphs
        self.sheet = _Sheet(habit, self.random, unusual=other)
        self.rows: list[PrintedRow] = []
        self.columns = _columns(report, habit)
        if other is not None:
            self.columns = tuple(replace(one, title=other.titles.get(one.role, one.title)) for one in self.columns)
        self.goal = ""
        self.name_width = 40.0 if report.kind == "VP" else 12.5

    def write(self, pages: int) -> None:
        """All of the report; running text fills it up to about so many pages."""
        report = self.report
        year = report.year
        set_of_goals = next(goals for since, goals in _GOAL_SETS if year >= since)
        sections = len(set_of_goals) * len(_AREAS)
        self._opening()
        kf = self.figures.chosen(kf=True, share=0.55, about=year // 3)
        own = self.figures.chosen(kf=False, share=0.3, about=(report.council.district_id, year // 4))
        section = 0
        for number, direction in set_of_goals:
            self._goal("KF:s inriktningsmål:", f"{number}. {direction}", assessed=False)
            self._prose(1)
            for position, area in enumerate(_AREAS, start=1):
                title = (
                    f"I Stockholm är det så att {area}" if number == "1" else f"Stadens arbete {number} gör att {area}"
                )
                self._goal("KF:s mål för verksamhetsområdet:", f"{number}.{position} {title}", assessed=True)
                self._prose_until(pages * (section + 0.3) / sections)
                self._table(kf[section::sections], under_council=False)
                self._activities(2)
                self._goal("Nämndmål:", self._council_goal(section), assessed=True)
                self._expected_results()
                self._prose_until(pages * (section + 0.7) / sections)
                self._table(own[section::sections], under_council=True)
                self._activities(3)
                section += 1
                self._prose_until(pages * section / sections)

    def write_money(self) -> None:
        """The chapter on money, behind the goals as in all known reports."""
        sheet, end = self.sheet, " " if self.habit.trailing else ""
        sheet.paragraph(["Uppföljning av ekonomi"])
        self._prose(1)
        for table in money_chapter(self.random, self.report.year):
            sheet.print(table.heading + end)
            sheet.blank()
            self._money_table(table)
            # The known reports have 12 to 18 tables on about 13 pages.
            self._prose(4)

    def _money_table(self, table: MoneyTable) -> None:
        """Header and rows, each a line of its own between blank ones; none is cut by a page's end."""
        if self.sheet.room < len(table.rows) + 1:
            self.sheet.turn()
        for label, cells in ((table.title, table.columns), *table.rows):
            self.sheet.print(" ".join((label, *cells)) + (" " if self.habit.trailing else ""))
            self.sheet.blank()

    def _council_goal(self, section: int) -> str:
        title = _COUNCIL_GOALS[section % len(_COUNCIL_GOALS)]
        return f"{title} ({self.report.council.name})" if section % 3 else title

    def _opening(self) -> None:
        name, year = self.report.council.name, self.report.year
        genitive = name if name.endswith("s") else name + "s"
        title = next(kind.name_sv for kind in report_kinds() if kind.report == self.report.kind).split()[0]
        self.sheet.paragraph([f"{title} för {genitive} stadsdelsnämnd"])
        self.sheet.paragraph([f"Under {year} leder {genitive} stadsdelsförvaltning arbetet i området."])
        self._prose(2)

    def _prose(self, paragraphs: int) -> None:
        for _ in range(paragraphs):
            self.sheet.paragraph(self.random.choice(self.paragraphs))

    def _prose_until(self, pages: float) -> None:
        sheet = self.sheet
        while sheet.pages - 1 + sheet.used / _PAGE_LINES < pages:
            self._prose(1)

    def _goal(self, label: str, title: str, *, assessed: bool) -> None:
        end = " " if self.habit.positional else ""
        sheet = self.sheet
        self.goal = title
        if self.other is not None:
            label = self.other.label(label)
        if sheet.room < 6:
            sheet.turn()
        if self.habit.label_alone:
            sheet.print(" " + label + end)
            texts = _wrap(title, 46, cut_words=False)
        else:
            texts = _wrap(f" {label} {title}", 46, cut_words=False)
        for number, text in enumerate(texts):
            sheet.print(text + (end if number == len(texts) - 1 else ""))
            if self.habit.doubled and number < len(texts) - 1:
                sheet.blank()
        sheet.blank()
        if assessed and self.report.kind != "VP":
            sheet.print(" " + self.random.choice(("Uppfylls helt", "Uppfylls delvis", "Uppfylls inte")) + end)
            sheet.blank()

    def _expected_results(self) -> None:
        self.sheet.paragraph(["Förväntat resultat"])
        for _ in range(2):
            self.sheet.paragraph([self.random.choice(self.paragraphs)[0].rstrip(".") + "."])

    def _activities(self, count: int) -> None:
        sheet = self.sheet
        if sheet.room < 12:
            sheet.turn()
        end = " " if self.habit.positional else ""
        late = self.report.kind != "VP"
        sheet.print("  Aktivitet Startdatum Slutdatum" + (" Avvikelse" if late else "") + end)
        sheet.blank()
        for number in range(count):
            text = " ".join(self.random.choice(self.paragraphs)[:2]).rstrip(".")
            name = _wrap(text, 34, cut_words=False)[:3]
            name[-1] = name[-1].rstrip(" ")
            year = self.report.year
            cells = [name, [f"{year}-01-01"], [f"{year}-{'06-30' if number % 2 else '12-31'}"]]
            for line in _cell_lines([*cells, *([[]] if late else [])], self.habit):
                sheet.print(line) if line else sheet.blank()
            sheet.blank()

    def _table(self, indicators: Sequence[Indicator], *, under_council: bool) -> None:
        if not indicators:
            return
        if self.sheet.room < 30:
            self.sheet.turn()
        self._header(first=True)
        for one in indicators:
            self._row(one, under_council=under_council)
        self.sheet.blank()

    def _header(self, *, first: bool) -> None:
        # The title of the names' column stands one line above the others where those wrap.
        first_title = "Indikator" if self.other is None else self.other.first_title
        lines = _cell_lines([[first_title], *(column.title for column in self.columns)], self.habit)
        lines[0] = ("  " if first else "    ") + lines[0]
        for line in lines:
            self.sheet.print(line) if line else self.sheet.blank()
        self.sheet.blank()

    def _row(self, one: Indicator, *, under_council: bool) -> None:
        sheet, habit = self.sheet, self.habit
        name = self.figures.printed_name(one, self.report.council.district_id)
        printed = self._cells(one, under_council=under_council)
        odd = None if self.other is None else self.other.odd(name, printed)
        name, printed = odd if odd is not None else (name, printed)
        wrapped = _wrap(name, self.name_width, cut_words=False)
        cut = habit is not STRIPPED
        cells = [
            _wrap(printed[column.role], column.width, cut_words=cut) if column.role in printed else []
            for column in self.columns
        ]
        lines = _cell_lines([wrapped, *cells], habit)
        marked = "outcome_men" in printed if self.report.kind != "VP" else self.random.random() < 0.4
        split = 0
        if sheet.room < len(lines) + 8:
            # The page ends: before the row, or inside its name, whose rest follows below the repeated header.
            if sheet.room > len(lines) + 2 and len(wrapped) > 2 and self.random.random() < 0.4:
                split = len(wrapped) - 1
            else:
                self._turn()
        self._icon(lines, marked=marked)
        start = len(sheet.lines) + 1
        if split:
            lines = _cell_lines([[*wrapped[: split - 1], wrapped[split - 1].rstrip(" ")], *cells], habit)
            if not habit.positional:
                # A name that goes on keeps the space of its line.
                lines[split - 1] += " "
            if marked and habit.positional is False:
                lines[0] = habit.icon + lines[0]
        for line in lines:
            sheet.print(line) if line else sheet.blank()
        if split:
            self._turn()
            end = " " if habit.positional else ""
            for number, piece in enumerate(wrapped[split:]):
                sheet.print(piece + (end if number == len(wrapped) - split - 1 else ""))
        sheet.blank()
        self.rows.append(PrintedRow(name, start, tuple(printed.items()), odd is not None, self.goal))
        if self.random.random() < 0.3:
            self._comment()

    def _icon(self, lines: list[str], *, marked: bool) -> None:
        """What is left of an icon: spaces before the name, or lines of spaces above it."""
        habit = self.habit
        if habit.positional and self.random.random() < 0.5:
            for text in (habit.icon, "", " ", ""):
                self.sheet.blank(text)
        elif habit.positional or marked:
            lines[0] = habit.icon + lines[0]

    def _turn(self) -> None:
        self.sheet.turn()
        self._header(first=False)

    def _comment(self) -> None:
        sheet = self.sheet
        end = " " if self.habit.positional else ""
        if sheet.room < 12:
            self._turn()
        sheet.print(("Kommentar" if self.report.kind == "VP" else "Analys") + end)
        if self.habit.positional and sheet.room < 20 and self.random.random() < 0.5:
            sheet.blank()
            self._turn()
        *above, last = self.random.choice(self.paragraphs)[:4]
        # A comment ends with its sentence.
        for text in (*above, last if last.endswith(".") else f"{last}."):
            sheet.print(text + (" " if self.habit.trailing else ""))
        sheet.blank()

    def _cells(self, one: Indicator, *, under_council: bool) -> dict[str, str]:
        """What a report of this kind prints of an indicator, by column; columns that stay empty are left out."""
        report, figures = self.report, self.figures
        council, year, kind = report.council.district_id, report.year, report.kind
        cells: dict[str, str] = {}
        if kind == "VP":
            cells["annual_target"] = figures.annual_target(one, council, year, kind)
            if not under_council:
                cells["kf_target"] = figures.kf_target(one, year)
            return cells | {"period": "Tertial" if one.by_tertial else "År"}
        final = kind == "VB"
        of_period = "VB" if final else kind
        if (one.by_tertial or final) and not one.is_band:
            cells["outcome"] = figures.outcome(one, council, year, of_period)
            if one.by_gender and not under_council:
                cells["outcome_men"], cells["outcome_women"] = figures.by_gender(one, council, year, of_period)
        if not under_council and not one.is_band:
            cells["previous_outcome"] = figures.outcome(one, council, year - 1, "VB")
        if not final and one.by_tertial and not one.is_band:
            cells["forecast"] = figures.forecast(one, council, year, kind)
        cells["annual_target"] = figures.annual_target(one, council, year, kind)
        if not under_council:
            cells["kf_target"] = figures.kf_target(one, year)
        if final:
            return cells | {"period": f"VB {year}" if one.by_tertial else str(year)}
        return cells | {"period": f"Tertial {kind[1]} {year}" if one.by_tertial else str(year)}


def _columns(report: Report, habit: Habit) -> tuple[Column, ...]:
    """The columns of a report's tables; plans of some years have KF's year in the header."""
    before = str(report.year - 1)
    if report.kind == "VP":
        kf = ("KF:s årsmål år ", str(report.year)) if report.year % 2 and habit is SPACED else ("KF:s årsmål",)
        return (
            Column("annual_target", ("Årsmål",), 6.2),
            Column("kf_target", kf, 6.2),
            Column("period", ("Periodicitet",), 6.2),
        )
    narrow = habit is TIGHT
    women = ("Utfall ", "kvinn", "or/ ", "flicko", "r") if narrow else ("Utfall ", "kvinnor/ ", "flickor")
    year_before = ("Perio", "dens ", "utfall ", "VB ", before) if narrow else ("Periodens ", "utfall VB ", before)
    columns = [
        Column("outcome", ("Periodens ", "utfall"), 4.6),
        Column("outcome_men", ("Utfall ", "män/ ", "pojkar"), 3.4),
        Column("outcome_women", women, 2.6 if narrow else 4.0),
        Column("previous_outcome", year_before, 2.6 if narrow else 4.6),
        Column("annual_target", ("Årsmål",), 3.6),
        Column("kf_target", ("KF:s ", "årsmål"), 4.4),
        Column("period", ("Period",), 4.6),
    ]
    if report.kind != "VB":
        columns.insert(4, Column("forecast", ("Progno", "s helår") if narrow else ("Prognos ", "helår"), 3.6))
    return tuple(columns)


def generate(
    wanted: Iterable[Report], figures: Figures, pages: int = 94, *, unlike_known: bool = False, money: bool = False
) -> Iterator[GeneratedReport]:
    """Reports one after the other, each on about so many pages; the same seed gives the same texts.

    After every fiftieth report comes its draft, which is older and so is superseded by it. `unlike_known` prints page
    furniture, labels, titles and some rows as no known report does. `money` adds the chapter on money.
    """
    paragraphs = pool(Random(figures.seed), 400, 92)  # noqa: S311 (repeatable, guards nothing)
    for number, report in enumerate(wanted, start=1):
        habits = _HABITS[report.kind]
        habit = habits[int(figures.draw("habit", report.council.district_id) * len(habits))]
        writer = _Writer(report, figures, paragraphs, habit, _other(report, figures) if unlike_known else None)
        writer.write(pages)
        if money:
            writer.write_money()
        text = "\n".join(writer.sheet.lines) + "\n"
        file = f"{report.report_id}.txt"
        one = GeneratedReport(report, file, text, tuple(writer.rows), writer.sheet.pages, _published_on(report))
        yield one
        if number % 50 == 0:
            yield _draft_of(one)


def _other(report: Report, figures: Figures) -> Unusual:
    chance = Random(f"{figures.seed} unlike {report.report_id}")  # noqa: S311 (repeatable, guards nothing)
    name, year, kind = report.council.name, report.year, report.kind
    title = {"VP": "Verksamhetsplan", "VB": "Verksamhetsberättelse"}.get(kind, f"Tertialrapport {kind[1:]}")
    return unusual(chance, council=name, year=year, kind=kind, title=title)


def _draft_of(one: GeneratedReport) -> GeneratedReport:
    """An earlier version of a report: its first line says so, and it is some weeks older."""
    text = f"Utkast\n{one.text}"
    rows = tuple(replace(row, line_start=row.line_start + 1) for row in one.rows)
    older = one.published_on - dt.timedelta(weeks=3)
    return GeneratedReport(one.report, f"{one.report.report_id}-utkast.txt", text, rows, one.pages, older)


def _published_on(report: Report) -> dt.date:
    kind = next(kind for kind in report_kinds() if kind.report == report.kind)
    return dt.date(report.year + kind.due_next_year, kind.due_month, 15)


def write_reports(folder: Path, found: Iterable[GeneratedReport]) -> tuple[int, int]:
    """Write texts and manifest into a folder; counts of pages and of bytes. The texts are not kept in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = size = 0
    with (folder / "documents.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["file", "district", "report", "year", "publisher", "published_on"])
        for one in found:
            content = one.text.encode()
            (folder / one.file).write_bytes(content)
            report = one.report
            council = report.council.district_id
            writer.writerow([one.file, council, report.kind, report.year, "bench", one.published_on.isoformat()])
            pages += one.pages
            size += len(content)
    return pages, size
