"""The border: extracted rows are guarded by Great Expectations before anything is loaded.

`expected` says what is expected; `frames` and `check` are the mechanics, `result` what comes of it, `kept` remembers.
"""

from ingestion.warehouse.border.check import BorderCheck, has_page
from ingestion.warehouse.border.frames import ExtractedDocument
from ingestion.warehouse.border.result import BorderFailure, BorderResult

__all__ = ["BorderCheck", "BorderFailure", "BorderResult", "ExtractedDocument", "has_page"]
