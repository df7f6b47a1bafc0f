"""Extracted rows to a tested, published file: border check, load, dbt, publish, lock, run records."""
