"""The picture in the README, drawn from the published file: how the councils' årsmål stand to KF's."""

from __future__ import annotations

from html import escape

import duckdb

QUERY = """
    select
        district || ' ' || year as council,
        count(*) filter (alignment = 'stricter') as stricter,
        count(*) filter (alignment = 'equal') as equal,
        count(*) filter (alignment = 'weaker') as weaker
    from marts.target_alignment
    where alignment in ('stricter', 'equal', 'weaker')
    group by district, year
    order by year, district
"""
COLOURS = {"stricter": "#1b7837", "equal": "#b8b8b8", "weaker": "#c2570c"}
_NAMES, _WIDTH, _BAR, _STEP, _TOP = 190, 760, 22, 34, 78


def draw(connection: duckdb.DuckDBPyConnection) -> str:
    """An SVG of one bar a council: its indicators whose årsmål is stricter than KF's, equal, weaker."""
    councils = [
        (str(name), dict(zip(COLOURS, counts, strict=True))) for name, *counts in connection.sql(QUERY).fetchall()
    ]
    scale = (_WIDTH - _NAMES - 20) / max(sum(counts.values()) for _, counts in councils)
    told = "; ".join(f"{name}: " + ", ".join(f"{n} {kind}" for kind, n in counts.items()) for name, counts in councils)
    height = _TOP + _STEP * len(councils) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}" '
        'role="img" aria-labelledby="title told" font-family="sans-serif" font-size="13" fill="#222">',
        f'<title id="title">Årsmål beside KF:s årsmål</title><desc id="told">{escape(told)}</desc>',
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        '<text x="12" y="26" font-size="16" font-weight="bold">Årsmål beside KF:s årsmål, indicators by council</text>',
    ]
    left = 12.0
    for kind, colour in COLOURS.items():
        parts.append(f'<rect x="{left:.1f}" y="42" width="13" height="13" fill="{colour}"/>')
        parts.append(f'<text x="{left + 19:.1f}" y="53">{kind}</text>')
        left += 40 + 8 * len(kind)
    for row, (name, counts) in enumerate(councils):
        top = _TOP + _STEP * row
        parts.append(f'<text x="{_NAMES - 10}" y="{top + 16}" text-anchor="end">{escape(name)}</text>')
        left = _NAMES
        for kind, number in counts.items():
            if number:
                wide = number * scale
                inside = "#222" if kind == "equal" else "#fff"
                parts.append(
                    f'<rect x="{left:.1f}" y="{top}" width="{wide:.1f}" height="{_BAR}" fill="{COLOURS[kind]}"/>'
                )
                place = f'x="{left + wide / 2:.1f}" y="{top + 16}" text-anchor="middle"'
                parts.append(f'<text {place} fill="{inside}">{number}</text>')
                left += wide
    return "\n".join([*parts, "</svg>"]) + "\n"
