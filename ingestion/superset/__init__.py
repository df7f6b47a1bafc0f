"""A bundle that Superset imports: the published file, its tables with their descriptions, and two dashboards."""
