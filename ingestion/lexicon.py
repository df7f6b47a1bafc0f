"""Where the words stand that reports print: CSV files below seeds/, read by the readers here and seeded by dbt.

Only the standard library is used: whether anything changed is asked before anything heavy is imported.
"""

from __future__ import annotations

import csv
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
"""In the checkout that holds the package and the dbt project: docs/decisions/lexicon.md."""

LEXICON = SEEDS / "lexicon"


def lexicon_rows(name: str) -> list[dict[str, str]]:
    """The lines of a file of the lexicon, by the names of its columns. Raises OSError where it is missing."""
    with (LEXICON / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def seed_rows(name: str) -> list[dict[str, str]]:
    """The lines of a file of seeds/, by the names of its columns. Raises OSError where it is missing."""
    with (LEXICON.parent / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
