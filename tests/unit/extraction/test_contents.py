"""Lists of contents hold no goals, in whatever form their page numbers are printed."""

from __future__ import annotations

import pytest

from tests.unit.extraction.printing import VP_HEADER, extraction

AREA = "KF:s mål för verksamhetsområdet:"
GOALS = (
    ("KF:s inriktningsmål:", "1. En stad som är trygg och välskött för alla som bor där"),
    (AREA, "1.1. Staden är trygg, säker och välskött att bo och vistas i hela året"),
    ("Nämndmål:", "Parkerna är rena"),
    (AREA, "1.2. Alla barn får en bra start i livet, i förskola och skola och på sin fritid"),
    ("Nämndmål:", "Förskolorna är lugna"),
    ("KF:s inriktningsmål:", "2. En stad som växer"),
    (AREA, "2.1. Näringslivet har goda villkor"),
)
ENTRIES = [f"{label} {title}" for label, title in GOALS]
FORMS = {
    "dots": [f"{entry} {'.' * 30} {page}" for page, entry in enumerate(ENTRIES, start=4)],
    "a page number": [f"{entry} {page}" for page, entry in enumerate(ENTRIES, start=4)],
    "a page number below": [line for page, entry in enumerate(ENTRIES, start=4) for line in (entry, str(page))],
    "dots on the entry's second line": [
        line
        for page, entry in enumerate(ENTRIES, start=4)
        for line in (entry[:55].rsplit(" ", 1)[0], f"{entry[len(entry[:55].rsplit(' ', 1)[0]) :].strip()} .... {page}")
    ],
    "sections between": [
        line for page, entry in enumerate(ENTRIES, start=4) for line in (f"{entry} {page}", f"Uppföljning {page}")
    ],
    "no page number": ENTRIES,
}


def report() -> str:
    """The goals with their tables, as they stand below the list: the label above the title."""
    parts = []
    for label, title in GOALS:
        parts += [f"{label}\n{title}", "Nämnden fortsätter arbetet. Det sker tillsammans med andra."]
        if not label.startswith("KF:s inriktning"):
            parts += [f"  {VP_HEADER}", f"Andel som trivs med {title.split()[1].lower()}\n\n3 % 4 % År"]
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize("form", FORMS)
def test_a_list_of_contents_changes_nothing(form: str) -> None:
    bare = extraction(report())
    listed = extraction("Innehåll\n\n" + "\n".join(FORMS[form]) + "\nBilaga 1 Ordlista 70\n\nInledning\n\n" + report())
    columns = ["indicator", "direction_goal", "area_goal", "council_goal", "column_evidence"]
    assert listed.indicators.select(columns).equals(bare.indicators.select(columns))
    assert listed.goals.select(["level", "number", "title"]).equals(bare.goals.select(["level", "number", "title"]))
    assert listed.goals.num_rows == len(GOALS)


def test_headings_with_little_between_them_are_no_list() -> None:
    text = (
        "\n\n".join(f"{entry}\n\nUppfylls delvis" for entry in ENTRIES) + f"\n\n{VP_HEADER}\n\nAndel a\n\n3 % 4 % År\n"
    )
    assert extraction(text).goals.num_rows == len(GOALS)


def test_the_first_heading_below_a_list_is_read_though_running_text_below_it_ends_with_a_number() -> None:
    listed = "\n".join(FORMS["dots on the entry's second line"])
    heading = f"{AREA} 1.1. Staden är trygg, säker\noch välskött"
    prose = "Samverkan är en viktig del av arbetet. År 2021 kom 120\npersoner till träffarna."
    found = extraction(f"Innehåll\n\n{listed}\n\n{heading}\n\n{prose}\n\n{VP_HEADER}\n\nAndel a\n\n3 % 4 % År\n")
    assert found.goals.column("title").to_pylist() == ["Staden är trygg, säker och välskött"]
