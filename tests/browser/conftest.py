"""A Chromium and the site of a fresh clone's file, each once a session; skipped where there is no browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ingestion.site.build import build_site
from ingestion.warehouse.settings import PROJECT
from tests.browser.opened import Opened
from tests.integration.conftest import excerpts  # noqa: F401 (a fixture)
from tests.integration.published import Published
from tests.rendering.chromium import find_chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The machine's own Chromium, driven by playwright."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright: `make site-tests` has it")
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def opened(browser: Any, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """The site, with the browser that looks at it. Built only where there is a browser."""
    published: Published = request.getfixturevalue("excerpts")
    folder = tmp_path_factory.mktemp("pages") / "a path with spaces"
    build_site(published.settings.database, folder, PROJECT / "seeds" / "glossary.csv")
    return Opened(browser, folder, published)
