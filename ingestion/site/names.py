"""Names of files: keys of the published file, whatever stands in them."""

from __future__ import annotations

import hashlib
import re

_LONGEST = 100
_OTHER = re.compile(r"[^A-Za-z0-9_-]+")


def file_name(key: str) -> str:
    """A key as the name of a file; one that could lead elsewhere, or is too long, gets its hash behind what is left."""
    name = _OTHER.sub("-", key).strip("-")
    if name == key and 0 < len(name) <= _LONGEST:
        return name
    return f"{name[:_LONGEST]}-{hashlib.sha256(key.encode()).hexdigest()[:8]}".lstrip("-")
