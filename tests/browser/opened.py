"""A built site and the browser that looks at it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.integration.published import Published

WIDTHS = (390, 1280)
KINDS = (
    "index.html",
    "namnd/index.html",
    "namnd/norrmalm.html",
    "namnd/norrmalm-2021.html",
    "namnd/norrmalm-2021-mal.html",
    "namnd/hasselby-vallingby-2019.html",
    "indikator/index.html",
    "indikator/sjukfranvaro.html",
    "mal/index.html",
    "mal/2019-aldreomsorg.html",
    "kon/index.html",
    "kon/2021.html",
    "pengar/index.html",
    "pengar/2021.html",
    "pengar/2021-rapport-for-rapport.html",
    "pengar/volymer-aldreomsorg.html",
    "fynd/index.html",
    "fynd/ambiguous.html",
    "fynd/money.html",
    "fynd/andringar.html",
    "dokument/index.html",
    "dokument/norrmalm-2021-VB.html",
    "dokument/norrmalm-2021-VB-pengar.html",
    "ord/index.html",
    "ord/district_comparison.html",
)
"""A page of each kind."""


@dataclass(frozen=True)
class Opened:
    """The folder of a site, the file that it shows, and a browser."""

    browser: Any
    folder: Path
    published: Published

    @contextmanager
    def page(self, width: int = 1280, **options: Any) -> Iterator[Any]:
        """A page of a browser that has seen nothing yet."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, **options)
        try:
            yield context.new_page()
        finally:
            context.close()

    def address(self, name: str) -> str:
        return (self.folder / name).as_uri()


def keep(page: Any, name: str, width: int) -> None:
    """Keep a picture of the page where MALBILD_SCREENSHOTS says, for people to look at."""
    if folder := os.environ.get("MALBILD_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        path = Path(folder) / f"{name.removesuffix('.html').replace('/', '_')}-{width}.png"
        page.screenshot(path=path, full_page=True)
