"""A cluster that is not there, and what of its work needs none."""
