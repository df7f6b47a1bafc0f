"""What tests of whole refreshes start from: each folder is made once a session, and a test works on a copy of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingestion.warehouse.settings import PROJECT, Settings
from tests.integration.published import Published, publish
from tests.integration.reports import plan, three_rows, two_councils, write_reports


@pytest.fixture(scope="session", autouse=True)
def _library_of_the_border() -> None:
    """Loaded once for all refreshes of this process; each would start a process that loads it."""
    import great_expectations  # noqa: F401 (loaded, not used)


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The plans of two councils, bromma.txt and farsta.txt, and what a first refresh made of them."""
    folder = tmp_path_factory.mktemp("workshop") / "a path with spaces"
    two_councils(folder / "documents")
    return publish(Settings(folder / "documents", folder / "malbild.duckdb"))


@pytest.fixture(scope="session")
def revised(workshop: Published, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The workshop after a second refresh: Bromma's plan states another årsmål, Farsta's has another name."""
    settings = workshop.copy(tmp_path_factory.mktemp("revised") / "own")
    write_reports(settings.documents, {"bromma.txt": plan("Bromma", 2022, three_rows("4,4 %"))})
    (settings.documents / "farsta.txt").rename(settings.documents / "Farsta VP 2022.txt")
    return publish(settings)


@pytest.fixture(scope="session")
def excerpts(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """What a fresh clone publishes: the excerpts in data/documents."""
    folder = tmp_path_factory.mktemp("excerpts")
    shutil.copytree(PROJECT / "data" / "documents", folder / "documents")
    return publish(Settings(folder / "documents", folder / "malbild.duckdb"))


@pytest.fixture
def settings(workshop: Published, tmp_path: Path) -> Settings:
    """A copy of the workshop."""
    return workshop.copy(tmp_path / "own")
