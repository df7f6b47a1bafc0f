"""Asking one address after another, as a guest should: honestly named, by robots.txt, within limits, seldom.

requests does HTTP, CacheControl keeps pages and robots.txt with their ETag and asks whether they changed, tenacity
tries again. Documents are not kept a second time: documents.csv knows the ETag of what stands in the folder.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from importlib import metadata
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import requests
import tenacity
import urllib3
from cachecontrol import CacheControlAdapter
from cachecontrol.caches.file_cache import FileCache

from ingestion.fetching.sources import why_not_asked
from ingestion.warehouse.settings import FetchOptions

_CHUNK = 1 << 16
_FEW = 64
_LARGEST_PAGE = 5_000_000
_LONGEST_WAIT, _PAUSE = 30.0, 0.1
"""Seconds: for which a server is waited for at most, and that it is left alone between two answers."""
_MOST_REDIRECTS = 5
_MOVED = {301: "moved for good", 308: "moved for good", 302: "moved", 303: "moved", 307: "moved"}
_NOT_CHANGED = 304
_OK = 200
# What may be another answer in a moment.
_TRANSIENT = {408, 425, 429, 500, 502, 503, 504}


Got = TypeVar("Got")


class FetchError(Exception):
    """An address gives nothing that can be used; the message says why. `again` where another try may."""

    def __init__(self, reason: str, *, again: bool = False, wait: float | None = None) -> None:
        """`wait` is how many seconds the server asks to be left alone."""
        super().__init__(reason)
        self.again = again
        self.wait = wait


@dataclass(frozen=True)
class Known:
    """What is known of an address since it was asked last."""

    etag: str | None
    retrieved_at: dt.datetime


@dataclass(frozen=True)
class Answer:
    """A document that an address gave: where it stands in the end, its ETag, SHA-256 and size, its first bytes."""

    url: str
    etag: str | None
    sha256: str
    size: int
    head: bytes
    moved_to: str | None


@dataclass
class Web:
    """The addresses of one run, asked one at a time. `largest` is how many bytes one document may have."""

    options: FetchOptions
    largest: int
    cache: Path
    _session: requests.Session = field(init=False)
    _kept: requests.Session = field(init=False)
    _robots: dict[str, RobotFileParser | str] = field(init=False, default_factory=dict)
    _last: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        """Open the session; nothing is asked yet."""
        self._session, self._kept = _session(), _session()
        for scheme in ("https://", "http://"):
            self._kept.mount(scheme, CacheControlAdapter(cache=FileCache(str(self.cache))))

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()
        self._kept.close()

    def page(self, url: str, hosts: Collection[str]) -> tuple[str, str, str | None]:
        """A page as text, where it stands in the end, and where it moved to for good. Raises FetchError."""

        def ask() -> tuple[str, str, str | None]:
            # no-cache: ask whether it changed, however long the server says that it keeps.
            with self._asked(self._kept, url, hosts, {"Cache-Control": "no-cache"}) as (answer, moved):
                content = b"".join(self._body(answer, _LARGEST_PAGE, _in_few_bytes))
                kind = answer.headers.get("Content-Type", "")
                if "html" not in kind.lower() and not content.lstrip()[:1] == b"<":
                    raise FetchError(f"is no web page ({kind or 'no type'})")
                return content.decode(answer.encoding or "utf-8", "replace"), answer.url, moved

        return self._tried(ask)

    def document(self, url: str, hosts: Collection[str], known: Known | None, target: Path) -> Answer | None:
        """Write what an address gives into the file `target`; None where it has not changed since it is `known`.

        Raises FetchError, and OSError where the file cannot be written.
        """
        headers = {"Accept-Encoding": "identity"}
        if known is not None:
            if known.etag:
                headers["If-None-Match"] = known.etag
            headers["If-Modified-Since"] = format_datetime(known.retrieved_at.astimezone(dt.UTC), usegmt=True)

        def ask() -> Answer | None:
            with self._asked(self._session, url, hosts, headers) as (answer, moved):
                if answer.status_code == _NOT_CHANGED:
                    return None
                digest, size, head = hashlib.sha256(), 0, b""
                with target.open("wb") as file:
                    for chunk in self._body(answer, self.largest, _as_it_comes):
                        digest.update(chunk)
                        head = head or chunk
                        size += len(chunk)
                        file.write(chunk)
                return Answer(answer.url, answer.headers.get("ETag"), digest.hexdigest(), size, head, moved)

        return self._tried(ask)

    def _tried(self, ask: Callable[[], Got]) -> Got:
        backoff = self.options.backoff
        usual = tenacity.wait_exponential_jitter(multiplier=backoff, max=_LONGEST_WAIT, jitter=backoff)

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.wait if isinstance(error, FetchError) else None
            return min(asked, _LONGEST_WAIT) if asked is not None else usual(state)

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(lambda error: isinstance(error, FetchError) and error.again),
            stop=tenacity.stop_after_attempt(self.options.tries),
            wait=wait,
            reraise=True,
        )
        return cast(Got, retrying(ask))

    @contextmanager
    def _asked(
        self, session: requests.Session, url: str, hosts: Collection[str], headers: Mapping[str, str]
    ) -> Iterator[tuple[requests.Response, str | None]]:
        """The answer behind all redirects, and where the address moved to for good."""
        moved: str | None = None
        seen = [url]
        while True:
            at = seen[-1]
            reason = why_not_asked(at, hosts, self.options.plain_hosts) or self._forbidden(at)
            if reason:
                raise FetchError(f"leads to an address that is not asked: {reason}" if len(seen) > 1 else reason)
            with self._answer(session, at, headers) as answer:
                target = answer.headers.get("Location")
                if answer.status_code not in _MOVED or not target:
                    _check(answer)
                    yield answer, moved
                    return
                seen.append(urljoin(at, target))
                if answer.status_code in {301, 308} and moved in {None, at}:
                    moved = seen[-1]
            if seen[-1] in seen[:-1]:
                raise FetchError(f"leads in a circle: {' → '.join(seen[-3:])}")
            if len(seen) > _MOST_REDIRECTS:
                raise FetchError(f"leads on more than {_MOST_REDIRECTS} times, to {seen[-1]} in the end")

    @contextmanager
    def _answer(self, session: requests.Session, url: str, headers: Mapping[str, str]) -> Iterator[requests.Response]:
        time.sleep(max(0.0, self._last + self._pause(url) - time.monotonic()))
        try:
            answer = session.get(
                url, headers=dict(headers), stream=True, allow_redirects=False, timeout=self.options.silence
            )
        except requests.RequestException as error:
            raise FetchError(f"does not answer: {_plain(error)}", again=True) from error
        try:
            yield answer
        finally:
            answer.close()
            self._last = time.monotonic()

    def _body(
        self, answer: requests.Response, largest: int, pieces: Callable[[requests.Response], Iterator[bytes]]
    ) -> Iterator[bytes]:
        """The body in pieces, as long as it keeps the limits and is as long as it was announced to be."""
        announced = answer.headers.get("Content-Length", "")
        if announced.isdigit() and int(announced) > largest:
            raise FetchError(f"has {announced} bytes; the limit is {largest}")
        started, size = time.monotonic(), 0
        try:
            for chunk in pieces(answer):
                size += len(chunk)
                if size > largest:
                    raise FetchError(f"has more than {largest} bytes, the limit")
                if time.monotonic() - started > self.options.seconds:
                    raise FetchError(f"takes longer than {self.options.seconds:g} s, the limit; {size} bytes had come")
                yield chunk
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise FetchError(f"broke off after {size} bytes: {_plain(error)}", again=True) from error
        if announced.isdigit() and "Content-Encoding" not in answer.headers and size != int(announced):
            raise FetchError(f"broke off: {size} bytes of {announced} came", again=True)
        if not size:
            raise FetchError("is empty")

    def _pause(self, url: str) -> float:
        robots = self._robots.get(_site(url))
        delay = robots.crawl_delay(user_agent()) if isinstance(robots, RobotFileParser) else None
        return min(float(delay), _LONGEST_WAIT) if delay else _PAUSE

    def _forbidden(self, url: str) -> str | None:
        """Why the site's robots.txt keeps us from an address; it is asked once a run."""
        site = _site(url)
        if urlsplit(url).path == "/robots.txt":
            return None
        if site not in self._robots:
            self._robots[site] = self._read_robots(site)
        rules = self._robots[site]
        if isinstance(rules, str):
            return rules
        return None if rules.can_fetch(user_agent(), url) else f"{site}/robots.txt does not allow {urlsplit(url).path}"

    def _read_robots(self, site: str) -> RobotFileParser | str:
        rules = RobotFileParser()
        host = urlsplit(site).hostname or ""
        try:
            text = self._tried(lambda: self._robots_text(f"{site}/robots.txt", host))
        except FetchError as error:
            # Who cannot say what is allowed is left alone (RFC 9309).
            return f"{site}/robots.txt {error}"
        rules.parse(text.splitlines())
        return rules

    def _robots_text(self, url: str, host: str) -> str:
        try:
            with self._asked(self._kept, url, (host,), {"Cache-Control": "no-cache"}) as (answer, _moved):
                return b"".join(self._body(answer, _LARGEST_PAGE, _in_few_bytes)).decode("utf-8", "replace")
        except FetchError as error:
            if error.again:
                raise
            # Where there is no such page, nothing is forbidden.
            return ""


