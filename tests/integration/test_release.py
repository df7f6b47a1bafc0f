"""A release of a whole published file: all its forms are there, and what it changes of the one before."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import frictionless
import pytest

from ingestion.commands.release import release
from tests.integration.published import Published


@pytest.mark.slow
def test_a_release_has_every_form_and_tells_the_one_figure_that_was_revised(
    workshop: Published, revised: Published, tmp_path: Path
) -> None:
    release(workshop.settings.database, tmp_path, dt.date(2022, 3, 1))
    released = release(revised.settings.database, tmp_path, dt.date(2022, 3, 2))
    assert (released.version, released.before, released.changes) == ("2022.03.02", "2022.03.01", {"revised": 1})
    folder = tmp_path / "2022.03.02"
    for name in ("fct_indicator.parquet", "fct_indicator.csv", "malbild.xlsx", "site/index.html", "SHA256SUMS"):
        assert (folder / name).stat().st_size > 0, name
    text = (folder / "CHANGES.md").read_text(encoding="utf-8")
    assert "ekonomiskt bistånd, 2022: årsmål 4,6 % → 4,4 % (bromma.txt:14 → bromma.txt:14)" in text
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["version"], package["previous_version"]) == ("2022.03.02", "2022.03.01")
    (changes,) = (one for one in package["resources"] if one["name"] == "changes")
    resource = frictionless.Resource.from_descriptor(changes, basepath=str(folder))
    report = resource.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    assert [row["change"] for row in resource.read_rows()] == ["revised"]
