"""A folder of documents with what a refresh published from it, to be read or copied by tests."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingestion.commands.refresh import refresh
from ingestion.journal import Journal
from ingestion.warehouse.settings import Settings
from ingestion.warehouse.summary import Summary


@dataclass(frozen=True)
class Published:
    """A folder of documents, the file published from it, and what the refresh said."""

    settings: Settings
    summary: Summary

    def copy(self, folder: Path) -> Settings:
        """A copy in which the published file is known for what it is; nothing of this one changes with it."""
        # Hard links keep what tells the published file from any other; nothing writes into a file in place.
        shutil.copytree(self.settings.database.parent, folder, copy_function=_link, symlinks=True)
        for path in (folder / "documents").iterdir():
            text = path.read_bytes()
            path.unlink()
            path.write_bytes(text)
        return Settings(folder / "documents", folder / "malbild.duckdb")


def _link(source: str, target: str) -> str:
    if ".duckdb.state" in source and not source.endswith(".tables"):
        return str(shutil.copy2(source, target))
    Path(target).hardlink_to(source)
    return target


def publish(settings: Settings) -> Published:
    """Refresh, and see that all of it was published."""
    summary = refresh(settings, Journal(progress=False))
    assert (summary.result, summary.status) == ("published", 0), summary
    return Published(settings, summary)


def query(settings: Settings, text: str) -> list[tuple[Any, ...]]:
    """The rows that a query of the published file returns."""
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        return connection.execute(text).fetchall()
