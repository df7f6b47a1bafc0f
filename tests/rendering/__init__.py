"""Renderers that lay out known rows as plan and report documents, so that each PDF has a known truth."""
