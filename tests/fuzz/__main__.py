"""Mutated documents by the thousand: `python -m tests.fuzz [--documents 10000] [--seed N]`, or `--every`.

Prints the seed, every breach with the number that repeats it (`--only NUMBER`), how time grows, and a summary. With
`--every` nothing is left to chance: page furniture and repeated headers stand at each place there is, some minutes'
work. Exit status 1 when a property was broken.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from collections import Counter
from random import Random

from tests.fuzz.bases import Base, bases
from tests.fuzz.every import PLACED, everywhere
from tests.fuzz.growing import CASES, TIMES_LARGER, times_slower
from tests.fuzz.mutations import BYTES, ENCODINGS, HARM, LESS_EVIDENCE, SAME_ROWS
from tests.fuzz.otherwise import AROUND_THE_ROWS
from tests.fuzz.properties import (
    bytes_are_answered,
    reader_answers,
    rows_are_not_decided_otherwise,
    rows_are_right_or_doubted,
    rows_are_the_same,
)

KINDS = (*SAME_ROWS, *LESS_EVIDENCE, *AROUND_THE_ROWS, *HARM, *ENCODINGS, *BYTES)
_TRIES = 40


def check(kind: str, base: Base, chance: Random) -> tuple[bool, str | None]:
    """Whether a mutation has a place in a base, and what it broke."""
    if kind in ENCODINGS:
        content = ENCODINGS[kind](base, chance)
        return content is not None, None if content is None else rows_are_the_same(base, base.lines, content)
    if kind in BYTES:
        content = BYTES[kind](base, chance)
        return content is not None, None if content is None else bytes_are_answered(content)
    for mutations, holds in (
        (SAME_ROWS, rows_are_the_same),
        (LESS_EVIDENCE, rows_are_not_decided_otherwise),
        (AROUND_THE_ROWS, rows_are_right_or_doubted),
    ):
        if kind in mutations:
            lines = mutations[kind](base, chance)
            return lines is not None, None if lines is None else holds(base, lines)
    lines = HARM[kind](base, chance)
    return lines is not None, None if lines is None else reader_answers(lines)


def run_one(seed: int, number: int) -> tuple[str, str | None]:
    """Document `number` of a run: its mutation and base, and what broke."""
    chance = Random(f"{seed}-{number}")
    kind = KINDS[number % len(KINDS)]
    for _ in range(_TRIES):
        base = chance.choice(bases())
        try:
            has_place, breach = check(kind, base, chance)
        except Exception as error:
            return f"{kind} of {base.name}", f"raised {type(error).__name__}: {error}"
        if has_place:
            return f"{kind} of {base.name}", breach
    return kind, "has no place in any document"


def run_everywhere() -> int:
    """Try every place of page furniture and repeated headers in all bases; the exit status."""
    documents = breaches = 0
    for base in bases():
        for kind, lines in everywhere(base):
            documents += 1
            breach = rows_are_the_same(base, lines)
            if breach is not None:
                breaches += 1
                print(f"document {documents}: {kind} of {base.name}: {breach[:500]}")
    print(
        f"{documents} documents, every place of {len(PLACED)} mutations in {len(bases())} bases; breaches: {breaches}"
    )
    return 1 if breaches else 0


def main() -> int:
    """Run and report."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--only", type=int, help="one document of the run")
    parser.add_argument("--every", action="store_true", help="every place of page breaks, none by chance")
    arguments = parser.parse_args()
    if arguments.every:
        return run_everywhere()
    numbers = range(arguments.documents) if arguments.only is None else [arguments.only]
    print(f"seed {arguments.seed}; {len(bases())} base documents, {sum(len(base.rows) for base in bases())} rows")
    started = time.perf_counter()
    breaches: Counter[str] = Counter()
    for number in numbers:
        what, breach = run_one(arguments.seed, number)
        if breach is not None:
            breaches[what.split()[0]] += 1
            print(f"--only {number}: {what}: {breach[:500]}")
    seconds = time.perf_counter() - started
    if arguments.only is None:
        for name in CASES:
            # Eight times the text takes eight times as long, 64 times where time is quadratic.
            print(f"{TIMES_LARGER} times the {name}: {times_slower(name):.1f} times as long")
    broken = ", ".join(f"{kind} {count}" for kind, count in breaches.most_common()) or "none"
    print(f"{len(numbers)} mutated documents by {len(KINDS)} mutations in {seconds:.0f} s; breaches: {broken}")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
