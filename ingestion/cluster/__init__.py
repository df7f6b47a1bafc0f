"""The same refresh where one machine is not enough: documents are read, and models built, on a Spark cluster.

What is published is DuckDB's file as ever: its build database takes the tables of the cluster in by their contracts,
runs every test on them, and is published in the same way.
"""
