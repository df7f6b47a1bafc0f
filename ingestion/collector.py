"""Reading without Python's collector of cycles."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def collector_paused() -> Iterator[None]:
    """Leave the collector of cycles alone while a document is read, and as it was before thereafter.

    A reader keeps ten thousands of words and cells, and none of them leads back to itself: the collector would walk
    all of them over and over and free nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
