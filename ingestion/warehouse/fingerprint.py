"""What a publication is made of, as hashes: if none of it changed, nothing needs to be built.

Only the standard library is used here: this runs before anything heavy is imported.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

from ingestion.documents.folder import FoundFile
from ingestion.documents.manifest import ALIASES_NAME, CORRECTIONS_NAME, MANIFEST_NAME
from ingestion.documents.withdrawals import WITHDRAWALS_NAME
from ingestion.lexicon import LEXICON, SEEDS

VERSIONED_PACKAGES = (
    "duckdb",
    "dbt-core",
    "dbt-duckdb",
    "polars",
    "pyarrow",
    "pypdfium2",
    "regex",
    "great-expectations",
)

# What the warehouse is built from, below the checkout root; names that are missing count as missing.
_WAREHOUSE_SOURCES = (
    "models",
    "macros",
    "seeds",
    "tests/data",
    "dbt_project.yml",
    "profiles.yml",
    "packages.yml",
)
_SOURCE_ENDINGS = (".py", ".sql", ".yml", ".yaml", ".csv", ".md")


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that shape the published figures."""
    return {"python": platform.python_version(), **{name: _version(name) for name in VERSIONED_PACKAGES}}


# It is asked for by each fingerprint, and reads a file of the package.
@cache
def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "missing"


def reader_fingerprint(package: Path, districts: Path) -> str:
    """Hash of everything that decides what is read from one document: reader code, lexicon, councils, libraries."""
    known = versions()
    return _digest(
        [
            *_files(package, package / "reader.py"),
            *_files(package, package / "lexicon.py"),
            *_files(package, package / "isolation" / "kept.py"),
            *_files(package, package / "documents"),
            *_files(package, package / "extraction"),
            *_files(package, package / "reports.py"),
            *_files(LEXICON, LEXICON),
            *_files(SEEDS, SEEDS / "reports.csv"),
            *_files(districts.parent, districts),
            *(f"{name}={known[name]}".encode() for name in ("python", "polars", "pyarrow", "pypdfium2", "regex")),
        ]
    )


def border_fingerprint(package: Path) -> str:
    """Hash of what decides whether extracted rows pass the border check."""
    return _digest(
        [
            *_files(package, package / "warehouse" / "border"),
            *_files(package, package / "extraction" / "schema.py"),
            *_files(LEXICON, LEXICON),
            versions()["great-expectations"].encode(),
        ]
    )


def project_fingerprint(project: Path, package: Path) -> str:
    """Hash of what decides which statements build the warehouse, whatever is loaded.

    The dbt project and where it lies, the raw tables, the code that has it built, versions.
    """
    parts = [f"at {project}".encode()]
    for name in _WAREHOUSE_SOURCES:
        parts.extend(_files(project, project / name))
    for place in ("warehouse/raw.py", "warehouse/transform.py", "warehouse/prepared.py", "extraction/schema.py"):
        parts.extend(_files(package, package / place))
    parts.extend(f"{name}={version}".encode() for name, version in versions().items())
    return _digest(parts)


def build_fingerprint(
    project: Path, package: Path, folder: Path, files: Iterable[FoundFile], rejected: Iterable[str]
) -> str:
    """Hash of everything that a publication is made of: documents, side files, code, models, seeds, versions."""
    parts = [f"{one.source_file}={one.sha256}".encode() for one in files]
    parts.extend(f"rejected {one}".encode() for one in rejected)
    for name in (MANIFEST_NAME, CORRECTIONS_NAME, ALIASES_NAME, WITHDRAWALS_NAME):
        parts.extend(_files(folder, folder / name))
    parts.extend(_files(package, package))
    for name in _WAREHOUSE_SOURCES:
        parts.extend(_files(project, project / name))
    parts.extend(f"{name}={version}".encode() for name, version in versions().items())
    return _digest(parts)


def _files(root: Path, place: Path) -> Iterable[bytes]:
    if place.is_file():
        yield _file(root, place)
    elif place.is_dir():
        for path in sorted(place.rglob("*")):
            if path.suffix in _SOURCE_ENDINGS and path.is_file():
                yield _file(root, path)


def _file(root: Path, path: Path) -> bytes:
    content = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{path.relative_to(root).as_posix()} {content}".encode()


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
