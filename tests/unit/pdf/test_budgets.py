"""What a PDF may draw and unpack to: a file of a few kilobytes must not take minutes, nor gigabytes."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path

import pytest

from ingestion.documents.pdf import pdf_from_bytes
from ingestion.documents.text import DocumentError
from tests.hostile import pdf_of


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


def edges(count: int, lines: int, *, across: bool = False) -> bytes:
    """Short upright edges, or level ones at the height of the words, beside lines of one word."""
    drawn = [
        b"%d 400 m %d 400 l S" % (40 + n % 500, 44 + n % 500)
        if across
        else b"%d %d m %d %d l S" % (40 + n % 500, 20 + n // 500, 40 + n % 500, 26 + n // 500)
        for n in range(count)
    ]
    words = [
        b"BT /F 8 Tf %d %d Td (a) Tj ET" % (40 + 11 * (n // 4), 396 + n % 4)
        if across
        else b"BT /F 1 Tf 60 %.1f Td (a) Tj ET" % (20 + 0.8 * n)
        for n in range(lines)
    ]
    return zlib.compress(b"\n".join([*drawn, *words]))


def refused(content: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        pdf_from_bytes(content, Path("report.pdf"))
    return caught.value.message


@pytest.mark.slow
def test_pages_that_share_a_heavy_content_are_counted_each() -> None:
    content = zlib.compress(b"0 0 9 9 re f\n" * 60_000)
    assert "the PDF draws more things up to page 3 than the pages of a report" in refused(pages(content, 20))


def test_edges_beside_lines() -> None:
    assert refused(pages(edges(50_000, 900))) == "page 1 draws 50000 edges beside 900 lines: not a report's page"


def test_edges_across_words() -> None:
    message = refused(pages(edges(60_000, 190, across=True)))
    assert message == "page 1 draws 60000 edges across its words: not a report's page"


def test_a_map_is_no_attack() -> None:
    document = pdf_from_bytes(pages(edges(20_000, 100)), Path("report.pdf"))
    assert len(document.sheets[0].vertical) == 20_000
    assert len(document.lines) == 100


@pytest.mark.slow
def test_data_that_is_packed_in_packed_data() -> None:
    bomb = zlib.compress(zlib.compress(bytes(1_200_000_000), 9), 9)
    assert len(bomb) < 10_000
    message = refused(pages(bomb, filters=b"[/FlateDecode /FlateDecode]"))
    assert message == "the PDF unpacks to more than 1000 MB: not a report"


@pytest.mark.parametrize(
    ("filters", "pack"),
    [
        (b"[/FlateDecode /FlateDecode]", zlib.compress),
        (b"[ /ASCII85Decode /FlateDecode ]", lambda data: base64.a85encode(data) + b"~>"),
        (b"[/ASCIIHexDecode/FlateDecode]", lambda data: data.hex().encode() + b">"),
    ],
)
def test_damage_below_another_layer(filters: bytes, pack: object) -> None:
    assert callable(pack)
    inner = zlib.compress(b"BT /F 8 Tf 60 400 Td (Indikator) Tj ET\n" * 200)
    whole = pdf_from_bytes(pages(pack(inner), filters=filters), Path("report.pdf"))
    assert "Indikator" in whole.lines[0]
    damaged = inner[:40] + bytes([inner[40] ^ 8]) + inner[41:]
    assert "is damaged" in refused(pages(pack(damaged), filters=filters))
