"""Documents from their addresses into the folder: what is new, whole or not at all, and where it came from."""
