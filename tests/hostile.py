"""Documents that take all of something, made for the tests: they and what reads them, in a child process."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]

_BEHAVIOUR = """
import os, signal, time
from pathlib import Path
import ingestion.reader

_read_content = ingestion.reader.read_content

def read_content(content, path, at_page=lambda page: None):
    kind = Path(path).stem
    if kind == "endless":
        at_page(3)
        while True:
            pass
    if kind == "greedy":
        at_page(4)
        return [bytearray(1 << 28) for _ in range(80)]
    if kind == "deadly":
        at_page(5)
        os.kill(os.getpid(), signal.SIGSEGV)
    if kind == "ended":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "sleepy":
        time.sleep(3600)
    return _read_content(content, path, at_page)

ingestion.reader.read_content = read_content
"""
"""Stands in for faults of pdfium and of our own that nobody knows yet: what a document does is told by its name."""


def behave(folder: Path) -> str:
    """A PYTHONPATH; a Python that starts with it reads a document named `endless.txt` without end."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(_BEHAVIOUR, encoding="utf-8")
    # It loads the reader before the current folder is searched: of another checkout, where that one is installed.
    return f"{folder}{os.pathsep}{_ROOT}"


def nested_forms(depth: int, times: int) -> bytes:
    """A PDF of one page on which each form draws the next one `times` times, `depth` forms deep."""
    first_form = 4
    drawn = b"/X Do " * times
    stream = zlib.compress(drawn)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /XObject << /X 5 0 R >> >> >>",
        b"<< /Filter /FlateDecode /Length %d >> stream\n%b\nendstream" % (len(stream), stream),
    ]
    for number in range(first_form + 1, first_form + 1 + depth):
        last = number == first_form + depth
        content = zlib.compress(b"0 0 m 9 9 l S" if last else drawn)
        inner = b"" if last else b" /Resources << /XObject << /X %d 0 R >> >>" % (number + 1)
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842]%b /Filter /FlateDecode /Length %d >> stream\n"
            b"%b\nendstream" % (inner, len(content), content)
        )
    return pdf_of(objects)


def pages(content: bytes, count: int = 1, filters: bytes = b"/FlateDecode") -> bytes:
    """A PDF of pages that share one content."""
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(count))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << /Font << /F 4 0 R >> >> >>"
    )
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count),
            b"<< /Filter %b /Length %d >> stream\n%b\nendstream" % (filters, len(content), content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *[page] * count,
        ]
    )


def write_hostile(folder: Path) -> dict[str, str]:
    """Documents that would take minutes, gigabytes or a row, by name with what may be said of each.

    Which limit is met first, or whether the library gives up at it, is the machine's.
    """
    limit = "reading it ran into the |the process that read it was ended"
    table = zlib.compress(b"BT /F 8 Tf 60 400 Td (Indikator) Tj ET\n" * 200)
    damaged = table[:40] + bytes([table[40] ^ 8]) + table[41:]
    # 128 zeros in two bytes, ten million times.
    bomb = zlib.compress(b"\x81\x00" * 10_000_000, 9)
    documents = {
        "forms-12.pdf": (nested_forms(12, 10), limit),
        "forms-6.pdf": (nested_forms(6, 10), f"page 1 draws more than 100000 things|{limit}"),
        "shared.pdf": (pages(zlib.compress(b"0 0 9 9 re f\n" * 60_000), 200), f"the PDF draws more things|{limit}"),
        "bomb.pdf": (pages(bomb, filters=b"[/FlateDecode /RunLengthDecode]"), f"unpacks to more than|{limit}"),
        "marks.txt": (("a" + "\u0301\u0323" * 40_000).encode(), "more than 30 marks on one letter"),
        "word.pdf": (pages(damaged).replace(b"%PDF-1.7", b"%PDF-1.7\n%/Encrypt 9 0 R"), "is damaged"),
    }
    for name, (content, _) in documents.items():
        (folder / name).write_bytes(content)
    return {name: reason for name, (_, reason) in documents.items()}


def pdf_of(objects: list[bytes]) -> bytes:
    """A PDF of numbered objects, the first of which is its catalogue."""
    written = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        written
        + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(objects) + 1,
            len(written),
        )
    )
