"""Lay out a report as HTML and CSS, for the engines that print them."""

from __future__ import annotations

import html

from tests.rendering.content import Heading, IndicatorTable, KnownRow, OtherTable, Part, Prose, Report
from tests.rendering.look import Look, narrow

_FAMILIES = {
    "sans": "'Liberation Sans', Arial, Helvetica, sans-serif",
    "narrow": "'Liberation Sans Narrow', 'Arial Narrow', sans-serif",
    "serif": "'Liberation Serif', 'Times New Roman', serif",
    "wide": "'DejaVu Sans', Verdana, sans-serif",
}
_ICON = (
    '<svg width="9" height="9" viewBox="0 0 9 9"><circle cx="4.5" cy="3" r="2.5" fill="#00867f"/>'
    '<rect x="2" y="6" width="5" height="3" fill="#00867f"/></svg>'
)


def render_html(reports: list[tuple[Report, str]], look: Look) -> str:
    """The HTML of some reports, one after the other; the text beside each is put before its rows' anchors."""
    body = "".join(
        f"<div class=report><h1>{report.title}</h1><p>{report.district}</p>"
        + "".join(_part(part, report, look, prefix) for part in report.parts)
        + "</div>"
        for report, prefix in reports
    )
    # Links make Chromium keep the anchors as named destinations: they tell on which page each row starts.
    links = "".join(
        f'<a href="#{prefix}{row.number}">{row.number}</a> ' for report, prefix in reports for row in report.rows
    )
    return (
        f"<!doctype html><html lang=sv><meta charset=utf-8><style>{_css(look)}</style><body>{body}"
        f"<div class=links>{links}</div></body></html>"
    )


def _css(look: Look) -> str:
    line, ground, stripe = "0.75pt solid #888", "#d9e2e3", "#eef1f2"
    edges = {
        "grid": f"th,td{{border:{line}}}",
        "rows": f"th,td{{border-top:{line};border-bottom:{line}}}",
        "shade": "tr.comment td{background:#f5f5f5}"
        "tr.row:nth-child(even) td{background:#eef3f4} tr.row:nth-child(odd) td{background:#dfe8ea}",
        "zebra": f"tbody tr:nth-child(even) td{{background:{stripe}}}",
        "zebra-rows": f"tbody tr:nth-child(even) td{{background:{stripe}}} th,td{{border-bottom:{line}}}",
        "header": "",
        "frame": f"table{{border:{line}}} th{{border-bottom:{line}}}",
        "columns": f"th,td{{border-left:{line};border-right:{line}}}",
        "first-column": f"tr.row td:first-child{{background:{stripe}}}",
        "none": "",
    }[look.rules]
    furniture = {
        "both": (
            "@top-left{content:'Verksamhetsplan';font-size:8pt}"
            "@top-right{content:'Sid ' counter(page) ' (' counter(pages) ')';font-size:8pt}"
            "@bottom-left{content:'Stadsdelsförvaltningen, Storgatan 1, 08-508 00 000, stockholm.se';font-size:8pt}"
        ),
        "number": "@bottom-center{content:counter(page)}",
        "none": "",
    }[look.furniture]
    return f"""
@page{{size:A4;margin:{look.margin}pt;{furniture}}}
body{{font-family:{_FAMILIES[look.font]};font-size:{look.size}pt;margin:0}}
h1{{font-size:20pt}} .label{{font-size:{look.size}pt;color:#555;margin:14pt 0 0}}
h2,h3,h4{{margin:0 0 6pt;break-after:avoid}} h2{{font-size:17pt}} h3{{font-size:15pt}} h4{{font-size:13pt}}
table{{border-collapse:{"separate;border-spacing:1.5pt" if look.rules == "shade" else "collapse"};width:100%;
table-layout:fixed;margin:8pt 0}}
thead{{display:{"table-header-group" if look.repeat_header else "table-row-group"}}}
th{{background:{ground if look.rules not in {"none", "frame", "columns"} else "transparent"};text-align:left}}
th{{font-weight:bold;{"text-transform:uppercase" if look.capitals else ""}}}
th,td{{padding:{look.padding}pt;vertical-align:{look.vertical};overflow-wrap:break-word}}
td.v,th.v{{text-align:{look.align};{"word-break:break-all" if look.break_words else ""}}}
tr{{break-inside:{"auto" if look.split_rows else "avoid"}}}
{edges}
tr.comment td{{padding-left:12pt}} .report{{break-after:page}} .links{{font-size:6pt}}
"""


def _part(part: Part, report: Report, look: Look, prefix: str) -> str:
    match part:
        case Heading(level, label, title):
            tag = {"direction": "h2", "area": "h3", "council": "h4"}[level]
            return f"<p class=label>{label}</p><{tag}>{html.escape(title)}</{tag}>"
        case Prose(text):
            return f"<p>{html.escape(text)}</p>"
        case OtherTable(titles, rows):
            head = "".join(f"<th>{title}</th>" for title in titles)
            body = "".join("<tr class=row>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
            return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        case IndicatorTable(rows):
            return _indicator_table(rows, report, look, prefix)


def _indicator_table(rows: tuple[KnownRow, ...], report: Report, look: Look, prefix: str) -> str:
    shares = narrow(look.name_share, len(report.columns))
    icon = look.icon == "column"
    widths = [f"<col style='width:{100 * share}%'>" for share in shares]
    if icon:
        widths[0] = f"<col style='width:4%'><col style='width:{100 * shares[0] - 4}%'>"
    head = f"<th{' colspan=2' if icon else ''}>Indikator</th>"
    head += "".join(f"<th class=v>{title}</th>" for _, title in report.columns)
    body = "".join(_row(row, report, look, prefix) for row in rows)
    return f"<table>{''.join(widths)}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(row: KnownRow, report: Report, look: Look, prefix: str) -> str:
    symbol = _ICON if row.number % 3 == 0 else ""
    name = f'<span id="{prefix}{row.number}">{html.escape(row.name)}</span>'
    cells = f"<td>{symbol}</td><td>{name}</td>" if look.icon == "column" else f"<td>{name}</td>"
    if look.icon == "cell" and symbol:
        cells = f"<td>{symbol} {name}</td>"
    cells += "".join(f"<td class=v>{html.escape(row.cells[role] or '')}</td>" for role, _ in report.columns)
    text = f"<tr class=row>{cells}</tr>"
    if row.comment:
        span = len(report.columns) + (2 if look.icon == "column" else 1)
        paragraphs = "".join(f"<div>{html.escape(part)}</div>" for part in row.comment.split("\n"))
        text += f"<tr class=comment><td colspan={span}><b>Analys</b>{paragraphs}</td></tr>"
    return text
