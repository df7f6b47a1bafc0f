"""The packed data of a PDF: damage that would lose rows, and more of it than a report has."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingestion.documents.text import DocumentError

_MOST_UNPACKED = 1_000_000_000
"""Bytes that the data of a PDF unpacks to, all layers of all streams together. 1 690 pages of tables have 18 MB."""

_STREAM = re.compile(rb"stream\r?\n")
# Bounded, so that no byte is looked at more than so often.
_NAMES = rb"(\[[^\]]{0,500}\]|/\w{1,50})"
_FILTERS = re.compile(rb"/Filter\s{0,20}(?:" + _NAMES + rb"|(\d{1,10})\s{1,20}\d{1,5}\s{1,20}R\b)")
_NAMES_APART = re.compile(rb"(?<!\d)(\d{1,10})\s{1,20}\d{1,5}\s{1,20}obj\s{0,20}" + _NAMES)
_TABLE_OF_OBJECTS = re.compile(rb"/Type\s*/XRef\b")
_EARLY_CHANGE = re.compile(rb"/EarlyChange\s+0\b")
_FLATE = (b"FlateDecode", b"Fl")
_ASCII85 = (b"ASCII85Decode", b"A85")
_HEX = (b"ASCIIHexDecode", b"AHx")
_LZW = (b"LZWDecode", b"LZW")
_RUN_LENGTH = (b"RunLengthDecode", b"RL")
_ENDS = {**dict.fromkeys(_ASCII85, b"~>"), **dict.fromkeys(_HEX, b">")}
_FIRST_CHUNK, _LARGEST_CHUNK = 1 << 12, 1 << 20
_LZW_CLEAR, _LZW_END, _LZW_CODES = 256, 257, 4096


@dataclass(frozen=True)
class _Layer:
    """What one filter unpacks to: how many bytes, and the bytes where another filter comes behind it."""

    size: int
    content: bytes | bytearray


def check_streams(content: bytes, decrypted: bytes | None = None) -> None:
    """Refuse a PDF with damaged packed data: pdfium would print what comes before the damage, and rows be lost.

    Data may be packed several times over; each layer is unpacked and counted, and damage is told where a filter checks
    itself (Flate) or meets what it cannot be (the others). Of an encrypted PDF, `decrypted` is a copy without
    encryption; of its own bytes only the tables of objects can be read, which are never encrypted. Raises DocumentError
    for damage, and for a PDF that unpacks to more than a report ever does.
    """
    left = _MOST_UNPACKED
    for part in (content,) if decrypted is None else (content, decrypted):
        apart: dict[bytes, bytes] | None = None
        for head, start in _streams(part):
            found = _FILTERS.search(head)
            if found is None:
                continue
            # In the copy it was "decrypted" although it is not encrypted.
            if decrypted is not None and (part is content) != (_TABLE_OF_OBJECTS.search(head) is not None):
                continue
            if found[1] is None and apart is None:
                apart = {match[1]: match[2] for match in _NAMES_APART.finditer(part)}
            names = found[1] or (apart or {}).get(found[2], b"")
            early = _EARLY_CHANGE.search(head) is None
            left -= _unpacked_layers(part, start, re.findall(rb"/(\w+)", names), left, early=early)


def _streams(content: bytes) -> Iterator[tuple[bytes, int]]:
    """The dictionary of each stream, and where its data begins."""
    before = 0
    for match in _STREAM.finditer(content):
        if content[match.start() - 3 : match.start()] == b"end":
            continue
        # A dictionary may be long: that of a form names what it draws with.
        begin = content.rfind(b"obj", before, match.start())
        while begin >= 0 and content[begin - 3 : begin] == b"end":
            begin = content.rfind(b"obj", before, begin)
        before = match.end()
        if begin >= 0:
            yield content[begin:before], before


def _unpacked_layers(content: bytes, start: int, filters: Sequence[bytes], budget: int, *, early: bool) -> int:
    """How many bytes all layers of a stream unpack to; only a layer that another one is packed in is held whole."""
    packed: bytes | bytearray | memoryview = memoryview(content)[start:]
    size = 0
    for depth, name in enumerate(filters):
        is_last = depth + 1 == len(filters)
        left = budget - size
        if name in _FLATE:
            layer = _inflated(packed, start, left, keep=not is_last)
        elif name in (*_ASCII85, *_HEX, *_LZW, *_RUN_LENGTH):
            if depth == 0:
                packed = packed[: _length(content, start, _ENDS.get(name, b"endstream"))]
            if name in _ASCII85:
                layer = _from_ascii(bytes(packed), start)
            elif name in _HEX:
                layer = _from_hex(bytes(packed), start)
            elif name in _LZW:
                layer = _from_lzw(packed, start, left, early=early, keep=not is_last)
            else:
                layer = _from_runs(packed, left, keep=not is_last)
        else:
            # What packs a picture, or nothing: pdfium bounds it by the picture's size.
            break
        size += layer.size
        packed = layer.content
        if size > budget:
            raise DocumentError(f"the PDF unpacks to more than {_MOST_UNPACKED // 1_000_000} MB: not a report")
    return size


def _length(content: bytes, start: int, mark: bytes) -> int:
    """How many bytes of data stand before the mark of its end. Raises DocumentError where there is none."""
    end = content.find(mark, start)
    if end < 0:
        raise DocumentError(f"the PDF is broken: data at byte {start} is cut short")
    return end - start


def _damaged(start: int, why: object) -> DocumentError:
    return DocumentError(f"the PDF is broken: data at byte {start} is damaged ({why})")


def _from_ascii(packed: bytes, start: int) -> _Layer:
    try:
        unpacked = base64.a85decode(packed.partition(b"~>")[0])
    except ValueError as error:
        raise _damaged(start, error) from error
    return _Layer(len(unpacked), unpacked)


def _from_hex(packed: bytes, start: int) -> _Layer:
    digits = b"".join(packed.partition(b">")[0].split())
    try:
        unpacked = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    except ValueError as error:
        raise _damaged(start, error) from error
    return _Layer(len(unpacked), unpacked)


def _from_runs(packed: bytes | bytearray | memoryview, most: int, *, keep: bool) -> _Layer:
    """RunLength data: a length up to 127 and one byte more than that, or 257 minus a length and the byte to repeat."""
    unpacked = bytearray()
    at = size = 0
    while at < len(packed) and size <= most:
        length = packed[at]
        if length == 128:
            break
        times = 1 if length < 128 else 257 - length
        run = bytes(packed[at + 1 : at + 2 + (length if length < 128 else 0)])
        at += 1 + len(run)
        size += times * len(run)
        if keep:
            unpacked += run * times
    return _Layer(size, unpacked)


def _from_lzw(packed: bytes | bytearray | memoryview, start: int, most: int, *, early: bool, keep: bool) -> _Layer:
    """LZW data: codes of 9 to 12 bits, which grow one code `early` unless the stream says otherwise.

    A code that stands for nothing yet is damage.
    """
    unpacked = bytearray()
    table: list[bytes] = []
    width, before = 9, b""
    buffer = bits = size = 0
    for place, byte in enumerate(packed):
        buffer, bits = buffer << 8 | byte, bits + 8
        if bits < width:
            continue
        bits -= width
        code, buffer = buffer >> bits, buffer & ((1 << bits) - 1)
        if code == _LZW_END or size > most:
            break
        if code == _LZW_CLEAR:
            table, width, before = [], 9, b""
            continue
        known = len(table)
        if code < _LZW_CLEAR:
            found = bytes((code,))
        elif code - _LZW_END - 1 < known:
            found = table[code - _LZW_END - 1]
        elif code - _LZW_END - 1 == known and before:
            found = before + before[:1]
        elif len(packed) - place > 4:
            raise _damaged(start, f"LZW code {code} of {known + _LZW_END + 1}")
        else:
            # The line end before `endstream`, where no code says that the data ends.
            break
        if before and known + _LZW_END + 1 < _LZW_CODES:
            table.append(before + found[:1])
        before = found
        size += len(found)
        if keep:
            unpacked += found
        width = min(12, (len(table) + _LZW_END + 1 + early).bit_length())
    return _Layer(size, unpacked)


def _inflated(packed: bytes | bytearray | memoryview, start: int, most: int, *, keep: bool) -> _Layer:
    """How many bytes Flate data gives, and with `keep` the bytes; a little more than `most` where it is more."""
    unpacker = zlib.decompressobj()
    size = 0
    parts: list[bytes] = []
    begin, step = 0, _FIRST_CHUNK
    try:
        while begin < len(packed):
            chunk: bytes | bytearray | memoryview = packed[begin : begin + step]
            # What is handed over behind the end of the data is copied: a stream of a few bytes gets few.
            begin, step = begin + step, min(4 * step, _LARGEST_CHUNK)
            while chunk and size <= most:
                part = unpacker.decompress(chunk, 1 << 22)
                size += len(part)
                if keep:
                    parts.append(part)
                chunk = unpacker.unconsumed_tail
            if unpacker.eof or size > most:
                return _Layer(size, b"".join(parts))
    except zlib.error as error:
        raise DocumentError(f"the PDF is broken: compressed data at byte {start} is damaged ({error})") from error
    raise DocumentError(f"the PDF is broken: compressed data at byte {start} is cut short")
