"""Goals, activities and comments from documents to marts: known answers, and what a new report changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.commands.refresh import refresh
from ingestion.commands.withdraw import withdraw
from ingestion.journal import Journal
from ingestion.warehouse.settings import Settings
from ingestion.warehouse.summary import Summary
from tests.integration.published import Published, query

pytestmark = pytest.mark.slow

COMMENT = "Målet 7,5 % är lågt satt. Indikatorn följs upp i samband med tertialrapport 2."


def report(year: int, activity: str) -> str:
    """A plan of an invented year: one goal with a commented indicator and an activity, one without either."""
    return f""" Inledning
Bromma stadsdelsnämnd anger i verksamhetsplanen inriktningen för verksamheten under {year}.
Uppföljning av kommunfullmäktiges inriktningsmål

KF:s inriktningsmål: 1. En modern storstad med möjligheter och valfrihet för alla

KF:s mål för verksamhetsområdet: 1.1 I Stockholm är människor självförsörjande

Nämnden arbetar vidare under {year} i Bromma stadsdelsområde.

   Indikator Årsmål KF:s årsmål Periodicitet

 Sjukfrånvaro 7,5 % 7,0 % År

Kommentar
{COMMENT}

 Andel elektroniska inköp 80 % 85 % År

   Aktivitet Startdatum Slutdatum

 {activity} {year}-01-01 {year}-12-31

Under {year} fortsätter arbetet enligt budget {year}.

KF:s mål för verksamhetsområdet: 1.2 Stockholm är en trygg stad

Nämndmål:
Brommaborna är trygga

"""


def run(settings: Settings) -> Summary:
    summary = refresh(settings, Journal(progress=False))
    assert summary.status == 0, summary
    return summary


def test_the_excerpts_give_what_their_documents_say(excerpts: Published) -> None:
    settings = excerpts.settings
    overview = (
        "select count(*), count(assessment) from marts.goal_overview where district_id = '{}' and period_id = '{}'"
    )
    assert query(settings, overview.format("norrmalm", "2021")) == [(32, 32)]
    assert query(settings, overview.format("hasselby-vallingby", "2019-T1")) == [(46, 46)]
    assert query(
        settings,
        "select number, assessment, indicators, indicators_met, indicators_missed, indicators_without_outcome, "
        "activities from marts.goal_overview where assessment_rank < 3 order by number",
    ) == [("1.2", "Uppfylls delvis", 5, 1, 3, 1, 1), ("1.2.1", "Uppfylls delvis", 1, 1, 0, 0, 5)]
    # A spring report's outcomes decide nothing.
    assert query(
        settings,
        "select sum(indicators), sum(indicators_met + indicators_missed + indicators_not_judged) "
        "from marts.goal_overview where report = 'T1'",
    ) == [(117, 0)]
    assert query(settings, "select level, count(*) from marts.dim_goal group by all order by all") == [
        ("area", 28),
        ("council", 116),
        ("direction", 6),
    ]
    assert query(settings, "select count(*), count(distinct document_id) from marts.fct_activity") == [(620, 5)]
    assert query(settings, "select deviation, level from marts.fct_activity where deviation is not null") == [
        ("Avvikelse", "council")
    ]
    # All seven indicators under 3.2 miss their årsmål, and the goal is called wholly fulfilled.
    contradicted = query(
        settings,
        "select line_start, as_printed, other_line_start from marts.quality_conflict "
        "where finding = 'fulfilled_despite_misses' and explanation like '%all indicators under it miss%'",
    )
    assert contradicted == [(4897, "Uppfylls helt", 5099)]


def test_a_new_report_is_added_and_withdrawn_alone(excerpts: Published, tmp_path: Path) -> None:
    settings = excerpts.copy(tmp_path / "own")
    before = query(settings, "from marts.goal_overview order by all")
    (settings.documents / "bromma-2030.txt").write_text(report(2030, "Måla staketet."), encoding="utf-8")
    (settings.documents / "bromma-2031.txt").write_text(report(2031, "MÅLA  staketet"), encoding="utf-8")
    assert run(settings).documents_read == 2
    assert query(
        settings,
        "select year, level, days, years, earlier_year, earlier_source_file from marts.fct_activity "
        "where district_id = 'bromma' order by year",
    ) == [(2030, "kf", 365, 2, None, None), (2031, "kf", 365, 2, 2030, "bromma-2030.txt")]
    assert query(
        settings, "select subject, as_printed, comment, source_file from marts.fct_comment order by source_file"
    ) == [
        ("indicator", "Sjukfrånvaro", COMMENT, "bromma-2030.txt"),
        ("indicator", "Sjukfrånvaro", COMMENT, "bromma-2031.txt"),
    ]
    assert query(
        settings,
        "select title, indicators_without_outcome, activities_under_way from marts.goal_overview "
        "where district_id = 'bromma' and year = 2030 order by line_start",
    ) == [
        ("I Stockholm är människor självförsörjande", 2, 1),
        ("Stockholm är en trygg stad", 0, 0),
        ("Brommaborna är trygga", 0, 0),
    ]
    withdraw("bromma-2030-VP", "it was a draft", settings.documents, settings.database)
    summary = run(settings)
    assert summary.status == 0
    assert (summary.documents_read, summary.documents_withdrawn) == (0, ("bromma-2030.txt",))
    assert query(settings, "select year, years, earlier_year from marts.fct_activity where district_id = 'bromma'") == [
        (2031, 1, None)
    ]
    assert query(settings, "select count(*) from marts.fct_comment") == [(1,)]
    (settings.documents / "bromma-2031.txt").unlink()
    withdraw("bromma-2031-VP", "it was a draft", settings.documents, settings.database)
    run(settings)
    assert query(settings, "from marts.goal_overview order by all") == before
