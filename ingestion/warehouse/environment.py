"""What of the caller's environment a refresh does not listen to.

dbt and Great Expectations take options from the environment: `DBT_EMPTY=true` makes every table empty, `DBT_VARS`,
`DBT_TARGET`, `GX_CLOUD_ACCESS_TOKEN` and others change what is built and where results go. A refresh has its own.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_FOREIGN = ("DBT_", "GX_", "GE_", "GREAT_EXPECTATIONS_")


@contextlib.contextmanager
def clean_environment() -> Iterator[None]:
    """Without the options of dbt and Great Expectations for as long as the context lasts."""
    taken = {name: os.environ.pop(name) for name in list(os.environ) if name.upper().startswith(_FOREIGN)}
    try:
        yield
    finally:
        for name in [name for name in os.environ if name.upper().startswith(_FOREIGN)]:
            del os.environ[name]
        os.environ.update(taken)


@contextlib.contextmanager
def temporary_folder(folder: Path) -> Iterator[None]:
    """Let libraries put what they need for a while into a folder that is removed, also after a kill: by the next run.

    Great Expectations makes a folder in each run. Raises OSError.
    """
    folder.mkdir(mode=0o700)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before
        shutil.rmtree(folder, ignore_errors=True)
