"""Tables of money and volumes in a PDF, where the place of a figure shows its column."""

from ingestion.extraction.pdf.money.extract import read_money
from ingestion.extraction.pdf.money.tables import find_tables

__all__ = ["find_tables", "read_money"]
