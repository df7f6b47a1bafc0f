"""Texts and paths as literals of SQL, where a statement takes no parameter: `attach`, `comment on`, `create view`."""

from __future__ import annotations

from pathlib import Path


def literal(value: str | Path) -> str:
    """A text in quotes, with the quotes within it doubled."""
    return "'" + str(value).replace("'", "''") + "'"
