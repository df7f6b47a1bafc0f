"""Places on a page of a PDF: boxes, and the way from the page's own space to the page as it is displayed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class PageError(Exception):
    """A PDF or a page of it cannot be read; the message says why."""


class Box(NamedTuple):
    """A rectangle, in points; an edge is a thin one."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def area(self) -> float:
        """Its area, in square points."""
        return max(0.0, self.x1 - self.x0) * max(0.0, self.bottom - self.top)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


Place = Callable[[float, float, float, float], Box]
"""From left, bottom, right, top in the page's own space to the place as displayed."""


def placing(left: float, bottom: float, right: float, top: float, turn: int) -> Place:
    """The way from the space of a page with these ends to its place as displayed, `turn` quarters clockwise."""
    if turn == 1:
        return lambda x0, y0, x1, y1: Box(y0 - bottom, x0 - left, y1 - bottom, x1 - left)
    if turn == 2:
        return lambda x0, y0, x1, y1: Box(right - x1, y0 - bottom, right - x0, y1 - bottom)
    if turn == 3:
        return lambda x0, y0, x1, y1: Box(top - y1, right - x1, top - y0, right - x0)
    return lambda x0, y0, x1, y1: Box(x0 - left, top - y1, x1 - left, top - y0)
