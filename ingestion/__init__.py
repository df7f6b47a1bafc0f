"""Målbild's Python side: documents → extracted rows → raw tables → published file. Knows nothing of SQL models."""
