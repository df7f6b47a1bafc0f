"""A cluster on this machine: `python -m ingestion.cluster start` or `stop`; `make cluster` and `make cluster-stop`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ingestion.cluster.address import PACKAGES, USUAL, ClusterError
from ingestion.cluster.service import PORTS, Size, start, stop


def main() -> int:
    """Start or stop it; status 2 where it does not come up."""
    parser = argparse.ArgumentParser(prog="python -m ingestion.cluster", description=__doc__)
    parser.add_argument("what", choices=["start", "stop"])
    parser.add_argument("--folder", type=Path, default=USUAL.parent, help="for its tables, logs and cluster.json")
    parser.add_argument("--packages", type=Path, default=PACKAGES, help="where requirements-spark.lock is installed")
    parser.add_argument("--workers", type=int, default=Size.workers)
    parser.add_argument("--ports", type=int, nargs=3, default=PORTS, metavar=("MASTER", "PAGE", "THRIFT"))
    options = parser.parse_args()
    folder = options.folder.absolute()
    if options.what == "stop":
        print(f"{stop(folder)} processes ended")
        return 0
    try:
        size = Size(workers=options.workers)
        cluster = start(
            folder, options.packages.absolute(), size, options.ports, lambda what: print(f"starting {what}")
        )
    except ClusterError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{cluster.master} and its Thrift server at {cluster.host}:{cluster.port}; {folder / 'cluster.json'} says so")
    return 0


if __name__ == "__main__":
    sys.exit(main())
