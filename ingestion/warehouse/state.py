"""Where a refresh keeps what is its own: a folder beside the published file, on the same file system.

`malbild.duckdb` has `.malbild.duckdb.state/` beside it. Everything in there but the previous file can be
deleted at any time: the next refresh makes it anew.
"""

from __future__ import annotations

import contextlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

REPORT_NAME = "refresh.json"


class ForeignError(Exception):
    """A file or folder is not malbild's own, or others can write to it; the message says what to do."""


@dataclass(frozen=True)
class State:
    """The paths of one published file's private things; `database` is the published file, behind all links."""

    database: Path

    def __post_init__(self) -> None:
        """Follow links: what they lead to is replaced, not they."""
        object.__setattr__(self, "database", Path(os.path.realpath(self.database)))

    @property
    def folder(self) -> Path:
        """Everything private of this published file."""
        return self.database.parent / f".{self.database.name}.state"

    @property
    def lock(self) -> Path:
        """The file that the operating system locks."""
        return self.folder / "refresh.lock"

    @property
    def holder(self) -> Path:
        """Who holds the lock: process and start."""
        return self.folder / "holder.json"

    @property
    def published(self) -> Path:
        """What the last publication was made of; compared with the file itself before it is believed."""
        return self.folder / "published.json"

    @property
    def previous(self) -> Path:
        """The file that was published before, for rollback."""
        return self.folder / "previous.duckdb"

    @property
    def build(self) -> Path:
        """The private database that Python loads and dbt builds in, beside `next`.

        Its name must not be that of a schema.
        """
        return self.folder / "build.duckdb"

    @property
    def next(self) -> Path:
        """The file that is about to be published; dbt builds the marts in it, under the name of a database `next`."""
        return self.folder / "next.duckdb"

    @property
    def extracts(self) -> Path:
        """What was read of each content, by version of the reader."""
        return self.folder / "extracts"

    @property
    def temporary(self) -> Path:
        """What libraries need during a run."""
        return self.folder / "libraries.tmp"

    @property
    def loaded(self) -> Path:
        """The raw rows of what is published and of what was before, by the refresh that published them."""
        return self.folder / "loaded"

    def loaded_of(self, refresh_id: str) -> Path:
        """The raw rows of what a refresh published."""
        return self.loaded / f"{refresh_id}.duckdb"

    @property
    def loaded_unfinished(self) -> Path:
        """The raw rows of what is being built."""
        return self.folder / "loaded.tmp"

    @property
    def border_page(self) -> Path:
        """What the border check says of each document, for a person."""
        return self.folder / "border" / "index.html"

    @property
    def dbt_target(self) -> Path:
        """Manifest, results and parse cache of dbt."""
        return self.folder / "dbt"

    @property
    def logs(self) -> Path:
        """The log that dbt writes."""
        return self.folder / "logs"

    @property
    def report(self) -> Path:
        """The outcome of the last refresh of this file, for monitoring: `malbild.duckdb.refresh.json` beside it."""
        return self.database.parent / f"{self.database.name}.{REPORT_NAME}"

    @property
    def folder_report(self) -> Path:
        """refresh.json: the outcome of the last refresh of any file in the folder."""
        return self.database.parent / REPORT_NAME

    def prepare(self) -> None:
        """Make the folder, for this user alone. Raises like `check`, and OSError where it cannot be made."""
        with contextlib.suppress(FileExistsError):
            self.folder.mkdir(mode=0o700)
        self.check()
        self.folder.chmod(0o700)

    def check(self) -> None:
        """Look at the folder before anything in it is read: what is in it is believed.

        Raises ForeignError for a link, another's folder or one that others can write to.
        """
        try:
            found = self.folder.lstat()
        except FileNotFoundError:
            return
        except OSError as error:
            raise ForeignError(f"{self.folder} cannot be looked at: {error.strerror}") from None
        if not stat.S_ISDIR(found.st_mode):
            raise ForeignError(f"{self.folder} must be a folder of its own, and is a link or a file: move it away")
        if found.st_uid != os.geteuid():
            raise ForeignError(f"{self.folder} belongs to another user, and what is in it is believed: move it away")
        if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise ForeignError(
                f"others can write to {self.folder}, and what is in it is believed: remove it, or look through it and "
                "take the right away (chmod go-w)"
            )


def file_mark(path: Path) -> dict[str, int] | None:
    """What tells a file from any other that may come to stand under its name; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return {"inode": found.st_ino, "size": found.st_size, "modified_ns": found.st_mtime_ns}


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder survive a power failure. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make a file's content survive a power failure. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
