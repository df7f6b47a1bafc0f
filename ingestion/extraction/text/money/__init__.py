"""Tables of money and volumes in an extracted text: budget and outcome by area, volumes, investments, result units."""

from ingestion.extraction.text.money.extract import money_records

__all__ = ["money_records"]
