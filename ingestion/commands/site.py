"""`malbild site`, and the site that `malbild refresh --site` keeps: static pages of the published file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingestion.site.build import Built, build_site
from ingestion.site.place import made_from
from ingestion.warehouse.published import open_published
from ingestion.warehouse.settings import PACKAGE, PROJECT

_GLOSSARY = PROJECT / "seeds" / "glossary.csv"


def write_site(database: Path, output: Path) -> Built:
    """Build the site of a published file. Raises as build_site; the old site stays as it is then."""
    return build_site(database, output, _GLOSSARY, _maker())


def renew_site(database: Path, output: Path) -> Built | None:
    """Build the site unless it was made from this very state of the file, by these very pages; None where it was.

    Raises as build_site.
    """
    published = open_published(database)
    try:
        refresh_id = published.refresh_id()
    finally:
        published.close()
    made = made_from(output) or {}
    if (made.get("refresh_id"), made.get("maker")) == (refresh_id, _maker()):
        return None
    return write_site(database, output)


def _maker() -> str:
    """What the pages are made by: templates, texts, code and glossary, as a hash."""
    files = sorted(path for path in (PACKAGE / "site").rglob("*") if path.is_file() and path.suffix != ".pyc")
    content = hashlib.sha256()
    for path in (*files, PACKAGE / "formulas.py", _GLOSSARY):
        content.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return content.hexdigest()[:16]
