"""Opening a text: line ends, pages, encodings, and what is refused with its line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.documents.pdf import read_pdf
from ingestion.documents.text import (
    MAX_BYTES,
    MAX_LINE_CHARACTERS,
    DocumentError,
    TextDocument,
    read_text,
    text_from_bytes,
)
from ingestion.reader import read_document


def opened(content: bytes) -> TextDocument:
    return text_from_bytes(content, Path("report.txt"))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_end_as_an_editor_ends_them(end: bytes) -> None:
    assert opened(b"one" + end + end + b" two " + end).lines == ("one", "", " two ")


def test_other_separators_are_no_line_ends() -> None:
    assert opened("a\u2028b\u0085c\x0bd".encode()).lines == ("a b c d",)


def test_form_feeds_give_pages_and_keep_the_mark_of_a_page_top() -> None:
    document = opened(b"one\n\ftwo\nthree\n\f\nfour\f\nfive\n")
    assert document.pages == (1, 2, 2, 3, 3, 4)
    assert document.lines == ("one", " two", "three", "", "four", "five")
    assert document.page_of_line(2) == 2


def test_without_form_feeds_no_page_is_known() -> None:
    document = opened(b"one\n")
    assert document.pages is None
    assert document.page_of_line(1) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_swedish_is_read_in_every_known_encoding(encoding: str) -> None:
    assert opened("Årsmål för äldre på ön\n".encode(encoding)).lines == ("Årsmål för äldre på ön",)


def test_utf16_of_the_other_byte_order_is_read() -> None:
    assert opened(b"\xfe\xff" + "Årsmål\n".encode("utf-16-be")).lines == ("Årsmål",)


def test_decomposed_letters_are_composed() -> None:
    assert opened("A\u030arsma\u030al".encode()).lines == ("Årsmål",)


def test_hard_spaces_stay_as_printed() -> None:
    assert opened("1\u00a0000 st".encode()).lines == ("1\u00a0000 st",)


def test_dashes_and_quotes_of_windows_are_read() -> None:
    text = "Åtgärder – för barn och äldre… ”trygghet” • 5 €"
    assert opened(text.encode("cp1252")).lines == (text,)


def test_the_id_is_of_the_bytes_and_not_of_the_text() -> None:
    content = "Årsmål".encode("latin-1")
    assert opened(content).document_id == hashlib.sha256(content).hexdigest()[:16]
    assert opened(content).document_id != opened("Årsmål".encode()).document_id


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        (b"", "the file is empty", None),
        (b" \n\f\n", "nothing but white space", None),
        (b"one\ntwo \x00 zero", "zero bytes", 2),
        ("Årsmål".encode("utf-16-le"), "zero bytes", 1),
        ("ett\ntvå\n".encode("mac-roman"), "neither UTF-8 nor Latin-1", 2),
        ("ett\nпериод\n".encode("cp1251"), "neither UTF-8 nor Latin-1", 2),
        (b"\xff\xfeA", "has the mark of utf-16 but is not", None),
        (b"\xef\xbb\xbf\xff", "has the mark of utf-8-sig but is not", None),
        (b"one\n" + b"x" * (MAX_LINE_CHARACTERS + 1), f"a line of {MAX_LINE_CHARACTERS + 1} characters", 2),
        (("ett\r\nAndel" + "\u0301\u0323" * 16 + "\n").encode(), "more than 30 marks on one letter", 2),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(content: bytes, message: str, line: int | None) -> None:
    with pytest.raises(DocumentError) as caught:
        opened(content)
    assert message in caught.value.message
    assert caught.value.line == line


@pytest.mark.parametrize("read", [read_text, read_pdf, read_document])
def test_a_missing_file_is_refused_in_words(tmp_path: Path, read: Callable[[Path], object]) -> None:
    with pytest.raises(DocumentError, match="cannot be read: No such file"):
        read(tmp_path / "none.txt")


@pytest.mark.parametrize("read", [read_text, read_pdf, read_document])
def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path, read: Callable[[Path], object]) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as handle:
        handle.truncate(MAX_BYTES + 1)
    with pytest.raises(DocumentError, match=f"^has {MAX_BYTES + 1} bytes; the limit is {MAX_BYTES}$"):
        read(large)
