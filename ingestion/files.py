"""Write files so that a reader sees the old or the new one, whatever happens meanwhile and whoever stands by.

What is unfinished has a name of chance that nobody can lay a link under beforehand. What is read is a regular file: a
FIFO that somebody laid under its name would let the reader wait for ever.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

_LARGEST_JSON = 64_000_000


class NoFileError(OSError):
    """What stands under a name is a folder, a FIFO, a socket or a device."""


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A regular file, opened for reading without waiting for anybody. Raises OSError, NoFileError for anything else."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NoFileError(errno.EINVAL, "is no regular file", str(path))
        with os.fdopen(handle, "rb", closefd=False) as stream:
            yield stream
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal digits. Raises OSError."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def is_private(found: os.stat_result) -> bool:
    """Whether a file or folder is this user's own and no other can write to it: what is in it may be believed."""
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


@contextlib.contextmanager
def replacement(path: Path, *, durable: bool = True, apart: Path | None = None) -> Iterator[Path]:
    """A new, empty file that takes the place of `path` when the context ends well, and is gone else.

    Unfinished, it stands beside `path`, or in the folder `apart`, which is on the same file system: there it is found
    and removed after a kill. A file that stands under the name keeps its mode and, where the system allows it, its
    owner. What is not `durable` may be lost with the power. Raises OSError.
    """
    # O_CREAT, O_EXCL and O_NOFOLLOW, and a name of chance
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=apart or path.parent)
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


def replace_text(path: Path, text: str, apart: Path | None = None, *, durable: bool = True) -> None:
    """Write a text file so that it is there whole or not at all; options as for `replacement`. Raises OSError."""
    with replacement(path, apart=apart, durable=durable) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="")


def read_json(path: Path) -> dict[str, Any] | None:
    """A JSON object of a file, or None when it is missing or damaged (then it is as if it had never been)."""
    try:
        with opened(path) as stream:
            content = json.loads(stream.read(_LARGEST_JSON).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def write_json(path: Path, content: Mapping[str, Any], apart: Path | None = None, *, durable: bool = True) -> None:
    """Write a JSON object so that it is there whole or not at all; options as for `replacement`. Raises OSError."""
    replace_text(path, to_json(content), apart, durable=durable)


def to_json(content: Mapping[str, Any]) -> str:
    """A JSON object as it stands in a file."""
    return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"
