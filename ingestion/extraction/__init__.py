"""Read the indicator tables and the goals of one document."""

from ingestion.extraction.extract import Extraction, extract_document
from ingestion.extraction.headers import ExtractionError

__all__ = ["Extraction", "ExtractionError", "extract_document"]
