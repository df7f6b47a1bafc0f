"""Write files so that a reader sees the old or the new one, whatever happens meanwhile and whoever stands by.

What is unfinished has a name of chance that nobody can lay a link under beforehand.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


@contextlib.contextmanager
def replacement(path: Path, *, durable: bool = True) -> Iterator[Path]:
    """A new, empty file beside `path` that takes its place when the context ends well, and is gone else.

    A file that stands there keeps its mode and, where the system allows it, its owner. What is not `durable` may be
    lost with the power. Raises OSError.
    """
    # O_CREAT, O_EXCL and O_NOFOLLOW, and a name of chance
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        like(unfinished, path)
        if durable:
            _sync(unfinished)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def like(new: Path, old: Path) -> None:
    """Give a new file the mode and the owner of the one whose place it takes; else what any new file has."""
    try:
        known = old.stat()
    except OSError:
        mask = os.umask(0o022)
        os.umask(mask)
        new.chmod(0o666 & ~mask)
        return
    new.chmod(stat.S_IMODE(known.st_mode) & 0o777)
    # Only root gives files away; a service whose file another user owns writes it as its own.
    with contextlib.suppress(PermissionError):
        os.chown(new, known.st_uid, known.st_gid)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_text(path: Path, text: str) -> None:
    """Write a text file so that it is there whole or not at all. Raises OSError."""
    with replacement(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="")


def read_json(path: Path) -> dict[str, Any] | None:
    """A JSON object of a file, or None when it is missing or damaged (then it is as if it had never been)."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON object so that a reader sees the old or the new one. Raises OSError."""
    replace_text(path, json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n")
