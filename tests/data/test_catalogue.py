"""The catalogue against every name that the five documents print, as their hand-made labels give it."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def column(path: Path, name: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as handle:
        return [row[name] for row in csv.DictReader(handle)]


def printed_names() -> set[str]:
    files = sorted((PROJECT / "tests/labels").glob("[0-9][0-9][0-9].csv"))
    assert len(files) == 5
    return {
        " ".join(unicodedata.normalize("NFC", name).split()) for path in files for name in column(path, "indicator")
    }


def aliases() -> dict[str, str]:
    path = PROJECT / "seeds/indicator_aliases.csv"
    names = column(path, "printed_name")
    assert len(names) == len(set(names))
    return dict(zip(names, column(path, "indicator_id"), strict=True))


def test_every_printed_name_leads_to_a_catalogued_indicator() -> None:
    catalogue = set(column(PROJECT / "seeds/indicators.csv", "indicator_id"))
    known = aliases()
    assert sorted(name for name in printed_names() if known.get(name) not in catalogue) == []


def test_every_indicator_is_found_by_its_own_name() -> None:
    path, known = PROJECT / "seeds/indicators.csv", aliases()
    pairs = zip(column(path, "indicator_id"), column(path, "name"), strict=True)
    assert [name for identifier, name in pairs if known.get(name) != identifier] == []
