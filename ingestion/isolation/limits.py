"""What reading one document may take: address space, processor seconds, and time by the clock."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Limits:
    """The limits of one document.

    `memory` in megabytes (10⁶ bytes) of address space beyond what the reader itself takes, `processor` in seconds of
    processor time, `clock` in seconds. A PDF of 1 101 pages takes about a tenth of each, or less.
    """

    memory: int = 4000
    processor: int = 180
    clock: int = 600

    def to_json(self) -> str:
        """For the child's command line, and to tell whether a refusal was made under other limits."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> Limits:
        """The limits that `to_json` wrote."""
        return Limits(**json.loads(text))

    def memory_reason(self, place: str) -> str:
        """Why a document is refused that wants more memory."""
        return f"reading it ran into the memory limit of {self.memory} MB{place}"

    def processor_reason(self, place: str) -> str:
        """Why a document is refused that keeps the processor busy for too long."""
        return f"reading it ran into the processor limit of {self.processor} s{place}"

    def clock_reason(self, place: str) -> str:
        """Why a document is refused that takes too long."""
        return f"reading it ran into the clock limit of {self.clock} s{place}"
