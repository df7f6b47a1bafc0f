"""A short form of `make pdf-engines`: the engines that pip brings, a plan, the looks that reports have most."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.documents.pdf import read_pdf
from ingestion.documents.text import DocumentError
from ingestion.extraction.pdf import extract_pdf
from tests.rendering.compare import count
from tests.rendering.content import read_report
from tests.rendering.engines import ENGINES, Engine
from tests.rendering.look import ENGINE_LOOKS, Look

pytestmark = pytest.mark.slow

ROWS = 30
_FROM_PIP = [
    engine for engine in ENGINES if engine.installed_by.startswith("pip") and "office" not in engine.installed_by
]
_READ = {"full grid", "horizontal rules", "zebra", "zebra with rules", "shaded header"}


@pytest.mark.parametrize("look", ENGINE_LOOKS, ids=lambda look: look.name)
@pytest.mark.parametrize("engine", _FROM_PIP, ids=lambda engine: engine.name)
def test_nothing_is_silent(engine: Engine, look: Look, tmp_path: Path) -> None:
    if not engine.is_here():
        pytest.skip(f"{engine.name} is not installed: {engine.installed_by}")
    whole = read_report("000")
    report = read_report("000", rows=whole.rows[:ROWS])
    target = tmp_path / "report.pdf"
    engine.render([(report, "r")], look, target)
    try:
        counts = count(report, extract_pdf(read_pdf(target)).indicators.to_pylist())
    except DocumentError as error:
        assert look.name not in _READ, error
        assert "page" in str(error)
        return
    assert counts["silent"] == 0
    if look.name in _READ:
        assert counts["right_names"] == counts["right_goals"] == counts["rows"] == ROWS
        assert counts["right_cells"] == counts["cells"]
