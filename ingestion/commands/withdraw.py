"""`malbild withdraw`: take a published report out, with the reason; recorded beside the documents."""

from __future__ import annotations

import datetime as dt
import difflib
from pathlib import Path

from ingestion.documents.withdrawals import WITHDRAWALS_NAME, Withdrawal, add_withdrawals, read_withdrawals
from ingestion.warehouse.published import open_published


class WithdrawalError(Exception):
    """The report cannot be withdrawn; the message says why."""


def withdraw(report_id: str, why: str, documents: Path, database: Path) -> list[str]:
    """Record that the documents of a published report are taken out; sentences that say what becomes of it.

    Raises WithdrawalError where no such report is published or no reason is given, NotPublishedError, ManifestError
    where withdrawn.csv is damaged, OSError where it cannot be written.
    """
    if not why.strip():
        raise WithdrawalError('say why: --why "published by mistake, the council took it back"')
    if not documents.is_dir():
        raise WithdrawalError(f"the folder of documents {documents} does not exist")
    published = open_published(database)
    try:
        found = published.rows("select report_id, document_id, source_file from marts.dim_document order by all")
    finally:
        published.close()
    wanted = [one for one in found if one["report_id"] == report_id]
    if not wanted:
        near = difflib.get_close_matches(report_id, sorted({one["report_id"] for one in found}), n=1)
        meant = f"; did you mean {near[0]}?" if near else ""
        raise WithdrawalError(f"{report_id} is not published{meant}")
    known = {one.document_id for one in read_withdrawals(documents)}
    new = [one for one in wanted if one["document_id"] not in known]
    today = dt.datetime.now(dt.UTC).date()
    add_withdrawals(
        documents,
        [Withdrawal(report_id, one["document_id"], one["source_file"].partition(" [")[0], today, why) for one in new],
    )
    said = [f"{one['source_file']}: {report_id} is withdrawn by the next refresh" for one in new]
    said += [f"{one['source_file']}: {report_id} was withdrawn before" for one in wanted if one not in new]
    return [
        *said,
        f"recorded in {documents / WITHDRAWALS_NAME}; without its line there, it is taken in again",
    ]
