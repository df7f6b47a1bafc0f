"""Where a cluster is, and whether it is there."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from ingestion.files import replace_text

USUAL = Path("build/cluster/cluster.json")
"""Below the checkout: where `make cluster` says where its cluster is."""

PACKAGES = Path("build/spark/packages")
"""Below the checkout: where `make cluster` installs what a cluster needs."""

LOOPBACK = "127.0.0.1"
_SECONDS = 5


class ClusterError(Exception):
    """A cluster is not there, or not to be used; the message says what to do."""


@dataclass(frozen=True)
class Cluster:
    """Where a cluster is.

    `master` is Spark's address of it, `host` and `port` those of its Thrift server. `folder` is one that each of its
    machines sees under this name, `packages` where what it needs of Python is installed (requirements-spark.lock).
    """

    master: str
    host: str
    port: int
    folder: Path
    packages: Path

    @property
    def raw(self) -> Path:
        """Where the raw tables are handed over."""
        return self.folder / "raw"

    @property
    def warehouse(self) -> Path:
        """Where the cluster writes its tables: a folder `schema.db/table` of Parquet files."""
        return self.folder / "warehouse"

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine and talks to nobody else."""
        return self.host == LOOPBACK

    @staticmethod
    def read(path: Path) -> Cluster:
        """The cluster that a file tells of. Raises ClusterError where there is none, or the file tells of nothing."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            return Cluster(
                str(told["master"]), str(told["host"]), int(told["port"]), Path(told["folder"]), Path(told["packages"])
            )
        except FileNotFoundError:
            raise ClusterError(f"there is no cluster: {path} does not exist; `make cluster` starts one") from None
        except OSError as error:
            raise ClusterError(f"{path} cannot be read: {error.strerror}") from None
        except (ValueError, KeyError, TypeError) as error:
            raise ClusterError(f"{path} does not say where a cluster is: {type(error).__name__}: {error}") from None

    def write(self, path: Path) -> None:
        """Say in a file where it is. Raises OSError."""
        replace_text(path, json.dumps(asdict(self), default=str, indent=2) + "\n")

    def look(self) -> None:
        """Look whether it answers, and let its packages be imported, behind all others.

        Raises ClusterError where it does not, or the packages are not installed.
        """
        from pkgutil import extend_path
        from urllib.parse import urlsplit

        master = urlsplit(self.master)
        for what, host, port in (("master", master.hostname, master.port), ("Thrift server", self.host, self.port)):
            if not answers(host or "", port or 0):
                raise ClusterError(
                    f"the cluster's {what} does not answer at {host}:{port}; `make cluster` starts one on this machine"
                )
        if not (self.packages / "pyspark").is_dir():
            raise ClusterError(f"what a cluster needs is not installed in {self.packages}: `make cluster` does it")
        if str(self.packages) not in sys.path:
            sys.path.append(str(self.packages))
            # dbt's adapters share its folders, and where it is loaded it has looked for them already.
            for name in ("dbt", "dbt.adapters", "dbt.include"):
                if (loaded := sys.modules.get(name)) is not None:
                    loaded.__path__ = extend_path(loaded.__path__, name)

    @property
    def version(self) -> str:
        """Of Spark. Raises ModuleNotFoundError before `look`."""
        from pyspark import __version__

        return str(__version__)

    @property
    def python_path(self) -> str:
        """What the cluster's Python imports from, the same on each machine: this package and what it stands on."""
        package = Path(__file__).resolve().parents[2]
        return os.pathsep.join(
            [str(package), *(one for one in sys.path if one.endswith("site-packages")), str(self.packages)]
        )


def answers(host: str, port: int) -> bool:
    """Whether somebody listens at an address."""
    import socket

    try:
        with socket.create_connection((host, port), timeout=_SECONDS):
            return True
    except OSError:
        return False
