"""Lay out a report with Typst."""

from __future__ import annotations

from pathlib import Path

import typst

from tests.rendering.content import Heading, IndicatorTable, KnownRow, OtherTable, Part, Prose, Report
from tests.rendering.look import Look, narrow

_LINE = "0.5pt + luma(130)"


def render(reports: list[tuple[Report, str]], look: Look, target: Path) -> None:
    """Write reports to a PDF file, one after the other."""
    footer = "#context counter(page).display()"
    body = "#pagebreak()\n".join(
        f'#text(size: 20pt, weight: "bold")[{_plain(report.title)}]\n\n{_plain(report.district)}\n\n'
        + "\n\n".join(_part(part, report, look) for part in report.parts)
        for report, _ in reports
    )
    source = (
        f'#set page(paper: "a4", margin: {look.margin}pt, footer: [{footer}])\n'
        f'#set text(size: {look.size}pt, lang: "sv", hyphenate: false)\n#set par(justify: false)\n{body}\n'
    )
    target.write_bytes(typst.compile(source.encode()))


def _plain(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\#$*_`<>@[]~=+-/" else letter for letter in text)


def _part(part: Part, report: Report, look: Look) -> str:
    match part:
        case Heading(level, label, title):
            size = {"direction": 17, "area": 15, "council": 13}[level]
            return (
                f"#block(above: 14pt, below: 4pt, sticky: true)[{_plain(label)}]\n"
                f'#block(above: 4pt, below: 8pt, sticky: true, text(size: {size}pt, weight: "bold")[{_plain(title)}])'
            )
        case Prose(text):
            return _plain(text)
        case OtherTable(titles, rows):
            return _table([1 / len(titles)] * len(titles), titles, [[_plain(c) for c in row] for row in rows], look)
        case IndicatorTable(rows):
            titles = ["Indikator", *(title for _, title in report.columns)]
            shares = narrow(look.name_share, len(report.columns))
            return _table(shares, titles, [line for row in rows for line in _row(row, report)], look)


def _row(row: KnownRow, report: Report) -> list[list[str]]:
    lines = [[_plain(row.name), *(_plain(row.cells[role] or "") for role, _ in report.columns)]]
    if row.comment:
        text = "\n\n".join(_plain(part) for part in row.comment.split("\n"))
        lines.append([f"table.cell(colspan: {len(report.columns) + 1})[*Analys* \\ {text}]"])
    return lines


def _table(
    shares: tuple[float, ...] | list[float], titles: list[str] | tuple[str, ...], rows: list[list[str]], look: Look
) -> str:
    columns = ", ".join(f"{100 * share:.3f}%" for share in shares)
    shaded_header = look.rules not in {"none", "frame", "columns"}
    header = 'rgb("#d9e2e3")' if shaded_header else "none"
    body = {
        "zebra": 'if calc.even(y) { rgb("#eef1f2") }',
        "zebra-rows": 'if calc.even(y) { rgb("#eef1f2") }',
        "first-column": 'if x == 0 { rgb("#eef1f2") }',
    }.get(look.rules, "none")
    stroke = {
        "grid": _LINE,
        "rows": f"(top: {_LINE}, bottom: {_LINE})",
        "zebra-rows": f"(bottom: {_LINE})",
        "columns": f"(left: {_LINE}, right: {_LINE})",
        "frame": f"(x, y) => (left: if x == 0 {{ {_LINE} }}, right: if x == {len(titles) - 1} {{ {_LINE} }}, "
        f"top: if y < 2 {{ {_LINE} }}, bottom: if y == {len(rows)} {{ {_LINE} }})",
    }.get(look.rules, "none")
    vertical = "horizon" if look.vertical == "middle" else "top"
    names = [title.upper() if look.capitals else title for title in titles]
    cells = ", ".join(f'text(weight: "bold")[{_plain(title)}]' for title in names)
    lines = "".join(
        ", ".join(cell if cell.startswith("table.cell(") else f"[{cell}]" for cell in row) + ",\n" for row in rows
    )
    return (
        f"#block(above: 8pt, below: 10pt, table(columns: ({columns}), inset: {look.padding}pt, stroke: {stroke}, "
        f"align: (x, y) => (if x == 0 {{ left }} else {{ {look.align} }}) + {vertical}, "
        f"fill: (x, y) => if y == 0 {{ {header} }} else {{ {body} }},\n"
        f"table.header(repeat: {'true' if look.repeat_header else 'false'}, {cells}),\n{lines}))"
    )
