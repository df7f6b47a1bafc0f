"""The folder of documents: open a file, tell which report it is, decide which version leads."""
