"""What stands in the published file, and what of it may be withdrawn or changed by one refresh.

Nothing that is published vanishes unannounced: a document whose line in documents.csv broke, that cannot be read this
time, that fails the border or that is gone keeps its figures until a person withdraws it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.documents.folder import Candidate, FoundFile, Rejection, ReportIdentity
from ingestion.documents.manifest import ManifestLine
from ingestion.warehouse.published import NotPublishedError, open_published

_SHOWN = 5


@dataclass(frozen=True)
class Standing:
    """A document whose figures stand in the published file; `kept_since` where they stood there without it before."""

    candidate: Candidate
    rows: int
    kept_since: dt.datetime | None

    @property
    def document_id(self) -> str:
        """First 16 hex digits of its content's SHA-256."""
        return self.candidate.file.document_id

    @property
    def source_file(self) -> str:
        """The name that it has in the published file."""
        return self.candidate.file.source_file

    @property
    def report_id(self) -> str:
        """Which report it is in the published file."""
        return self.candidate.identity.report_id


@dataclass(frozen=True)
class KeptDocument:
    """A document that keeps its published figures: under which name, why, and since when (None: from this refresh)."""

    standing: Standing
    source_file: str
    because: str

    def describe(self) -> str:
        """'004.txt (norrmalm-2021-VB): line 6 of documents.csv: …'."""
        return f"{self.source_file} ({self.standing.report_id}): {self.because}"


@dataclass(frozen=True)
class StandingFile:
    """The published file: the refresh that made it, and the documents whose figures stand in it."""

    refresh_id: str | None
    documents: tuple[Standing, ...]

    @property
    def leaders(self) -> dict[str, str]:
        """The document_id that leads each report."""
        return {one.report_id: one.document_id for one in self.documents}


NOTHING_STANDS = StandingFile(None, ())


def standing_file(database: Path) -> StandingFile:
    """What stands in the published file; nothing where there is none, or where it does not open any more."""
    try:
        published = open_published(database)
    except NotPublishedError:
        return NOTHING_STANDS
    try:
        documents = published.rows("select * from marts.dim_document where status <> 'superseded' order by source_file")
        refresh_id = published.refresh_id()
    finally:
        published.close()
    return StandingFile(refresh_id, tuple(_standing(one) for one in documents))


def _standing(row: Mapping[str, Any]) -> Standing:
    stated = ManifestLine(
        row["source_file"], 0, published_on=row["published_on"], url=row["url"], retrieved_at=row.get("retrieved_at")
    )
    identity = ReportIdentity(
        row["district_id"],
        row["report"],
        row["year"],
        row["detected_district_id"],
        row["detected_report"],
        row["detected_year"],
    )
    # The file is where it is, or nowhere: nothing reads it. Of its hash the published file has the first digits.
    file = FoundFile(row["source_file"], Path(row["source_file"]), row["size_bytes"], row["document_id"])
    return Standing(Candidate(file, identity, stated), row["rows"], row.get("kept_since"))


def why_lost(standing: Standing, rejections: Iterable[Rejection], now_there: Mapping[str, str]) -> Rejection:
    """Why a published document is not among those that were read; a rejection of its own where nothing says so yet.

    `now_there` has the report that each file of the folder is now, by name.
    """
    about = [one for one in rejections if standing.document_id == one.document_id]
    about += [one for one in rejections if standing.source_file == one.source_file and one not in about]
    if about:
        return about[0]
    name = standing.source_file
    reason = f"is published as {standing.report_id}, and is gone from the folder"
    if name in now_there:
        reason = f"what is published from it as {standing.report_id} is gone, and it is {now_there[name]} now"
    return Rejection(name, standing.document_id, "gone", reason)


@dataclass(frozen=True)
class Losses:
    """What one refresh takes from those who read the published file, in cells by report.

    `published` has the cells of each report, `lost` those of them that are withdrawn or changed, `kept` those that
    stand only because they are kept, from this refresh on.
    """

    published: Mapping[str, int]
    lost: Mapping[str, int]
    kept: Mapping[str, int]

    def too_many(self, limit: float, meant: Collection[str]) -> str | None:
        """Why this is more than one refresh may take without a person, or None where it is not.

        `limit` is in percent of the published cells; one report may always go or change as a whole. Reports that are
        `meant` to go, because a person withdrew them, do not count.
        """
        by_report = {
            report: min(cells, self.lost.get(report, 0) + self.kept.get(report, 0))
            for report, cells in self.published.items()
            if report not in meant
        }
        affected = {report: cells for report, cells in by_report.items() if cells}
        total = sum(self.published.values())
        allowed = max([limit / 100 * total, *(self.published[report] for report in affected)])
        gone = sum(affected.values())
        if gone <= allowed:
            return None
        worst = sorted(affected.items(), key=lambda one: (-one[1], one[0]))
        told = ", ".join(f"{report} {cells} of {self.published[report]}" for report, cells in worst[:_SHOWN])
        more = f", and {len(worst) - _SHOWN} reports more" if len(worst) > _SHOWN else ""
        return (
            f"{gone} of {total} published cells ({100 * gone / total:.0f} %) of {len(affected)} reports would be "
            f"withdrawn, changed, or only kept; {limit:g} % may be, or one report: {told}{more}"
        )


def large_losses(losses: Losses, besides: Collection[str]) -> list[str]:
    """'bromma-2022-VP: 380 of 400 published cells are withdrawn or changed', for reports that lose more than half.

    `besides` are reports of which something else is said.
    """
    return [
        f"{report}: {lost} of {losses.published[report]} published cells are withdrawn or changed"
        for report, lost in sorted(losses.lost.items())
        if report not in besides and 2 * lost > losses.published.get(report, 0) > 0
    ]
