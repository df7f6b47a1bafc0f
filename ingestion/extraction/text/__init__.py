"""Read the tables and the goals of an extracted text, where the order of the cells must show their columns."""

from ingestion.extraction.text.extract import extract_text

__all__ = ["extract_text"]
