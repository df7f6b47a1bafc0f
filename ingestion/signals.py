"""The signals that end a command: in order, and not in the middle of what must be said of truly."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from threading import current_thread, main_thread

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_asked: list[int] = []
"""The signals that asked for an end since the command began: of the process, as their handlers are."""


class Ended(KeyboardInterrupt):
    """The system asks for an end, or a person does with Ctrl-C."""

    def __init__(self, number: int) -> None:
        """`number` is the signal's."""
        super().__init__()
        self.number = number


def heed_interrupts() -> None:
    """Let SIGINT end a command in order also where the shell that started it had the signal ignored.

    A script's shell starts `malbild refresh &` with SIGINT ignored, and Python leaves an ignored signal alone: it
    would go on. SIGTERM and SIGHUP end it in order, too. A handler that somebody set is left as it is.
    """
    _asked.clear()
    if current_thread() is not main_thread():
        return
    if signal.getsignal(signal.SIGINT) in (signal.SIG_IGN, signal.default_int_handler):
        signal.signal(signal.SIGINT, _end_in_order)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        # What nohup ignores stays ignored.
        if signal.getsignal(ending) is signal.SIG_DFL:
            signal.signal(ending, _end_in_order)


def _end_in_order(number: int, _frame: object) -> None:
    _asked.append(number)
    raise Ended(number)


def asked_to_end() -> int | None:
    """The first signal that asked for an end, also where a library made another error of it; None where none did.

    While DuckDB works, it takes what the handler raised and says "Query interrupted", a RuntimeError, instead.
    """
    return _asked[0] if _asked else None


def end_if_asked() -> None:
    """Raise Ended where a signal asked for an end and a library went on all the same."""
    if (number := asked_to_end()) is not None:
        raise Ended(number)


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Ignore the signals that end a command: the file is being replaced, and its end is milliseconds away."""
    if current_thread() is not main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            # None is a handler that was not set from Python, which cannot be set again.
            if handler is not None:
                signal.signal(number, handler)
