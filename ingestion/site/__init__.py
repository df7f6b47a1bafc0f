"""Static pages from the published file: no server, no network, nothing built. They read that file only."""
