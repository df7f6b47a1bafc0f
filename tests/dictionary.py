"""The data dictionary as one page that works offline: `python -m tests.dictionary FILE`."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from dbt.cli.main import dbtRunner

from ingestion.commands.refresh import refresh
from ingestion.journal import Journal
from ingestion.warehouse.settings import Settings
from ingestion.warehouse.state import State

ROOT = Path(__file__).resolve().parent.parent


def write(page: Path) -> None:
    """Build the warehouse from data/documents in a folder of its own and write dbt's static page about it."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "malbild.duckdb"
        refresh(Settings(ROOT / "data" / "documents", database), Journal(progress=False))
        os.environ.update(MALBILD_BUILD_DATABASE=str(State(database).build), MALBILD_NEXT_DATABASE=str(database))
        project = ["--project-dir", str(ROOT), "--profiles-dir", str(ROOT)]
        output = ["--target-path", folder, "--log-path", folder]
        result = dbtRunner().invoke(["docs", "generate", "--static", "--quiet", *project, *output])
        if not result.success:
            sys.exit(f"dbt docs failed: {result.exception}")
        page.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path(folder) / "static_index.html", page)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
