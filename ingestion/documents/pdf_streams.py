"""The packed data of a PDF: damage that would lose rows, and more of it than a report has."""

from __future__ import annotations

import base64
import re
import zlib

from ingestion.documents.text import DocumentError

_MOST_UNPACKED = 1_000_000_000
"""Bytes that the data of a PDF unpacks to, all layers of all streams together. 1 690 pages of tables have 18 MB."""

_HEAD = 400
_STREAM = re.compile(rb"stream\r?\n")
_FILTERS = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]*\]|/\w+)")
_FLATE = (b"FlateDecode", b"Fl")
_ASCII85 = (b"ASCII85Decode", b"A85")
_HEX = (b"ASCIIHexDecode", b"AHx")


def check_streams(content: bytes) -> None:
    """Refuse a PDF with damaged packed data: pdfium would print what comes before the damage, and rows be lost.

    Data may be packed several times over; each layer is unpacked, as far as its filter checks itself (Flate) or leads
    to one that does. An encrypted PDF cannot be looked into. Raises DocumentError for damage, and for a PDF that
    unpacks to more than a report ever does.
    """
    left = _MOST_UNPACKED
    for match in _STREAM.finditer(content):
        start = match.end()
        if content[match.start() - 3 : match.start()] == b"end":
            continue
        head = content[max(0, match.start() - _HEAD) : match.start()]
        found = _FILTERS.search(head[head.rfind(b" obj") + 1 :])
        if found is not None:
            left -= _unpacked_layers(content, start, re.findall(rb"/(\w+)", found[1]), left)


def _unpacked_layers(content: bytes, start: int, filters: list[bytes], budget: int) -> int:
    """How many bytes all layers of a stream unpack to; only a layer that another one is packed in is held whole."""
    packed: bytes | memoryview = memoryview(content)[start:]
    size = 0
    for depth, name in enumerate(filters):
        is_last = depth + 1 == len(filters)
        if name in _FLATE:
            count, packed = _inflated(packed, start, budget - size, keep=not is_last)
            size += count
        elif name in _ASCII85:
            packed = _from_ascii(bytes(packed), start)
            size += len(packed)
        elif name in _HEX:
            packed = _from_hex(bytes(packed), start)
            size += len(packed)
        else:
            # What packs a picture, or checks nothing: pdfium bounds it by the picture's size.
            break
        if size > budget:
            raise DocumentError(f"the PDF unpacks to more than {_MOST_UNPACKED // 1_000_000} MB: not a report")
    return size


def _from_ascii(packed: bytes, start: int) -> bytes:
    end = packed.find(b"~>")
    try:
        return base64.a85decode(packed[:end] if end >= 0 else packed)
    except ValueError as error:
        raise DocumentError(f"the PDF is broken: data at byte {start} is damaged ({error})") from error


def _from_hex(packed: bytes, start: int) -> bytes:
    digits = b"".join(packed.partition(b">")[0].split())
    try:
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    except ValueError as error:
        raise DocumentError(f"the PDF is broken: data at byte {start} is damaged ({error})") from error


def _inflated(packed: bytes | memoryview, start: int, most: int, *, keep: bool) -> tuple[int, bytes]:
    """How many bytes Flate data gives, and with `keep` the bytes; a little more than `most` where it is more."""
    unpacker = zlib.decompressobj()
    size = 0
    parts: list[bytes] = []
    try:
        for begin in range(0, len(packed), 1 << 20):
            chunk: bytes | memoryview = packed[begin : begin + (1 << 20)]
            while chunk and size <= most:
                part = unpacker.decompress(chunk, 1 << 22)
                size += len(part)
                if keep:
                    parts.append(part)
                chunk = unpacker.unconsumed_tail
            if unpacker.eof or size > most:
                return size, b"".join(parts)
    except zlib.error as error:
        raise DocumentError(f"the PDF is broken: compressed data at byte {start} is damaged ({error})") from error
    raise DocumentError(f"the PDF is broken: compressed data at byte {start} is cut short")