def _as_it_comes(answer: requests.Response) -> Iterator[bytes]:
    """What has come, as soon as it came: whoever sends a byte now and then is noticed."""
    while chunk := answer.raw.read1(_CHUNK, decode_content=True):
        yield chunk


def _in_few_bytes(answer: requests.Response) -> Iterator[bytes]:
    """As CacheControl hands it on: it keeps what is read to the end."""
    yield from answer.iter_content(_FEW)


def _session() -> requests.Session:
    session = requests.Session()
    session.headers.clear()
    session.headers.update({"User-Agent": user_agent(), "Accept": "*/*"})
    # The environment may name a proxy; it hands over no password of .netrc.
    session.auth = lambda request: request
    return session


def _check(answer: requests.Response) -> None:
    status = answer.status_code
    if status in {_OK, _NOT_CHANGED}:
        return
    reason = f"answers {status}{f' {answer.reason}' if answer.reason else ''}"
    raise FetchError(reason, again=status in _TRANSIENT, wait=_asked_to_wait(answer.headers.get("Retry-After")))


def _asked_to_wait(text: str | None) -> float | None:
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - dt.datetime.now(dt.UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _plain(error: BaseException) -> str:
    """The innermost reason, in few words: urllib3 wraps it in addresses and objects."""
    if isinstance(error, requests.Timeout):
        return "nothing came for too long"
    while error.__context__ is not None:
        error = error.__context__
    return " ".join(str(getattr(error, "strerror", None) or error).split()) or type(error).__name__


def user_agent() -> str:
    """Who asks: 'malbild/0.1.0'."""
    return f"malbild/{metadata.version('malbild')}"
