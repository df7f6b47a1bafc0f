"""A real HTTP server on loopback that answers as it is told, badly too, and remembers what it was asked."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

Answers = Callable[["Handler"], None]


@dataclass
class Site:
    """Paths with what answers them, the requests in their order (path, status), and the port."""

    answers: dict[str, Answers] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    port: int = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def statuses(self, *, robots: bool = False) -> list[int]:
        """What was answered since the last call."""
        found = [status for path, status in self.asked if robots or path != "/robots.txt"]
        self.asked.clear()
        return found


class Handler(BaseHTTPRequestHandler):
    """Hands a request to what the site has for its path."""

    site: Site

    def do_GET(self) -> None:
        self.site.agents.add(self.headers["User-Agent"])
        self.site.answers.get(self.path, status(404))(self)

    def send_response(self, code: int, message: str | None = None) -> None:
        self.site.asked.append((self.path, code))
        super().send_response(code, message)

    def reply(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def document(body: bytes, kind: str = "application/octet-stream") -> Answers:
    """A document with its ETag, not sent again to who has it."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'

    def answer(request: Handler) -> None:
        if request.headers.get("If-None-Match") == tag:
            request.reply(304, ETag=tag)
        else:
            request.reply(200, body, ETag=tag, Content_Type=kind)

    return answer


def status(code: int, **headers: str) -> Answers:
    return lambda request: request.reply(code, **headers)


def in_turn(*answers: Answers) -> Answers:
    """One answer after another, and the last for ever."""
    left = list(answers)

    def answer(request: Handler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(request)

    return answer


def announced(size: int, body: bytes) -> Answers:
    """A body that is not as long as it is said to be: cut in the middle, or of a wrong length."""

    def answer(request: Handler) -> None:
        request.reply(200, body, Content_Length=str(size))
        request.close_connection = True

    return answer


def dripping(body: bytes, seconds: float) -> Answers:
    """A byte now and then."""

    def answer(request: Handler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        for place in range(len(body)):
            try:
                request.wfile.write(body[place : place + 1])
            except OSError:
                return
            time.sleep(seconds)

    return answer


def endless(request: Handler) -> None:
    """No length, and never an end."""
    request.send_response(200)
    request.end_headers()
    request.close_connection = True
    try:
        while True:
            request.wfile.write(bytes(1 << 16))
    except OSError:
        return


@contextmanager
def serve() -> Iterator[Site]:
    """A site for as long as the context lasts."""
    site = Site()
    handler = type("SiteHandler", (Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
