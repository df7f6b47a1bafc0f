"""Which lines of a text may hold some signs: asked of the whole text at once, which is quicker than of each line."""

from __future__ import annotations

from collections.abc import Sequence

DIGITS = "0123456789"

# What Latin-1 does not have is encoded as this: other digits ('٣'), other dashes ('–').
_ANY_OTHER = "?"


def lines_that_may_hold(lines: Sequence[str], signs: str) -> list[bytes]:
    """For each line, what is left of it when all but some signs are taken away: nothing where it holds none of them.

    A sign that Latin-1 does not have is a '?' among what is left, as is a printed one: who asks looks at such a line
    itself. The lines hold no line ends; where one does, each may hold every sign.
    """
    wanted = f"{signs}{_ANY_OTHER}\n".encode("latin-1", "replace")
    others = bytes(code for code in range(256) if code not in wanted)
    left = "\n".join(lines).encode("latin-1", "replace").translate(None, others).split(b"\n")
    return left if len(left) == len(lines) else [wanted] * len(lines)
