"""`python -m bench.before COMMIT`: what a refresh of five documents costs beside what it cost in another tree.

COMMIT is a commit of this repository, or the folder of a checkout. Both trees read the same documents from nothing with
the packages of this environment, in turns, each pair in the other order than the one before: whatever else the machine
does meets both. The ratio is that of the medians; the least of each shows what the machine can do.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench import jobs

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Measure and print; exit status 1 where this tree takes more by the clock than `--most` times the other."""
    parser = argparse.ArgumentParser(prog="python -m bench.before", description=__doc__)
    parser.add_argument("before", help="a commit, or the folder of a checkout")
    parser.add_argument("--pairs", type=int, default=10, help="refreshes of each tree")
    parser.add_argument("--most", type=float, default=1.05, help="the highest ratio by the clock that is no failure")
    parser.add_argument("--documents", type=Path, help="the documents; the originals where they are at hand")
    options = parser.parse_args()
    originals = ROOT.parent / "shared" / "documents"
    documents = options.documents or (originals if originals.is_dir() else ROOT / "data" / "documents")
    work = Path(tempfile.mkdtemp(prefix="malbild-before-"))
    try:
        texts = work / "documents"
        texts.mkdir()
        for path in sorted(documents.glob("*.txt")):
            shutil.copy(path, texts)
        other = _checkout(options.before, work / "before")
        measured = _measure({"before": other, "now": ROOT}, texts, work, options.pairs)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    ratio = _tell(measured["before"], measured["now"])
    return int(ratio > options.most)


def _checkout(before: str, target: Path) -> Path:
    """The folder itself, or the files of a commit."""
    if Path(before).is_dir():
        return Path(before).resolve()
    packed = subprocess.run(  # noqa: S603 (git, with a commit that the caller names)
        ["git", "archive", "--format=tar", before],  # noqa: S607 (the git of whoever measures)
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    target.mkdir()
    subprocess.run(["tar", "-x", "-C", str(target)], input=packed, check=True)  # noqa: S603, S607 (what git packed)
    return target


def _measure(trees: dict[str, Path], documents: Path, work: Path, pairs: int) -> dict[str, list[jobs.Job]]:
    measured: dict[str, list[jobs.Job]] = {name: [] for name in trees}
    for number in range(-1, pairs):
        order = list(trees) if number % 2 else list(trees)[::-1]
        for name in order:
            database = work / "published" / "malbild.duckdb"
            job = jobs.refresh(trees[name], documents, database, checkout=trees[name])
            shutil.rmtree(database.parent)
            # The first pair compiles the code of both and fills the machine's caches.
            if number >= 0:
                measured[name].append(job)
        print(f"· pair {number + 1} of {pairs}", file=sys.stderr, flush=True)
    return measured


def _tell(before: Sequence[jobs.Job], now: Sequence[jobs.Job]) -> float:
    """Print the costs of both and their ratios; the ratio by the clock."""
    ratio = median(one.seconds for one in now) / median(one.seconds for one in before)
    print(f"{'':<32}{'before':>10}{'now':>10}{'ratio':>10}")
    for label, of in (
        ("seconds by the clock", lambda one: one.seconds),
        ("of the processor", lambda one: one.processor_seconds),
        ("largest process, MB", lambda one: one.peak_mb),
    ):
        for how, taken in (("median", median), ("least", min)):
            old, new = taken(map(of, before)), taken(map(of, now))
            print(f"{f'{label}, {how}':<32}{old:>10.2f}{new:>10.2f}{new / old:>10.3f}")
    print(f"{len(now)} refreshes of each, in turns; by the clock this tree takes {100 * (ratio - 1):+.1f} %")
    return ratio


if __name__ == "__main__":
    sys.exit(main())
