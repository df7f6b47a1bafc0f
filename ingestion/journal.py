"""What a run says while it works: log lines for jobs, a progress bar for a person at a terminal, seconds by step."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, TextIO, cast

import structlog

from ingestion.printable import printable
from ingestion.signals import end_if_asked

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

LogFormat = Literal["plain", "json"]
Done = Callable[[int], None]
"""Called for each unit that is done, with how many there are."""


def unseen(_total: int) -> None:
    """Nobody looks."""


class Journal:
    """One run's log and clock. Log lines go to standard error; standard output is left to results."""

    def __init__(self, log_format: LogFormat = "plain", progress: bool | None = None, *, quiet: bool = False) -> None:
        """Start the clock.

        `quiet` keeps warnings and errors only. `progress` shows a bar instead of the informative lines; by default on
        a terminal that wants plain text.
        """
        self.seconds: dict[str, float] = {}
        self._log = _logger(log_format)
        self._quiet = quiet
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        if progress if progress is not None else (log_format == "plain" and sys.stderr.isatty()):
            self._progress = _progress_bar()

    def info(self, event: str, **values: Any) -> None:
        """Something that went as it should: a line for jobs; on a terminal the bar says it."""
        if self._progress is None and not self._quiet:
            self._log.info(event, **values)

    def warning(self, event: str, **values: Any) -> None:
        """Something that a person should look at; always shown."""
        self._log.warning(event, **values)

    def error(self, event: str, **values: Any) -> None:
        """Something that stopped the run; always shown."""
        self._log.error(event, **values)

    @contextmanager
    def step(self, name: str, total: int | None = None) -> Iterator[None]:
        """A named part of the run; its seconds are kept under the name, added up where it occurs again.

        Raises Ended at its end where a signal asked for that and the work within went on.
        """
        started = time.perf_counter()
        if self._progress is not None:
            self._progress.start()
            self._task = self._progress.add_task(name.replace("_", " "), total=total)
        try:
            yield
        finally:
            spent = time.perf_counter() - started
            self.seconds[name] = round(self.seconds.get(name, 0.0) + spent, 3)
            if self._progress is not None:
                if self._task is not None:
                    self._progress.remove_task(self._task)
                    self._task = None
                self._progress.stop()
        end_if_asked()
        self.info("step", step=name, seconds=round(spent, 3))

    def announce(self, event: str, **values: Any) -> None:
        """Something that a person wants to know before it begins: a line on a terminal, too."""
        if not self._quiet:
            self._log.info(event, **values)

    def done_of(self, total: int) -> None:
        """One unit of the current step is done, of so many: for what is known only within the step."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, total=total, advance=1)

    def advance(self) -> None:
        """One unit of the current step is done."""
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task)


class _Unbreakable:
    """A stream that says nothing more once it cannot: a full disk below the log must not stop the work."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with unbroken(self._stream):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with unbroken(self._stream):
            self._stream.flush()


@contextmanager
def unbroken(stream: TextIO) -> Iterator[None]:
    """Let the stream lead nowhere from the moment on that it cannot be written; also its end must not fail."""
    try:
        yield
    except OSError:
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def _progress_bar() -> Progress:
    # rich takes longer to import than an unchanged refresh takes: only where a person looks.
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _logger(log_format: LogFormat) -> Any:
    renderer: Any = _json if log_format == "json" else _plain
    return structlog.wrap_logger(
        structlog.PrintLogger(cast(TextIO, _Unbreakable(sys.stderr))),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", utc=True, key="time"),
            renderer,
        ],
    )


def _json(_logger: Any, _method: str, event: dict[str, Any]) -> str:
    """One JSON object on one line, with the escapes that a terminal needs."""
    return printable(json.dumps(event, ensure_ascii=False, default=str))


def _plain(_logger: Any, _method: str, event: dict[str, Any]) -> str:
    """'2026-11-22T06:00:03Z info    read document=000.txt rows=74'; values cannot break out of their line."""
    values = dict(event)
    head = f"{values.pop('time')} {values.pop('level'):<7} {values.pop('event')}"
    return " ".join([head, *(f"{name}={_value(value)}" for name, value in values.items() if value is not None)])


def _value(value: Any) -> str:
    shown = printable(str(value))
    if shown == str(value) and not any(letter.isspace() or letter == '"' for letter in shown):
        return shown
    return '"' + shown.replace('"', '\\"') + '"'
