"""Read the indicator tables and the goals of a PDF, where the place of a cell shows its column."""

from ingestion.extraction.pdf.extract import extract_pdf

__all__ = ["extract_pdf"]
