"""`malbild fetch`: bring what is new from the addresses in sources.csv into the folder of documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.documents.folder import FolderError
from ingestion.documents.identity import read_districts
from ingestion.documents.text import MAX_BYTES
from ingestion.warehouse.settings import FetchOptions

if TYPE_CHECKING:
    from ingestion.fetching.intake import Fetched


def fetch(
    documents: Path,
    councils: Path,
    options: FetchOptions,
    on_done: Callable[[str, str], None] = lambda _url, _outcome: None,
) -> Fetched:
    """Ask each source; what came of it. `councils` is the list of councils.

    Raises FolderError where the folder or sources.csv is missing, ManifestError where a side file is damaged,
    LockedError where another run fetches, OSError where the folder cannot be written.
    """
    from ingestion.fetching.intake import PRIVATE_NAME, fetch_all
    from ingestion.fetching.sources import SOURCES_NAME, read_sources
    from ingestion.fetching.web import Web

    if not documents.is_dir():
        raise FolderError(f"the folder of documents {documents} does not exist")
    districts = read_districts(councils)
    sources = read_sources(documents, districts)
    if not sources:
        raise FolderError(
            f"{documents / SOURCES_NAME} names no address: it has a column url, and a line for each source"
        )
    wanted = [one for one in sources if options.only is None or one.is_about(options.only)]
    if not wanted:
        raise FolderError(f"no line of {SOURCES_NAME} is about {options.only!r}")
    web = Web(options, MAX_BYTES, documents / PRIVATE_NAME / "pages")
    try:
        return fetch_all(documents, wanted, districts, web, on_done)
    finally:
        web.close()


def fetched_lines(fetched: Fetched) -> list[str]:
    """What a run brought, a line each."""
    return [
        f"fetched: {len(fetched.new)} new, {len(fetched.versions)} new versions, {fetched.unchanged} not changed, "
        f"{len(fetched.problems)} not to be had",
        *(f"  new: {name} from {url}" for name, url in fetched.new),
        *(f"  new version of {old}: {name}" for name, old in fetched.versions),
        *(f"  {one}" for one in (*fetched.notes, *fetched.problems)),
    ]
