"""What a PDF may draw and unpack to: a file of a few kilobytes must not take minutes, nor gigabytes."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.documents import pdf_streams
from ingestion.documents.pdf import pdf_from_bytes
from ingestion.documents.text import DocumentError
from tests.hostile import pages


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


@pytest.mark.slow
def test_edges_across_words() -> None:
    message = refused(pages(edges(60_000, 190, across=True)))
    assert message == "page 1 draws 60000 edges across its words: not a report's page"


def test_a_map_is_no_attack() -> None:
    document = pdf_from_bytes(pages(edges(20_000, 100)), Path("report.pdf"))
    assert len(document.sheets[0].vertical) == 20_000
    assert len(document.lines) == 100


def lzw(data: bytes, *, early: bool = True) -> bytes:
    """Data as LZW packs it: codes of 9 to 12 bits, the longest known run each, anew when the codes are used up."""
    coded = _Bits()
    known: dict[bytes, int] = {}
    coded.add(256, 9)
    run = b""
    for number in data:
        longer = run + bytes((number,))
        if len(longer) == 1 or longer in known:
            run = longer
            continue
        width = max(9, min(12, (257 + len(known) + early).bit_length()))
        coded.add(known.get(run, run[0]), width)
        known[longer] = 258 + len(known)
        run = longer[-1:]
        if len(known) == 4096 - 258 - 2:
            coded.add(256, 12)
            known = {}
    width = max(9, min(12, (257 + len(known) + early).bit_length()))
    coded.add(known.get(run, run[0]), width)
    coded.add(257, max(9, min(12, (258 + len(known) + early).bit_length())))
    return coded.content()


class _Bits:
    def __init__(self) -> None:
        self._bits: list[str] = []

    def add(self, code: int, width: int) -> None:
        self._bits.append(f"{code:0{width}b}")

    def content(self) -> bytes:
        bits = "".join(self._bits)
        bits += "0" * (-len(bits) % 8)
        return int(bits, 2).to_bytes(len(bits) // 8, "big")


def runs(data: bytes) -> bytes:
    """Data as RunLength packs it: equal bytes as one, others as they are."""
    packed = b""
    for run in re.findall(rb"(?s)((.)\2{0,127})", data):
        packed += bytes((257 - len(run[0]),)) + run[1] if len(run[0]) > 1 else b"\x00" + run[1]
    return packed + b"\x80"


TEXT = b"".join(b"BT /F 8 Tf 60 %d Td (Indikator %d) Tj ET\n" % (20 + n % 800, n * n) for n in range(900))
Pack = Callable[[bytes], bytes]
LAYERS: list[tuple[bytes, tuple[Pack, ...]]] = [
    (b"/LZWDecode", (lzw,)),
    (b"/RunLengthDecode", (runs,)),
    (b"[/LZWDecode /FlateDecode]", (zlib.compress, lzw)),
    (b"[/RunLengthDecode /LZWDecode]", (lzw, runs)),
    (b"[/FlateDecode /RunLengthDecode]", (runs, zlib.compress)),
    (b"[/A85 /LZW /RL]", (runs, lzw, lambda data: base64.a85encode(data) + b"~>")),
]


@pytest.mark.parametrize(("filters", "packs"), LAYERS)
def test_every_layer_counts(filters: bytes, packs: tuple[Pack, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """pdfium reads the text through the same layers, and one byte less than they all unpack to is too little."""
    layers = [TEXT]
    for pack in packs:
        layers.append(pack(layers[-1]))
    size = sum(len(one) for one in layers[:-1])
    content = pages(layers[-1], filters=filters)
    monkeypatch.setattr(pdf_streams, "_MOST_UNPACKED", size)
    document = pdf_from_bytes(content, Path("report.pdf"))
    assert sum(line.count("Indikator") for line in document.lines) == 900
    monkeypatch.setattr(pdf_streams, "_MOST_UNPACKED", size - 1)
    assert "unpacks to more than" in refused(content)


def test_codes_that_do_not_grow_early() -> None:
    content = pages(lzw(TEXT, early=False), filters=b"/LZWDecode /DecodeParms << /EarlyChange 0 >>")
    document = pdf_from_bytes(content, Path("report.pdf"))
    assert sum(line.count("Indikator") for line in document.lines) == 900


def test_a_code_that_stands_for_nothing_is_damage() -> None:
    coded = _Bits()
    for code in (256, 66, 84, 400, 84, 84, 84, 84, 257):
        coded.add(code, 9)
    assert "is damaged (LZW code 400 of 259)" in refused(pages(coded.content(), filters=b"/LZWDecode"))


@pytest.mark.parametrize("filters", [b"/ASCII85Decode", b"/ASCIIHexDecode"])
def test_text_without_its_end_is_cut_short(filters: bytes) -> None:
    content = pages(b"41" * 40, filters=filters).replace(b">", b"")
    with pytest.raises(DocumentError, match="is cut short"):
        pdf_streams.check_streams(content)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"/Filter /FlateDecode", b"/Filter /FlateDecode /Resources << " + b"/Name 9 0 R " * 100 + b">>"),
        (b"/Filter /FlateDecode", b"/Filter 6 0 R"),
    ],
    ids=["in a long dictionary", "named in an object of its own"],
)
def test_damage_is_found_wherever_the_filter_stands(before: bytes, after: bytes) -> None:
    """A form may name hundreds of things that it draws with behind its filter, before its data."""
    packed = zlib.compress(TEXT)
    for at, damaged in ((None, False), (40, True)):
        own = packed if at is None else packed[:at] + bytes([packed[at] ^ 8]) + packed[at + 1 :]
        content = pages(own).replace(before, after)
        # Behind the pages: object 6 of a PDF of one page.
        content = content.replace(b"xref\n0 6", b"6 0 obj\n/FlateDecode\nendobj\nxref\n0 6")
        if damaged:
            assert "is damaged" in refused(content)
        else:
            pdf_streams.check_streams(content)


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
