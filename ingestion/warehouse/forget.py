"""What nobody needs any more once a file is published: extracts of other contents and readers, rows of older files.

It is dropped after publishing, and where nothing changed: a refresh that was killed in between left some of it.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Collection
from pathlib import Path

from ingestion.warehouse.pack import is_pack
from ingestion.warehouse.state import State


def forget_extracts(extracts: Path, reader: str, contents: Collection[str]) -> None:
    """Drop what other versions of the reader kept, and contents that no longer stand in the folder."""
    if not extracts.is_dir():
        return
    for version in extracts.iterdir():
        if version.name != reader:
            shutil.rmtree(version, ignore_errors=True)
            continue
        for path in version.iterdir():
            if not is_pack(path) and path.name.partition(".")[0] not in contents:
                # What cannot be removed now is removed by the next refresh.
                with contextlib.suppress(OSError):
                    path.unlink()


def forget_loaded(state: State, published: Collection[str | None]) -> None:
    """Drop what was loaded for files that are neither the published nor the previous one any more."""
    wanted = {state.loaded_of(one) for one in published if one}
    with contextlib.suppress(OSError):
        for path in state.loaded.iterdir():
            if path not in wanted:
                path.unlink()
