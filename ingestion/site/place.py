"""Put a folder in the place of another as a whole: nobody sees half of a site, and no other folder is lost."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingestion.files import read_json, write_json
from ingestion.warehouse.state import ForeignError

_MARK = "malbild-site.json"
_EXCHANGE, _HERE = 2, -100


def made_from(folder: Path) -> Mapping[str, Any] | None:
    """What a site says that it was made from; None where no site stands."""
    return read_json(folder / _MARK)


def check_place(folder: Path) -> None:
    """Raise ForeignError unless a site can stand there: nothing does yet, an empty folder, or a site."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ForeignError(f"{folder} is no folder: a site takes the place of a whole folder")
    if folder.is_dir() and any(folder.iterdir()) and made_from(folder) is None:
        raise ForeignError(f"{folder} holds something else than a site of malbild, and is left as it is")


@contextmanager
def replacement_folder(folder: Path, source: Mapping[str, Any]) -> Iterator[Path]:
    """A new folder beside `folder`, which takes its place when the context ends well, and is gone else.

    Raises ForeignError as check_place, OSError.
    """
    folder = folder.absolute()
    check_place(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        # Made for this user alone; a site is for all who may read what else stands there.
        mask = os.umask(0o022)
        os.umask(mask)
        made.chmod(0o777 & ~mask)
        yield made
        write_json(made / _MARK, source)
        check_place(folder)
        _exchange(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _exchange(made: Path, folder: Path) -> None:
    """Let the two change places; where the system cannot do so at once, by two renames."""
    if not folder.exists():
        made.rename(folder)
        return
    try:
        swap = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        swap = None
    if swap is not None:
        if swap(_HERE, os.fsencode(made), _HERE, os.fsencode(folder), _EXCHANGE) == 0:
            return
        if ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
    aside = made.with_name(f"{made.name}.old")
    folder.rename(aside)
    try:
        made.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)
