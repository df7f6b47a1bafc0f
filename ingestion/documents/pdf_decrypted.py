"""A copy of an encrypted PDF without encryption, with every stream that it has, made by pdfium.

pdfium reads objects that are packed in a stream ("object streams") out of it and copies them, not the stream: where its
data is damaged, what comes behind is lost in silence. So pdfium is given the same bytes with another table of objects,
in which every object stands by its place and an object stream is a stream like any other.
"""

from __future__ import annotations

import ctypes
import io
import re
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingestion.documents.pdf_space import PageError

_SPACE = rb"[ \t\r\n\f\x00]{1,20}"
_OBJECT = re.compile(rb"(?<!\d)(\d{1,10})" + _SPACE + rb"(\d{1,5})" + _SPACE + rb"obj(?![a-z])")
_ENCRYPTION = re.compile(rb"/Encrypt" + _SPACE + rb"(\d{1,10})" + _SPACE + rb"(\d{1,5})" + _SPACE + rb"R\b")
_OBJECT_STREAM = re.compile(rb"(?<=/)ObjStm\b")


def decrypted(document: Any, content: bytes) -> bytes | None:
    """The copy of an opened PDF of these bytes; None for one that is not encrypted.

    Raises PageError where there can be no copy, so that nobody could tell whether the data is whole.
    """
    # A file that only holds the word /Encrypt has no security handler.
    if raw.FPDF_GetSecurityHandlerRevision(document) < 0:
        return None
    try:
        flat = pdfium.PdfDocument(_with_plain_table(content, _identifier(document)))
    except pdfium.PdfiumError as error:
        raise PageError(_UNKNOWN) from error
    try:
        copy = io.BytesIO()
        flat.save(copy, flags=raw.FPDF_REMOVE_SECURITY)
    except pdfium.PdfiumError as error:
        raise PageError(_UNKNOWN) from error
    finally:
        flat.close()
    return copy.getvalue()


_UNKNOWN = "the PDF is encrypted, and whether its data is whole cannot be told"


def _identifier(document: Any) -> bytes:
    """The identifier of the file, from which keys are made."""
    size = raw.FPDF_GetFileIdentifier(document, raw.FILEIDTYPE_PERMANENT, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    raw.FPDF_GetFileIdentifier(document, raw.FILEIDTYPE_PERMANENT, buffer, size)
    return buffer.raw[: max(size - 1, 0)]


def _with_plain_table(content: bytes, identifier: bytes) -> bytes:
    """The bytes with a table of all objects by their places, a catalogue that leads to them, the same encryption."""
    objects = {int(match[1]): (match.start(), int(match[2])) for match in _OBJECT.finditer(content)}
    named = [match for match in _ENCRYPTION.finditer(content) if int(match[1]) in objects]
    if not named:
        raise PageError(_UNKNOWN)
    first = max(objects) + 1
    whole = bytearray(_OBJECT_STREAM.sub(b"ObjStx", content))
    # pdfium copies what the catalogue leads to.
    everything = b" ".join(b"%d %d R" % (number, generation) for number, (_, generation) in objects.items())
    for number, text in (
        (first, b"<< /Type /Catalog /Pages %d 0 R /Everything [%b] >>" % (first + 1, everything)),
        (first + 1, b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (first + 2)),
        (first + 2, b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 9 9] >>" % (first + 1)),
    ):
        whole += b"\n"
        objects[number] = (len(whole), 0)
        whole += b"%d 0 obj\n%b\nendobj\n" % (number, text)
    place = len(whole)
    whole += b"xref\n0 1\n0000000000 65535 f \n"
    for number, (start, generation) in sorted(objects.items()):
        if number:
            whole += b"%d 1\n%010d %05d n \n" % (number, start, generation)
    key = identifier.hex().encode()
    whole += b"trailer\n<< /Size %d /Root %d 0 R /Encrypt %b %b R /ID [<%b> <%b>] >>\nstartxref\n%d\n%%%%EOF\n" % (
        first + 3,
        first,
        named[-1][1],
        named[-1][2],
        key,
        key,
        place,
    )
    return bytes(whole)
