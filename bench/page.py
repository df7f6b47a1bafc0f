"""The page of measurements, docs/performance.md: each command writes its own part between two marks."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def write_part(page: Path, mark: str, text: str) -> None:
    """Put a text between `<!-- mark -->` and `<!-- /mark -->`, in place of what stands there. Raises OSError."""
    part = re.compile(rf"(?<=<!-- {mark} -->\n).*?(?=<!-- /{mark} -->)", re.DOTALL)
    page.write_text(part.sub(lambda _: text, page.read_text(encoding="utf-8")), encoding="utf-8")
