"""The moments of a refresh at which the files beside the published one change, to meet it at each of them.

A Python that starts with the folder of `watching` in its PYTHONPATH tells every file that it is about to make, rename,
link or remove below a folder, and at a chosen one is killed or finds the disk full. So a refresh is met also between
two renames, where no clock meets it. What DuckDB and the reading processes write is not told: the clock meets that.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

_WATCH = r"""
import os

def watch(folder, told, chosen, action):
    import re, sys
    counted = {}
    acting = []
    unfinished = re.compile(r"^(\..+)\.[a-z0-9_]{8}$")
    chance = re.compile(r"[0-9a-f]{64}|\d{8}T\d{12}Z-[0-9a-f]+|(?<=pack-)\w{8}$")
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT

    def name(path):
        return chance.sub("*", unfinished.sub(r"\1.*", os.path.basename(os.fsdecode(path))))

    def hook(event, arguments):
        if acting or event not in {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"}:
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & writing):
            return
        paths = [one for one in arguments[:2] if isinstance(one, (str, bytes, os.PathLike)) and one != "w"]
        places = [os.path.abspath(os.fsdecode(one)) for one in paths]
        if not any(one.startswith(folder) for one in places):
            return
        moment = " ".join([event, *map(name, places[: 2 if event in {"os.rename", "os.link"} else 1])])
        if any(f"{os.sep}{part}{os.sep}" in places[0] for part in ("dbt", "logs")):
            moment = event + " of dbt"
        counted[moment] = counted.get(moment, 0) + 1
        here = f"{moment} #{counted[moment]}"
        acting.append(True)
        if told:
            with open(told, "a", encoding="utf-8") as file:
                file.write(here + "\n")
        if here == chosen:
            if action == "kill":
                os.kill(os.getpid(), 9)
            fill(action)
        acting.clear()

    sys.addaudithook(hook)

def fill(path):
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    size = 1 << 20
    try:
        while size:
            try:
                if not os.write(handle, b"\0" * size):
                    size //= 2
            except OSError:
                size //= 2
    finally:
        os.close(handle)

# The processes that this one starts are not watched.
asked = os.environ.pop("MALBILD_WATCH", None)
if asked:
    import json
    watch(**json.loads(asked))
"""


def watching(
    code: Path, folder: Path, told: Path | None = None, moment: str | None = None, filler: Path | None = None
) -> dict[str, str]:
    """The environment of a process that is watched below `folder`; the watcher's code is put into the folder `code`.

    The moments are written into `told`, one a line. At `moment` the process is killed or, with `filler`, the disk on
    which that file lies is filled to the last byte.
    """
    code.mkdir(exist_ok=True)
    (code / "sitecustomize.py").write_text(_WATCH, encoding="utf-8")
    asked = {
        "folder": f"{folder.resolve()}{os.sep}",
        "told": None if told is None else str(told),
        "chosen": moment,
        "action": "kill" if filler is None else str(filler),
    }
    return {**os.environ, "PYTHONPATH": str(code), "MALBILD_WATCH": json.dumps(asked)}
