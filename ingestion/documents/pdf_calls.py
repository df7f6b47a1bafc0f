"""pdfium's functions that are called for each word and each drawn thing, with addresses in place of its handles.

pypdfium2 makes a Python object of every handle that a call takes or gives, and lets other threads run during each call:
half of the time of calls as short as these. The types of their arguments are those that pypdfium2 declares.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from pypdfium2 import raw


def _by_address(function: Any) -> Callable[..., Any]:
    prototype = ctypes.PYFUNCTYPE(_plain(function.restype), *map(_plain, function.argtypes))
    address_of_function = ctypes.cast(function, ctypes.c_void_p).value or 0
    return prototype(address_of_function)


def _plain(kind: Any) -> Any:
    """The type of an argument or a result, an address for every pointer."""
    return ctypes.c_void_p if hasattr(kind, "contents") else kind


def address(handle: Any) -> int:
    """The address that a handle of pypdfium2 holds; 0 for none."""
    return ctypes.addressof(handle.contents) if handle else 0


def places(numbers: Any) -> tuple[int, ...]:
    """The address of each number of a ctypes array."""
    first = ctypes.addressof(numbers)
    return tuple(range(first, first + ctypes.sizeof(numbers), ctypes.sizeof(numbers._type_)))


object_at = _by_address(raw.FPDFPage_GetObject)
kind_of = _by_address(raw.FPDFPageObj_GetType)
bounds_of = _by_address(raw.FPDFPageObj_GetBounds)
fill_colour_of = _by_address(raw.FPDFPageObj_GetFillColor)
draw_mode_of = _by_address(raw.FPDFPath_GetDrawMode)
count_segments = _by_address(raw.FPDFPath_CountSegments)
segment_at = _by_address(raw.FPDFPath_GetPathSegment)
segment_kind = _by_address(raw.FPDFPathSegment_GetType)
segment_point = _by_address(raw.FPDFPathSegment_GetPoint)
segment_closes = _by_address(raw.FPDFPathSegment_GetClose)
count_parts = _by_address(raw.FPDFFormObj_CountObjects)
part_at = _by_address(raw.FPDFFormObj_GetObject)
matrix_of = _by_address(raw.FPDFPageObj_GetMatrix)
clip_of = _by_address(raw.FPDFPageObj_GetClipPath)
count_clips = _by_address(raw.FPDFClipPath_CountPaths)
count_clip_segments = _by_address(raw.FPDFClipPath_CountPathSegments)
clip_segment_at = _by_address(raw.FPDFClipPath_GetPathSegment)
text_object_at = _by_address(raw.FPDFText_GetTextObject)
font_of = _by_address(raw.FPDFTextObj_GetFont)
mode_of = _by_address(raw.FPDFTextObj_GetTextRenderMode)
box_at = _by_address(raw.FPDFText_GetLooseCharBox)
origin_at = _by_address(raw.FPDFText_GetCharOrigin)
size_at = _by_address(raw.FPDFText_GetFontSize)
colour_at = _by_address(raw.FPDFText_GetFillColor)
is_generated = _by_address(raw.FPDFText_IsGenerated)
character_matrix = _by_address(raw.FPDFText_GetMatrix)
font_name_at = _by_address(raw.FPDFText_GetFontInfo)
