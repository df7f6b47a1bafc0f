"""Read the indicator tables, goals and activities of one document: a text, or a PDF with the places of its words."""

from ingestion.extraction.headers import ExtractionError
from ingestion.extraction.records import Extraction

__all__ = ["Extraction", "ExtractionError"]
