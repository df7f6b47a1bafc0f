"""What a page is before it is written: blocks, each with a picture or a table and the CSV of exactly what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ingestion.site.language import Language

if TYPE_CHECKING:
    import polars as pl

Words = Callable[[Language], str]


def said(key: str, **values: Any) -> Words:
    """A text of the table of texts, in whichever language it is asked for."""
    return lambda language: language.text(key, **values)


def verbatim(text: str) -> Words:
    """A name of the data, the same in every language."""
    return lambda _: text


@dataclass(frozen=True)
class Block:
    """A part of a page: a template with its values, and what it shows as a table.

    `sources` names the documents that its figures are from.
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    table: pl.DataFrame | None = None
    sources: Sequence[str] = ()


@dataclass(frozen=True)
class Page:
    """A page in all languages; `path` is from the root of a language.

    A page that grows too large is split between blocks. `marks`: whether the key of the marks stands on it; `marks_of`
    says which, where it is not that of the section.
    """

    path: str
    section: str
    title: Words
    blocks: Sequence[Block]
    lead: Words | None = None
    marks: bool = False
    marks_of: str = ""
    up: tuple[str, Words] | None = None


def chunks(rows: Sequence[Any], size: int) -> list[Sequence[Any]]:
    """The rows in parts of at most so many; one empty part where there is none."""
    return [rows[start : start + size] for start in range(0, len(rows), size)] or [rows]
