"""Small pictures in the rows of tables, as inline SVG: places are numbers; no text of a document is in them.

Widths are in percent, so that a picture is as wide as its column on any screen. What a mark means is told by its shape
and, beside it, in words; colour only repeats it. The marks themselves stand once a page, in the template of pages.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

# The axis does not reach the edges, so that a mark at its end is seen whole.
_LEFT, _WIDTH = 4.0, 92.0
_TOP, _BOTTOM = 20, 240
# Numbers within so many percent across and so many pixels up would stand on each other.
_CLOSE = (5.0, 14.0)
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_KINDS = frozenset("opqtkwm")
_LINKS = frozenset({"met", "missed", "plain", "over", "under"})


@dataclass(frozen=True)
class Scale:
    """The ends of an axis, in the unit of what is drawn."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """The place of a value, in percent of the picture's width."""
        if self.high == self.low:
            return round(_LEFT + _WIDTH / 2, 2)
        share = (value - self.low) / (self.high - self.low)
        return round(_LEFT + _WIDTH * min(1.0, max(0.0, share)), 2)


def scale_of(values: Iterable[float | None], unit: str | None) -> Scale:
    """An axis that holds all values: shares on 0–100, or 0–10 or 0–1 where all are that small; else to a round end.

    Zero is always on it: a short distance does not look long.
    """
    known = [value for value in values if value is not None and math.isfinite(value)]
    least, most = min(known, default=0.0), max(known, default=0.0)
    low = -_round_up(-least) if least < 0 else 0.0
    if low == 0 and unit in ("%", "index") and most <= 100:
        return Scale(0.0, next(end for end in (1.0, 10.0, 100.0) if most <= end))
    high = _round_up(most) if most > 0 else 0.0 if low < 0 else 1.0
    return Scale(low, high)


def _round_up(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in _STEPS if value <= step * power * (1 + 1e-12))


def strip(
    scale: Scale,
    marks: Sequence[tuple[str, float]],
    bands: Sequence[tuple[str, float | None, float | None]] = (),
    link: tuple[str, float, float] | None = None,
    better: str | None = None,
) -> Markup:
    """An axis with marks (kind, value), bands (kind, from, to; an open end is the axis's) and a link (kind, from, to).

    `better` is `higher` or `lower`: the end of the axis at which an arrow stands.
    """
    parts = [
        f'<svg class="s" aria-hidden="true"><line class="a" x1="{_LEFT:g}%" x2="{_LEFT + _WIDTH:g}%" y1="13" y2="13"/>'
    ]
    if better in ("higher", "lower"):
        parts.append('<use href="#r" x="98%" y="13"/>' if better == "higher" else '<use href="#l" x="2%" y="13"/>')
    for kind, start, end in bands:
        first = scale.at(scale.low if start is None else start)
        width = round(scale.at(scale.high if end is None else end) - first, 2)
        parts.append(f'<rect class="b{_of(kind, _KINDS)}" x="{first:g}%" width="{width:g}%" y="7" height="12"/>')
    if link is not None:
        kind, start, end = link
        ends = f'x1="{scale.at(start):g}%" x2="{scale.at(end):g}%"'
        parts.append(f'<line class="{_of(kind, _LINKS)}" {ends} y1="13" y2="13"/>')
    for kind, value in marks:
        parts.append(f'<use href="#{_of(kind, _KINDS)}" x="{scale.at(value):g}%" y="13"/>')
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704 (numbers and names of a closed set)


def line(years: Scale, scale: Scale, points: Sequence[tuple[int, float]]) -> Markup:
    """Outcomes over years: a point each, joined where the years follow each other."""
    places = [(years.at(year), _height(scale, value), year) for year, value in points]
    parts = ['<svg class="y" aria-hidden="true"><line class="a" x1="4%" x2="96%" y1="52" y2="52"/>']
    for (x1, y1, year), (x2, y2, following) in pairwise(places):
        kind = "j" if following == year + 1 else "j gone"
        parts.append(f'<line class="{kind}" x1="{x1:g}%" y1="{y1:g}" x2="{x2:g}%" y2="{y2:g}"/>')
    parts += [f'<use href="#o" x="{x:g}%" y="{y:g}"/>' for x, y, _ in places]
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704 (numbers only)


def _height(scale: Scale, value: float) -> float:
    return round(50 - 44 * (value - scale.low) / (scale.high - scale.low), 1)


def scatter(across: Scale, up: Scale, points: Sequence[tuple[str, float, float]]) -> Markup:
    """Points (kind, across, up) with their numbers from one, on two axes; zero of the first is a line of its own."""
    zero = across.at(0.0)
    parts = [
        f'<svg class="xy" aria-hidden="true">{_level(0)}{_level(50)}{_level(100)}'
        f'<line class="zero" x1="{zero:g}%" x2="{zero:g}%" y1="{_TOP}" y2="{_BOTTOM}"/>'
    ]
    taken: list[tuple[float, float]] = []
    for number, (kind, x, y) in enumerate(points, start=1):
        place = (across.at(x), round(_BOTTOM - (_BOTTOM - _TOP) * (y - up.low) / (up.high - up.low), 1))
        # Points that stand on each other have their numbers one above the other.
        over = sum(abs(place[0] - left) < _CLOSE[0] and abs(place[1] - high) < _CLOSE[1] for left, high in taken)
        taken.append(place)
        end = ' class="end"' if place[0] > 88 else ""
        parts.append(f'<use href="#{_of(kind, _KINDS)}" x="{place[0]:g}%" y="{place[1]:g}"/>')
        parts.append(f'<text{end} x="{place[0]:g}%" y="{place[1] - 9 - 14 * over:g}">{number}</text>')
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704 (numbers and names of a closed set)


def _level(share: int) -> str:
    height = round(_BOTTOM - (_BOTTOM - _TOP) * share / 100, 1)
    kind = "grid" if share else "a"
    told = f'<text class="level" x="100%" y="{height - 4:g}">{share}\N{NO-BREAK SPACE}%</text>'
    return f'<line class="{kind}" x1="{_LEFT:g}%" x2="{_LEFT + _WIDTH:g}%" y1="{height:g}" y2="{height:g}"/>{told}'


def stack(parts: Sequence[tuple[str, int]], most: int) -> Markup:
    """A bar of counts beside each other, each with its own pattern (class) and its number where it fits."""
    shown = ['<svg class="c" aria-hidden="true">']
    left = 0.0
    for kind, count in parts:
        width = round(100.0 * count / most, 2) if most else 0.0
        if count:
            shown.append(f'<rect class="{_name(kind)}" x="{left:g}%" width="{width:g}%" y="3" height="20"/>')
        left = round(left + width, 2)
    return Markup("".join([*shown, "</svg>"]))  # noqa: S704 (numbers and names that are letters)


def _of(kind: str, known: frozenset[str]) -> str:
    if kind not in known:
        raise ValueError(f"no mark is called {kind!r}")
    return kind


def _name(kind: str) -> str:
    if not kind.replace("_", "").isalpha() or not kind.isascii():
        raise ValueError(f"no bar is called {kind!r}")
    return kind
