"""The picture in the README: the top of a council's page. `make site-picture` draws it anew."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from ingestion.commands.refresh import refresh
from ingestion.journal import Journal
from ingestion.site.build import build_site
from ingestion.warehouse.settings import PROJECT, Settings
from tests.rendering.chromium import find_chromium

PICTURE = PROJECT / "docs" / "site.png"
_PAGE = "en/namnd/norrmalm-2021.html"
_SIZE = {"width": 980, "height": 1100}
_COLOURS = 64


def main() -> None:
    """Publish the excerpts, build their site, and keep what a visitor of one page sees first."""
    with tempfile.TemporaryDirectory() as folder:
        database, site = Path(folder) / "malbild.duckdb", Path(folder) / "site"
        refresh(Settings(PROJECT / "data" / "documents", database), Journal(progress=False))
        build_site(database, site, PROJECT / "seeds" / "glossary.csv")
        draw(site, PICTURE)


def draw(site: Path, picture: Path, page: str = _PAGE) -> None:
    """Keep the top of a page as a PNG of few colours."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        view = browser.new_page(viewport=_SIZE)
        view.goto((site / page).as_uri())
        view.screenshot(path=picture)
        browser.close()
    with Image.open(picture) as image:
        few = image.convert("RGB").quantize(_COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


if __name__ == "__main__":
    main()
