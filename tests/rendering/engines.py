"""The engines that lay out a report: those that pip brings, and those that the machine has."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.rendering import chromium, docx, fpdf, html, platypus, typst
from tests.rendering.content import Report
from tests.rendering.look import Look

Reports = list[tuple[Report, str]]


@dataclass(frozen=True)
class Engine:
    """An engine: its name, what installs it, how it renders, and whether it is here."""

    name: str
    installed_by: str
    render: Callable[[Reports, Look, Path], object]
    is_here: Callable[[], bool]


def _weasyprint(reports: Reports, look: Look, target: Path) -> None:
    import weasyprint

    weasyprint.HTML(string=html.render_html(reports, look)).write_pdf(target)


def _has_weasyprint() -> bool:
    try:
        import weasyprint
    except OSError:
        # Its wheel has no Pango.
        return False
    return bool(weasyprint.VERSION)


def _chromium(reports: Reports, look: Look, target: Path) -> None:
    chromium.print_html(html.render_html(reports, look), target)


def _wkhtmltopdf(reports: Reports, look: Look, target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.html"
        source.write_text(html.render_html(reports, look), encoding="utf-8")
        margin = f"{look.margin / 72 * 25.4:.1f}mm"
        subprocess.run(
            [
                "wkhtmltopdf",
                "--quiet",
                "--page-size",
                "A4",
                "-L",
                margin,
                "-R",
                margin,
                "-T",
                margin,
                "-B",
                margin,
                "--disable-smart-shrinking",
                "--footer-center",
                "[page]",
                str(source),
                str(target),
            ],
            check=True,
            capture_output=True,
            timeout=240,
        )


ENGINES = (
    Engine("ReportLab", "pip reportlab", platypus.render, lambda: True),
    Engine("fpdf2", "pip fpdf2", fpdf.render, lambda: True),
    Engine("Typst", "pip typst", typst.render, lambda: True),
    Engine("WeasyPrint", "pip weasyprint, apt libpango-1.0-0", _weasyprint, _has_weasyprint),
    Engine(
        "LibreOffice", "pip python-docx, apt libreoffice-writer", docx.render, lambda: docx.find_office() is not None
    ),
    Engine("Chromium", "apt chromium", _chromium, lambda: chromium.find_chromium() is not None),
    Engine("wkhtmltopdf", "apt wkhtmltopdf", _wkhtmltopdf, lambda: shutil.which("wkhtmltopdf") is not None),
)
