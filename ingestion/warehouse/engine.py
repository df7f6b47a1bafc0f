"""What DuckDB may take of the machine while a refresh loads, builds, compares and publishes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.warehouse.literals import literal
from ingestion.warehouse.state import State

if TYPE_CHECKING:
    import duckdb

MEMORY_VARIABLE = "MALBILD_BUILD_MEMORY"
LEAST_MEMORY = 250
_MOST_USUAL = 1000
_FOR_A_THREAD = 125
"""Megabytes that DuckDB's own advice gives each thread at least."""

# Dozens of small tables with keys: with DuckDB's usual blocks of 256 KiB most of the file would be empty space (12 MB
# against 2.6 MB for the five known reports). Hundreds of reports fill the usual blocks and are written and read faster
# in them. 1.1 and later open both.
SMALL_BLOCK, USUAL_BLOCK = 16384, 262144

# Where the system says what a container may take; without a limit the file holds the word `max`.
_CONTAINER = Path("/sys/fs/cgroup/memory.max")


def usual_memory() -> int:
    """Megabytes for the engine where nobody says how many: a quarter of the machine's memory, and at most 1000.

    What does not fit is written to disk for a while, at the price of time for the widest models, and the memory is left
    to whatever else runs there.
    """
    return max(LEAST_MEMORY, min(_MOST_USUAL, _machine_memory() // 4))


def _machine_memory() -> int:
    """Megabytes of the machine, or of the container."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with contextlib.suppress(OSError, ValueError):
        machine = min(machine, int(_CONTAINER.read_text(encoding="ascii")))
    return machine // 1_000_000


@dataclass(frozen=True)
class Engine:
    """What DuckDB may take: `memory` in megabytes (10⁶ bytes) for all that it holds at once, and so many threads.

    `is_said` where a person said how much.
    """

    memory: int = field(default_factory=usual_memory)
    is_said: bool = False

    def larger(self) -> Engine | None:
        """Half of the machine, for what cannot be built with less; None where this is as much, or was said."""
        most = _machine_memory() // 2
        return None if self.is_said or most <= self.memory else replace(self, memory=most)

    @property
    def threads(self) -> int:
        """One for each processor, but no more than the memory is enough for."""
        return max(1, min(len(os.sched_getaffinity(0)), self.memory // _FOR_A_THREAD))

    @property
    def options(self) -> Mapping[str, str]:
        """The options of a connection; those of profiles.yml, which dbt gives its own, are the same."""
        return {
            # Nothing is fetched: a missing extension fails at once instead of waiting for a network.
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": f"{self.memory}MB",
            "threads": str(self.threads),
        }

    @property
    def environment(self) -> Mapping[str, str]:
        """What profiles.yml asks the environment for."""
        return {MEMORY_VARIABLE: str(self.memory), "MALBILD_BUILD_THREADS": str(self.threads)}

    def open(self, path: Path, *, read_only: bool = False, block_size: int = USUAL_BLOCK) -> duckdb.DuckDBPyConnection:
        """The database that is built; what there is no memory for is written beside it. Raises duckdb.Error.

        A file that is not there yet is made with blocks of so many bytes.
        """
        import duckdb

        return duckdb.connect(
            str(path), read_only=read_only, config={**self.options, "default_block_size": str(block_size)}
        )

    def both(self, state: State, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
        """The database that is built, and as `next` the file that is to be published. Raises duckdb.Error."""
        connection = self.open(state.build, read_only=read_only)
        connection.execute(f"attach {literal(state.next)} as next{' (read_only)' if read_only else ''}")
        return connection

    def beside(self, folder: Path) -> duckdb.DuckDBPyConnection:
        """A connection to attach databases to; what there is no memory for is written into a folder.

        Of its own accord DuckDB would write that into the current folder.
        """
        import duckdb

        connection = duckdb.connect(":memory:", config=dict(self.options))
        connection.execute(f"set temp_directory = {literal(folder / 'engine.tmp')}")
        return connection
