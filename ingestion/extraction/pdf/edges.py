"""Drawn edges of a page: which positions they mark, and how far they reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from ingestion.documents.pdf import Box, PdfPage, Word

_SAME_EDGE = 3.5
"""Edges nearer than this, in points, mark one boundary: the two sides of a drawn line, or of the gap between boxes."""


class Edge(NamedTuple):
    """A piece of an edge: its position across, and where it begins and ends along."""

    at: float
    begin: float
    end: float


_GO_ON = 50.0


@dataclass(frozen=True)
class Edges:
    """All edges of a page, those of shaded boxes too."""

    upright: tuple[Edge, ...]
    level: tuple[Edge, ...]
    _near: dict[float, list[Edge]] = field(default_factory=dict, compare=False, repr=False)

    def drawn_on(self, height: float, middle: float, below: float) -> Edges:
        """The edges as if the page did not end at a height: upright ones go on, level ones close at `below`.

        What closes the page's last row, below `middle`, is left out.
        """
        upright = tuple(
            edge._replace(end=max(edge.end, below + _GO_ON)) if edge.end >= height - 1 else edge
            for edge in self.upright
        )
        kept = [edge for edge in self.level if edge.at <= middle]
        closed = {(edge.begin, edge.end) for edge in self.level if edge.at > middle} or {
            (edge.begin, edge.end) for edge in kept if edge.at > middle - _GO_ON
        }
        return Edges(upright, (*kept, *(Edge(below, begin, end) for begin, end in sorted(closed))))

    def upright_at(self, y: float, left: float, right: float) -> list[float]:
        """Positions of upright edges that stand at a height, between two positions, from left to right."""
        return merged(
            edge.at for edge in self.upright if edge.begin - 1 <= y <= edge.end + 1 and left <= edge.at <= right
        )

    def covered(self, x: float, top: float, bottom: float) -> float:
        """Share of a height that upright edges at `x` stand along."""
        near = self._near.get(x)
        if near is None:
            near = self._near[x] = [edge for edge in self.upright if abs(edge.at - x) <= _SAME_EDGE]
        return _share([edge for edge in near if edge.begin <= bottom and edge.end >= top], top, bottom)

    def levels(self, left: float, right: float, top: float, bottom: float) -> list[float]:
        """Heights between `top` and `bottom` at which level edges reach (almost) from `left` to `right`."""
        near = [edge for edge in self.level if top <= edge.at <= bottom and edge.end > left and edge.begin < right]
        near.sort(key=lambda edge: edge.at)
        found: list[float] = []
        group: list[Edge] = []
        for edge in [*near, None]:
            if group and (edge is None or edge.at - group[0].at > _SAME_EDGE):
                if _share(group, left, right) >= _MOST_OF_WIDTH:
                    found.append(sum(one.at for one in group) / len(group))
                group = []
            if edge is not None:
                group.append(edge)
        return found

    def partial_levels(self, bounds: Sequence[float], top: float, bottom: float) -> list[tuple[float, frozenset[int]]]:
        """Heights at which level edges go through some of the columns and not through all, with those columns."""
        near = sorted((edge for edge in self.level if top <= edge.at <= bottom), key=lambda edge: edge.at)
        found: list[tuple[float, frozenset[int]]] = []
        group: list[Edge] = []
        for edge in [*near, None]:
            if group and (edge is None or edge.at - group[0].at > _SAME_EDGE):
                through = frozenset(
                    n
                    for n, (left, right) in enumerate(pairwise(bounds))
                    if _share(group, left + 2, right - 2) >= _WHOLE_COLUMN
                )
                if through and len(through) < len(bounds) - 1:
                    found.append((sum(one.at for one in group) / len(group), through))
                group = []
            if edge is not None:
                group.append(edge)
        return found

    def part(self, above: Word, below: Word) -> bool:
        """Whether a level edge stands between two words, one above the other."""
        return any(
            above.base < edge.at < below.base - 0.6 * below.size and edge.begin <= below.x0 + 2 and edge.end >= below.x1
            for edge in self.level
        )

    def reach(self, y: float, x: float) -> tuple[float, float] | None:
        """From where to where the level edges at a height reach that join at `x`; None where none stands there."""
        pieces = sorted((e.begin, e.end) for e in self.level if abs(e.at - y) <= _SAME_EDGE)
        begin = end = None
        for left, right in pieces:
            if begin is None or end is None or left > end + _SAME_EDGE:
                if begin is not None and end is not None and begin <= x <= end:
                    break
                begin, end = left, right
            else:
                end = max(end, right)
        return (begin, end) if begin is not None and end is not None and begin <= x <= end else None


_MOST_OF_WIDTH = 0.85
_WHOLE_COLUMN = 0.96
"""A coloured box inside a cell leaves the room at the cell's sides free."""


def page_edges(sheet: PdfPage) -> Edges:
    """The edges of a page."""
    upright = [_upright(box) for box in sheet.vertical]
    level = [_level(box) for box in sheet.horizontal]
    for box in sheet.shades:
        upright += [Edge(box.x0, box.top, box.bottom), Edge(box.x1, box.top, box.bottom)]
        level += [Edge(box.top, box.x0, box.x1), Edge(box.bottom, box.x0, box.x1)]
    return Edges(tuple(upright), tuple(level))


def _upright(box: Box) -> Edge:
    return Edge((box.x0 + box.x1) / 2, box.top, box.bottom)


def _level(box: Box) -> Edge:
    return Edge((box.top + box.bottom) / 2, box.x0, box.x1)


def merged(positions: Iterable[float]) -> list[float]:
    """Positions with those that mark one boundary made one."""
    found: list[list[float]] = []
    for position in sorted(positions):
        if found and position - found[-1][0] <= _SAME_EDGE:
            found[-1].append(position)
        else:
            found.append([position])
    return [sum(group) / len(group) for group in found]


def _share(edges: Sequence[Edge], begin: float, end: float) -> float:
    covered, reached = 0.0, begin
    for edge in sorted(edges, key=lambda edge: edge.begin):
        start, stop = max(edge.begin - 1, reached), min(edge.end + 1, end)
        if stop > start:
            covered += stop - start
            reached = stop
    return covered / (end - begin) if end > begin else 0.0
