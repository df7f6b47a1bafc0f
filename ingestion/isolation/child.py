"""The process in which documents are read, one after the other, each under limits.

The parent writes one request a line to standard input and reads answers from standard output, JSON on both: the page at
which the child is (`{"page": 3}`, or `{"page": null}` while tables are read), then what came of the document. When the
parent is gone, standard input ends, and so does the child.
"""

from __future__ import annotations

import hashlib
import json
import os
import queue
import resource
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from ingestion.documents.text import DocumentError, content_of
from ingestion.isolation.kept import Refused, keep, keep_refusal
from ingestion.isolation.limits import Limits
from ingestion.reader import read_content

MEGABYTE = 1_000_000
_WORN = 0.25
"""A child that has grown by this share of the memory limit is not used for another document."""


@dataclass(frozen=True)
class Request:
    """A document to read: its path, the SHA-256 that its content must have, where to keep what it gives."""

    path: str
    sha256: str
    folder: str
    districts: str


def main(limits: Limits) -> None:
    """Read documents until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What a library prints is no answer.
    os.dup2(2, 1)
    _warm_up()
    own, own_resident = _memory()
    memory = own + limits.memory * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    requests: queue.SimpleQueue[Request] = queue.SimpleQueue()
    threading.Thread(target=_take_requests, args=(requests,), daemon=True).start()
    # The system counts what the parent held when it started this process, too.
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _answer(answers, {"resident": own_resident, "most": most})
    while True:
        request = requests.get()
        _limit_processor(limits.processor)
        answer = _read(request, limits, lambda page: _answer(answers, {"page": page}))
        answer["worn"] = _memory()[0] - own > limits.memory * MEGABYTE * _WORN
        _answer(answers, answer)


def _take_requests(requests: queue.SimpleQueue[Request]) -> None:
    for line in sys.stdin:
        requests.put(Request(**json.loads(line)))
    os._exit(0)


def _answer(answers: TextIO, content: dict[str, Any]) -> None:
    answers.write(json.dumps(content) + "\n")
    answers.flush()


def _warm_up() -> None:
    """Load what reading needs, so that it is counted as the reader's own and not as a document's."""
    import pyarrow.parquet

    import ingestion.extraction.pdf
    import ingestion.extraction.text  # noqa: F401 (loaded for the documents to come)
    from ingestion.extraction.vocabulary import vocabulary

    vocabulary()
    pyarrow.parquet.write_table(pyarrow.table({"warm": [1]}), pyarrow.BufferOutputStream())


def _memory() -> tuple[int, int]:
    """Bytes of address space that this process has, and bytes that it holds in memory."""
    with Path("/proc/self/statm").open(encoding="ascii") as handle:
        space, resident = handle.read().split()[:2]
    return int(space) * resource.getpagesize(), int(resident) * resource.getpagesize()


def _limit_processor(seconds: int) -> None:
    """Let the system end this process when it has worked for so many seconds from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def _read(request: Request, limits: Limits, at_page: Callable[[int | None], None]) -> dict[str, Any]:
    """Read one document and keep what it gave, or why it gave nothing.

    What is kept is about the very bytes that were hashed: a file that is cut or replaced meanwhile waits for the next
    refresh, and a file that cannot be opened may be readable then.
    """
    folder, path = Path(request.folder), Path(request.path)
    try:
        content = content_of(path)
    except DocumentError as error:
        return _refusal(error.message, lasting=False)
    if hashlib.sha256(content).hexdigest() != request.sha256:
        return _refusal("changed while it was read; it is taken at the next refresh", lasting=False)
    try:
        document = read_content(content, path, at_page)
        return _kept(request, keep(folder, request.sha256, document, Path(request.districts)).rows)
    except DocumentError as error:
        keep_refusal(folder, Refused(request.sha256, error.message, error.line))
        return _refusal(error.message, error.line)
    except MemoryError:
        # The parent knows at which page, and keeps the refusal.
        return {"limit": "memory"}
    except OSError as error:
        return {"errno": error.errno, "reason": f"{error.strerror}: {error.filename or request.folder}"}
    except Exception as error:
        # A fault of the reader must not stop the other documents; it is named and not kept, so that a mended
        # reader takes the document.
        return _refusal(f"the reader failed: {type(error).__name__}: {error}", lasting=False)


def _kept(request: Request, rows: int) -> dict[str, Any]:
    return {"kept": request.sha256, "rows": rows}


def _refusal(reason: str, line: int | None = None, *, lasting: bool = True) -> dict[str, Any]:
    return {"refused": reason, "line": line, "lasting": lasting}
