"""The reader is as right as the docs say, on the excerpts and, where they are at hand, on the originals."""

from pathlib import Path

import pytest

from ingestion.documents.text import read_text
from ingestion.extraction.text.excerpt import excerpt
from tests.accuracy import LABELS, ROOT, failures, page, read_labels, score_document, score_folder

ORIGINALS = ROOT.parent / "shared" / "documents"
needs_originals = pytest.mark.skipif(
    not ORIGINALS.is_dir(), reason="the original documents are not part of the repository"
)


def test_every_label_is_met_on_the_excerpts() -> None:
    assert failures(score_folder(ROOT / "data" / "documents"), originals=False) == []


@pytest.mark.slow
def test_the_docs_show_the_measured_accuracy() -> None:
    assert (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8") == page(), "run `make accuracy`"


@pytest.mark.slow
@needs_originals
def test_every_label_is_met_on_the_originals() -> None:
    assert failures(score_folder(ORIGINALS), originals=True) == []


@needs_originals
@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "data" / "documents").glob("*.txt")))
def test_an_excerpt_is_what_the_tool_makes_of_the_original(name: str) -> None:
    kept: Path = ROOT / "data" / "documents" / name
    assert excerpt(read_text(ORIGINALS / name)) == kept.read_text(encoding="utf-8")


def test_a_wrong_cell_that_is_not_called_ambiguous_is_counted() -> None:
    labels = read_labels(LABELS)["003"][:1]
    row: dict[str, object] = {
        "line_start": int(labels[0]["line_start"]),
        "line_end": int(labels[0]["line_end"]),
        "indicator": labels[0]["indicator"],
        "direction_goal": labels[0]["inriktningsmal"],
        "area_goal": labels[0]["verksamhetsomradesmal"],
        "council_goal": None,
        "comment": None,
        "column_evidence": "complete",
        "evidence": ["all_columns_filled"],
        **dict.fromkeys(("outcome", "outcome_men", "outcome_women", "previous_outcome", "forecast")),
        "annual_target": "99 %",
        "kf_target": labels[0]["kf_arsmal"],
        "period": labels[0]["period"],
    }
    score = score_document("003", labels, [row])
    assert (score.silent, score.cells_right, score.cells) == (1, 7, 8)
    assert failures({"003": score}, originals=False)
