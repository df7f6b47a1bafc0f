"""The parent's side: processes that read documents, watched by the clock and replaced when one ends."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingestion.documents.folder import FoundFile
from ingestion.isolation.child import MEGABYTE, Request
from ingestion.isolation.kept import Kept, Refused, keep_refusal, read_kept
from ingestion.isolation.limits import Limits
from ingestion.printable import printable

Outcome = Kept | Refused

_CHECKOUT = str(Path(__file__).resolve().parents[2])
_CODE = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from ingestion.isolation.child import main; from ingestion.isolation.limits import Limits; "
    "main(Limits.from_json(sys.argv[2]))"
)
_LONGEST_LAST_WORD = 200
_START_SECONDS = 120
_BUSY = 0.1
"""A child that worked for less than this share of the time waited for something else than its document."""

_LOOK_SECONDS = 0.05
"""So often a child is asked for its memory while it reads: one that wants all is ended within a second."""

_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class ChildError(Exception):
    """A reading process cannot be started; the message has its last words."""


def read_in_children(
    files: Sequence[FoundFile],
    folder: Path,
    districts: Path,
    limits: Limits,
    on_read: Callable[[FoundFile, Outcome], None],
    processes: int | None = None,
) -> None:
    """Read documents in child processes; each reads on until a document spoils it.

    There are as many as are said, or one for each processor, and no more than documents.

    What is read is kept in `folder`; `on_read` is called with the outcome of each document as it is done. A document
    that runs into a limit, or ends the process that reads it, is Refused and does not touch the others. Raises OSError
    where `folder` cannot be written, ChildError where no process can be started.
    """
    waiting = deque(files)
    done: queue.SimpleQueue[tuple[FoundFile, Outcome] | BaseException] = queue.SimpleQueue()
    team = [
        _Keeper(folder, districts, limits, waiting, done)
        for _ in range(min(len(files), processes or os.cpu_count() or 1))
    ]
    try:
        for one in team:
            one.start()
        for _ in files:
            outcome = done.get()
            if isinstance(outcome, BaseException):
                raise outcome
            on_read(*outcome)
    finally:
        waiting.clear()
        for one in team:
            one.leave()


class _Keeper(threading.Thread):
    """Keeps one child at work until no document waits."""

    def __init__(
        self,
        folder: Path,
        districts: Path,
        limits: Limits,
        waiting: deque[FoundFile],
        done: queue.SimpleQueue[tuple[FoundFile, Outcome] | BaseException],
    ) -> None:
        super().__init__(daemon=True)
        self._folder, self._districts, self._limits = folder, districts, limits
        self._waiting, self._done = waiting, done
        self._child: _Child | None = None

    def run(self) -> None:
        """Have the waiting documents read."""
        try:
            while True:
                try:
                    file = self._waiting.popleft()
                except IndexError:
                    return
                self._child = self._child or _Child(self._limits)
                outcome = self._child.read(file, self._folder, self._districts)
                if self._child.is_spent:
                    self._child.end()
                    self._child = None
                self._done.put((file, outcome))
        except BaseException as error:
            self._done.put(error)
        finally:
            if self._child is not None:
                self._child.end()

    def leave(self) -> None:
        """End the child, also in the middle of a document, and wait for the thread."""
        child = self._child
        if child is not None and self.is_alive():
            child.kill()
        if self.is_alive():
            self.join()


class _Child:
    """One reading process. `is_spent` says that it must not be given another document."""

    def __init__(self, limits: Limits) -> None:
        """Start it. Raises ChildError where it ends before it is ready."""
        self._limits = limits
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed when the process has ended)
        environment = {
            **os.environ,
            # mimalloc takes a gigabyte of address space at once.
            "ARROW_DEFAULT_MEMORY_POOL": "system",
        }
        # -P: a module that lies in the current folder is not the library of its name.
        self._process = subprocess.Popen(  # noqa: S603 (this interpreter)
            [sys.executable, "-P", "-c", _CODE, _CHECKOUT, limits.to_json()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment,
        )
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101 (pipes, see above)
        self._input, self._output = self._process.stdin, self._process.stdout
        self._buffer = b""
        self._usage: Any = None
        self._most_seen = 0
        self._last_word = ""
        self.is_spent = False
        answer = self._next(time.monotonic() + _START_SECONDS)
        if answer is None:
            self.end()
            raise ChildError(f"no process can be started to read documents in: {self._last_word}")
        self._own_memory, self._most_at_start = int(answer["resident"]), int(answer["most"])

    def read(self, file: FoundFile, folder: Path, districts: Path) -> Outcome:
        """Have one document read. Raises OSError where the child could not write to `folder`."""
        request = Request(str(file.path), file.sha256, str(folder), str(districts))
        began, worked = time.monotonic(), self._worked()
        # A child that ended meanwhile is told by the end of its output.
        with contextlib.suppress(BrokenPipeError):
            self._input.write((json.dumps(asdict(request)) + "\n").encode())
            self._input.flush()
        place = ""
        while True:
            answer = self._next(began + self._limits.clock)
            if answer is None:
                return self._ended(file, folder, place, (time.monotonic() - began) * _BUSY + worked)
            if "page" not in answer:
                break
            page = answer["page"]
            place = ", when its tables were read" if page is None else f", at page {page}"
        self.is_spent = bool(answer["worn"])
        if "errno" in answer:
            raise OSError(answer["errno"], answer["reason"])
        if "limit" in answer:
            self.is_spent = True
            return self._keep(folder, Refused(file.sha256, self._limits.memory_reason(place), None))
        if "refused" in answer:
            return Refused(file.sha256, answer["refused"], answer["line"], answer["lasting"])
        kept = read_kept(folder, file.sha256, self._limits)
        if kept is None:
            raise OSError(f"what was read of {file.source_file} cannot be read again")
        return kept

    def _ended(self, file: FoundFile, folder: Path, place: str, busy_from: float) -> Refused:
        """Why a document is refused in which the process ended, or was ended because its time was over.

        `busy_from` is the processor time of the whole process from which on the document kept it busy.
        """
        self.is_spent = True
        too_late = self._process.returncode is None
        was_busy = too_late and self._worked() > busy_from
        if too_late:
            self.kill()
        status = self.end()
        if too_late:
            refused = Refused(file.sha256, self._limits.clock_reason(place), None, was_busy)
        elif status == -signal.SIGXCPU:
            refused = Refused(file.sha256, self._limits.processor_reason(place), None)
        elif -status in _FROM_OUTSIDE:
            reason = f"the process that read it was ended by the system (out of memory?){place}"
            refused = Refused(file.sha256, reason, None, lasting=False)
        elif self._most_memory() > self._limits.memory * MEGABYTE / 2:
            refused = Refused(file.sha256, self._limits.memory_reason(place), None)
        else:
            word = f": {self._last_word}" if self._last_word else ""
            name = signal.Signals(-status).name if status < 0 else f"status {status}"
            refused = Refused(file.sha256, f"the process that read it was ended by {name}{place}{word}", None)
        return self._keep(folder, refused)

    def _keep(self, folder: Path, refused: Refused) -> Refused:
        """A refusal that was made under these limits."""
        if refused.lasting:
            keep_refusal(folder, refused, self._limits)
        return refused

    def _worked(self) -> float:
        """Seconds of processor time that it has taken so far."""
        try:
            stat = Path(f"/proc/{self._process.pid}/stat").read_bytes()
        except OSError:
            return 0.0
        # Behind the name in parentheses, which may hold anything, utime and stime are the 12th and 13th.
        fields = stat.rpartition(b")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _most_memory(self) -> int:
        """The most memory that it is known to have held at once beyond the reader's own, in bytes."""
        most = self._most_seen
        # What the system counts begins with what the parent held, and tells nothing until the child held more.
        if self._usage is not None and self._usage.ru_maxrss > self._most_at_start:
            most = max(most, int(self._usage.ru_maxrss) * 1024)
        return max(0, most - self._own_memory)

    def _look(self) -> None:
        """See how much memory it holds now."""
        with contextlib.suppress(OSError, IndexError):
            pages = Path(f"/proc/{self._process.pid}/statm").read_bytes().split()[1]
            self._most_seen = max(self._most_seen, int(pages) * os.sysconf("SC_PAGE_SIZE"))

    def _next(self, until: float) -> dict[str, Any] | None:
        """Its next answer; None when it has ended, or when the time is over."""
        while b"\n" not in self._buffer:
            left = until - time.monotonic()
            if left <= 0:
                return None
            if not select.select([self._output], [], [], min(left, _LOOK_SECONDS))[0]:
                self._look()
                continue
            said = os.read(self._output.fileno(), 1 << 16)
            if not said:
                self._wait()
                return None
            self._buffer += said
        line, _, self._buffer = self._buffer.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    def end(self) -> int:
        """Let it end and free what it held; its exit status as `Popen` gives it."""
        with contextlib.suppress(BrokenPipeError):
            self._input.close()
        self._wait()
        self._output.close()
        if not self._errors.closed:
            self._errors.seek(0)
            said = self._errors.read().decode("utf-8", "replace").strip().splitlines()
            self._last_word = printable(said[-1])[:_LONGEST_LAST_WORD] if said else ""
            self._errors.close()
        return int(self._process.returncode)

    def _wait(self) -> None:
        if self._process.returncode is None:
            # Not Popen.wait: only here the system tells what the process used.
            _, status, self._usage = os.wait4(self._process.pid, 0)
            self._process.returncode = os.waitstatus_to_exitcode(status)
