"""What a refresh works on, and where the checkout stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ingestion.isolation.limits import Limits
from ingestion.warehouse.engine import Engine

PACKAGE = Path(__file__).resolve().parents[1]
PROJECT = PACKAGE.parent
"""The checkout that holds the package and, beside it, the dbt project and its seeds."""


@dataclass(frozen=True)
class FetchOptions:
    """What to fetch and how: `only` sources of which a cell contains this, hosts that may be asked without https.

    `seconds` is how long one document may take, `silence` for how many nothing may come, `backoff` how long the second
    try waits, `tries` how many there are.
    """

    only: str | None = None
    plain_hosts: frozenset[str] = frozenset()
    seconds: float = 120.0
    silence: float = 20.0
    tries: int = 3
    backoff: float = 1.0


@dataclass(frozen=True)
class Settings:
    """What a refresh works on: folder of documents, file to publish, dbt project.

    `rebuild` builds and publishes even if nothing changed. `limits` are those of reading one document, `engine` what
    DuckDB may take while it builds. `change_limit`
    is how many percent of the published cells one refresh may withdraw, change or only keep; with `accept_changes` any.
    With `fetch` the addresses in sources.csv are asked first.
    With `cluster`, the file that says where one is, documents are read and models built there.
    `mount_marker` is the name of a file that stands in the folder of documents whenever its disk is mounted.
    """

    documents: Path
    database: Path
    project: Path = PROJECT
    rebuild: bool = False
    limits: Limits = field(default_factory=Limits)
    engine: Engine = field(default_factory=Engine)
    change_limit: float = 10.0
    accept_changes: bool = False
    mount_marker: str | None = None
    fetch: FetchOptions | None = None
    cluster: Path | None = None

    @property
    def districts(self) -> Path:
        """The list of councils, shared with the dbt project."""
        return self.project / "seeds" / "districts.csv"

    @property
    def catalogue(self) -> Path:
        """Printed names of the indicators that are known."""
        return self.project / "seeds" / "indicator_aliases.csv"

    @property
    def indicators(self) -> Path:
        """The catalogue of indicators."""
        return self.project / "seeds" / "indicators.csv"
