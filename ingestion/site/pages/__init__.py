"""The pages by kind: each module turns frames into pages and knows nothing of HTML."""
