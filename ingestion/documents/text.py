"""Open an extracted text: bytes to numbered lines."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import regex

from ingestion.files import opened

MAX_BYTES = 64 * 1024 * 1024
"""The largest document that is read, in bytes. The five known texts have 0.2–0.35 MB."""

MAX_LINE_CHARACTERS = 100_000
"""The longest line that is read, in characters. The longest known line has about 130."""

_MOST_MARKS = 30
"""Marks that combine with one letter; no script needs more (Unicode's stream-safe text format)."""

_MARK = regex.compile(r"\p{M}")
_MARKS = regex.compile(rf"\p{{M}}{{{_MOST_MARKS + 1}}}")


class DocumentError(Exception):
    """A document cannot be used: says why, and on which 1-based line where that is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, int | None]]:
        """Keep the line when the error crosses from a worker process."""
        return type(self), (self.message, self.line)


@dataclass(frozen=True)
class TextDocument:
    """One extracted text.

    `lines` are without line ends, in NFC and with the characters of `_normalised`, else as printed; line n of the file
    is `lines[n - 1]`.
    `pages` gives the page of each line, 1-based, or is None where the text has no form feeds.
    `document_id` is the first 16 hex digits of the SHA-256 of the file's bytes.
    """

    path: Path
    source_file: str
    document_id: str
    lines: tuple[str, ...]
    pages: tuple[int, ...] | None

    def page_of_line(self, line: int) -> int | None:
        """Page of a 1-based line, None where pages are not known."""
        return None if self.pages is None else self.pages[line - 1]


def content_id(content: bytes) -> str:
    """Document id of a file's bytes: the first 16 hex digits of their SHA-256."""
    return hashlib.sha256(content).hexdigest()[:16]


def content_of(path: Path) -> bytes:
    """The bytes of a document's file; raises DocumentError where it cannot be read or has more than MAX_BYTES."""
    try:
        with opened(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            # A file may grow while it is read.
            content = stream.read(MAX_BYTES + 1) if size <= MAX_BYTES else b""
    except OSError as error:
        raise DocumentError(f"cannot be read: {error.strerror or error}") from error
    if max(size, len(content)) > MAX_BYTES:
        raise DocumentError(f"has {max(size, len(content))} bytes; the limit is {MAX_BYTES}")
    return content


def read_text(path: Path) -> TextDocument:
    """Read a text file (UTF-8, UTF-16 with a byte order mark, Windows-1252 or Latin-1).

    Raises DocumentError for an empty file, one that is too large, has a line that is too long, or is in
    another encoding; the error names the line where one can be named.
    """
    return text_from_bytes(content_of(path), path)


def text_from_bytes(content: bytes, path: Path) -> TextDocument:
    """A TextDocument of bytes already read; raises like `read_text`."""
    if not content:
        raise DocumentError("the file is empty")
    decoded = _normalised(_decode(content))
    # NFC puts the marks of a letter in order, which takes as long as the square of their number.
    # A run of so many has one of them at each place that their number divides: few texts are looked through for it.
    if _MARK.search(decoded[:: _MOST_MARKS + 1]) and (run := _MARKS.search(decoded)) is not None:
        before = re.split(r"\r\n|\n|\r", decoded[: run.start()])
        raise DocumentError(f"more than {_MOST_MARKS} marks on one letter: not the text of a report", len(before))
    text = unicodedata.normalize("NFC", decoded)
    if not text or text.isspace():
        raise DocumentError("the file holds nothing but white space")
    # Only real line ends count, as an editor counts them: str.splitlines would also break at form feeds.
    raw_lines = re.split(r"\r\n|\n|\r", text) if "\r" in text else text.split("\n")
    if raw_lines and raw_lines[-1] == "":
        raw_lines.pop()
    if max(map(len, raw_lines)) > MAX_LINE_CHARACTERS:
        number, line = next(one for one in enumerate(raw_lines, start=1) if len(one[1]) > MAX_LINE_CHARACTERS)
        raise DocumentError(f"a line of {len(line)} characters: not the text of a report", number)
    pages: tuple[int, ...] | None = None
    if "\f" in text:
        page, numbered = 1, []
        for line in raw_lines:
            page += line[: len(line) - len(line.lstrip("\f "))].count("\f")
            numbered.append(page)
            page += line.lstrip("\f ").count("\f")
        pages = tuple(numbered)
        # A form feed starts the page's first line; the space keeps the mark of a page top that such lines carry.
        raw_lines = [
            " " + line.lstrip("\f").replace("\f", " ")
            if line.startswith("\f") and line.strip("\f ")
            else line.replace("\f", "")
            for line in raw_lines
        ]
    return TextDocument(path, path.name, content_id(content), tuple(raw_lines), pages)


_BINDING_SPACE = "\u00a0"
_SOFT_HYPHEN = "\u00ad"
_PLAIN = str.maketrans(
    {
        # Spaces that group digits or keep a number and its unit together: figure, thin, narrow no-break space.
        **dict.fromkeys("\u2007\u2009\u202f", _BINDING_SPACE),
        # Other spaces, a tab between two cells, and breaks that are no line ends to an editor.
        **dict.fromkeys("\t\v\x85\u1680\u2002\u2003\u2004\u2005\u2006\u2008\u200a\u2028\u2029\u205f\u3000", " "),
        # No width: zero-width space, non-joiner, joiner, marks of direction, word joiner, byte order mark inside.
        **dict.fromkeys("\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff", None),
        # Hyphens that look like '-'; a PDF's own soft hyphen comes out as a control code.
        **dict.fromkeys("\u2010\u2011", "-"),
        "\x02": _SOFT_HYPHEN,
        # Ligatures of fonts: 'kvinnor/flickor' printed with one sign for 'fl'.
        **dict(
            zip("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)
        ),
    }
)
_NOT_PLAIN = tuple(map(chr, _PLAIN))
_SOFT_HYPHEN_IN_LINE = re.compile(_SOFT_HYPHEN + r"(?! *(?:[\r\n]|\Z))")
_SOFT_HYPHEN_AT_END = re.compile(_SOFT_HYPHEN + r" +(?=[\r\n]|\Z)")


def _normalised(text: str) -> str:
    """The text in the characters that names and cells are read in; line ends and form feeds stay where they are.

    What looks the same is made the same: spaces of other widths, signs of no width, hyphens, ligatures. A soft hyphen
    stays at a line's end, where it says that the word goes on ('vårdnads' + 'havare'), and nowhere else.
    """
    # Looked for one by one: a text whose characters are all of Latin-1, as most are, cannot hold most of them.
    if any(sign in text for sign in _NOT_PLAIN):
        text = text.translate(_PLAIN)
    if _SOFT_HYPHEN in text:
        text = _SOFT_HYPHEN_AT_END.sub(_SOFT_HYPHEN, _SOFT_HYPHEN_IN_LINE.sub("", text))
    if _BINDING_SPACE in text and text.count(_BINDING_SPACE) > text.count(" "):
        # A converter that prints every space so says nothing by it.
        text = text.replace(_BINDING_SPACE, " ")
    return text


# '€', '…', quotes, bullets, dashes and '™'
_SIGNS_OF_WINDOWS = re.compile("[\x80\x85\x91-\x97\x99]")


def _decode(content: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise DocumentError(f"has the mark of {encoding} but is not: {error.reason}") from error
    if b"\x00" in content:
        line = content[: content.index(b"\x00")].count(b"\n") + 1
        raise DocumentError("holds zero bytes: not an extracted text, or in an encoding that is not read", line)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        text = content.decode("latin-1")
        if _SIGNS_OF_WINDOWS.search(text):
            # Windows-1252 is Latin-1 with dashes and quotes where that has control codes, which no text holds. The
            # letters of Mac Roman stand at others of them.
            text = _SIGNS_OF_WINDOWS.sub(lambda sign: sign[0].encode("latin-1").decode("cp1252"), text)
        letters = sum(text.count(letter) for letter in "åäöÅÄÖé")
        # Swedish in Latin-1 has å, ä and ö and little else above ASCII; another encoding read as Latin-1 has
        # other characters instead ('Ã¤' of a broken UTF-8, control codes of Mac Roman).
        foreign = sum(1 for character in text if 127 < ord(character) < 256) - letters
        if letters and foreign <= letters // 10 and not re.search(r"[\x00-\x08\x0e-\x1f\x80-\x9f]", text):
            return text
        raise DocumentError("neither UTF-8 nor Latin-1 or Windows-1252: the encoding cannot be told", line) from error
