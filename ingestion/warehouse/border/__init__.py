"""The border: extracted rows are guarded by Great Expectations before anything is loaded.

`expected` says what is expected, `count` compares with the printed lines; `frames` and `check` are the mechanics,
`result` is what comes of it, `kept` remembers it, `page` shows it, `through` is what passes.
"""

from ingestion.warehouse.border.check import BorderCheck
from ingestion.warehouse.border.frames import ExtractedDocument
from ingestion.warehouse.border.result import BorderFailure, BorderResult, HeldRow, Place

__all__ = ["BorderCheck", "BorderFailure", "BorderResult", "ExtractedDocument", "HeldRow", "Place"]
