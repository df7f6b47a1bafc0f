"""PDFs that cannot be read are refused with the reason; nothing is lost in silence."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingestion.documents.pdf import MAX_PDF_PAGES, pdf_from_bytes, read_pdf
from ingestion.documents.text import DocumentError
from ingestion.extraction.headers import ExtractionError
from ingestion.extraction.pdf import extract_pdf
from tests.rendering import platypus
from tests.rendering.content import read_report
from tests.rendering.look import LOOKS

TITLES = ("Indikator", "Årsmål", "KF:s årsmål", "Periodicitet")
ROW = ("Antal barn per grupp", "16", "15", "Tertial")
AT = (60, 260, 350, 450, 540)


def drawn(draw: Callable[[Canvas], None], **options: object) -> bytes:
    """A PDF of what `draw` puts on a canvas."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, **options)
    draw(canvas)
    canvas.save()
    return target.getvalue()


def table(canvas: Canvas, rows: tuple[tuple[str, ...], ...] = (TITLES, ROW), top: float = 700) -> None:
    """A ruled table with one line a row."""
    canvas.setFont("Helvetica", 10)
    for number, row in enumerate(rows):
        for place, text in zip(AT, row, strict=False):
            canvas.drawString(place + 3, top - 20 * number - 13, text)
    ends = [top - 20 * number for number in range(len(rows) + 1)]
    canvas.grid(list(AT), ends)


def read(content: bytes) -> list[dict[str, object]]:
    return extract_pdf(pdf_from_bytes(content, Path("report.pdf"))).indicators.to_pylist()


def test_plain_table_is_read() -> None:
    (row,) = read(drawn(table))
    assert (row["indicator"], row["annual_target"], row["kf_target"], row["period"]) == ROW


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"Indikator", "is no PDF"),
        (b"%PDF-1.7\nnothing\n%%EOF", "broken and cannot be opened"),
        (drawn(table)[:-40], "cut short"),
        (drawn(lambda canvas: canvas.showPage()), "pages without any text"),
    ],
)
def test_broken_files_are_refused(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        pdf_from_bytes(content, Path("report.pdf"))


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        read_pdf(tmp_path / "none.pdf")


def test_password_is_named() -> None:
    locked = drawn(table, encrypt=pdfencrypt.StandardEncryption("secret", strength=128))
    with pytest.raises(DocumentError, match="encrypted and opens only with a password"):
        pdf_from_bytes(locked, Path("report.pdf"))


def test_protected_but_open_file_is_read() -> None:
    # Published reports may forbid copying or printing; they open without a password.
    protected = drawn(table, encrypt=pdfencrypt.StandardEncryption("", ownerPassword="owner", strength=128))
    assert len(read(protected)) == 1


def _flipped(content: bytes, times: int, seed: int) -> Iterator[bytes]:
    """The file with one bit of its packed data changed, again and again."""
    chance = random.Random(seed)
    places = [
        at
        for match in re.finditer(rb"(?<!end)stream\r?\n", content)
        for at in range(match.end(), content.find(b"endstream", match.end()) - 2)
    ]
    for _ in range(times):
        at = chance.choice(places)
        yield content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]


def test_damage_below_encryption_in_packed_objects_is_found() -> None:
    """The table below as qpdf encrypts it with 256 bits: objects lie in a stream, and their table is not encrypted."""
    content = Path(__file__).with_name("aes256_object_streams.pdf").read_bytes()
    assert b"/XRef" in content and b"/AESV3" in content
    assert len(read(content)) == 25
    for damaged in _flipped(content, 20, seed=5):
        with pytest.raises(DocumentError, match=r"the PDF is (broken|encrypted)"):
            read(damaged)


@pytest.mark.parametrize("strength", [40, 128])
def test_damage_below_encryption_is_found(strength: int) -> None:
    printed = (TITLES, *((f"Antal barn i grupp {number}", f"{number}", "15", "Tertial") for number in range(25)))
    locked = drawn(
        lambda canvas: table(canvas, printed),
        encrypt=pdfencrypt.StandardEncryption("", ownerPassword="owner", strength=strength),
        pageCompression=1,
    )
    whole = read(locked)
    assert len(whole) == 25
    refused = 0
    for damaged in _flipped(locked, 60, seed=14):
        try:
            rows = read(damaged)
        except DocumentError:
            refused += 1
        else:
            assert [row | {"document_id": ""} for row in rows] == [row | {"document_id": ""} for row in whole]
    assert refused > 50


def test_where_nobody_can_tell_that_encrypted_data_is_whole_the_file_is_refused() -> None:
    locked = drawn(table, encrypt=pdfencrypt.StandardEncryption("", ownerPassword="owner", strength=128))
    (number,) = re.findall(rb"/Encrypt (\d+) 0 R", locked)
    (dictionary,) = re.findall(rb"(?s)\n%b 0 obj\n(.*?>>)\nendobj" % number, locked)
    direct = locked.replace(b"/Encrypt %b 0 R" % number, b"/Encrypt " + dictionary)
    with pytest.raises(DocumentError, match="whether its data is whole cannot be told"):
        read(direct)


@pytest.mark.parametrize("where", ["comment", "text"])
def test_the_word_encrypt_is_no_encryption(where: str) -> None:
    """With it, a file was once taken for one that cannot be looked into."""
    content = drawn(table, pageCompression=1)
    if where == "comment":
        content = content.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%/Encrypt 1 0 R\n").replace(
            b"trailer\n<<", b"trailer\n% /Encrypt 1 0 R\n<<"
        )
    else:
        content = content.replace(b"trailer\n<<", b"trailer\n<< /Note (/Encrypt 1 0 R) ")
    assert content.count(b"/Encrypt") > 0
    assert len(read(content)) == 1
    for damaged in _flipped(content, 5, seed=3):
        with pytest.raises(DocumentError, match=r"is damaged|is cut short"):
            read(damaged)


def test_scanned_pages_are_refused() -> None:
    def scan(canvas: Canvas) -> None:
        for _ in range(3):
            canvas.drawImage(ImageReader(Image.new("L", (200, 280), 230)), 0, 0, *A4)
            canvas.showPage()

    with pytest.raises(DocumentError, match="pictures of pages without text"):
        pdf_from_bytes(drawn(scan), Path("report.pdf"))


@pytest.mark.slow
def test_too_many_pages_are_refused() -> None:
    def pages(canvas: Canvas) -> None:
        for number in range(5000):
            canvas.drawString(60, 700, f"Sida {number}")
            canvas.showPage()

    with pytest.raises(DocumentError, match=f"has 5000 pages; the limit is {MAX_PDF_PAGES}"):
        pdf_from_bytes(drawn(pages), Path("report.pdf"))


@pytest.mark.parametrize("angle", [90, -90, 180])
def test_table_that_is_not_upright_is_refused_with_its_page(angle: int) -> None:
    def turned(canvas: Canvas) -> None:
        table(canvas)
        canvas.showPage()
        canvas.translate(300, 400)
        canvas.rotate(angle)
        canvas.translate(-300, -600)
        table(canvas)

    with pytest.raises(ExtractionError, match=r"page 2: the table stands sideways or upside down"):
        read(drawn(turned))


def test_table_on_its_head_is_refused_where_its_letters_come_last_first() -> None:
    def turned(canvas: Canvas) -> None:
        table(canvas)
        canvas.showPage()
        canvas.translate(595, 842)
        canvas.rotate(180)
        canvas.setFont("Courier", 8)
        for number, row in reversed(list(enumerate((TITLES, ROW)))):
            for place, text in reversed(list(zip(AT, row, strict=False))):
                for at, letter in reversed(list(enumerate(text))):
                    canvas.drawString(place + 4.8 * at, 700 - 20 * number, letter)

    with pytest.raises(ExtractionError, match=r"page 2: the table stands sideways or upside down"):
        read(drawn(turned))


@pytest.mark.parametrize("turn", [90, 270])
def test_page_that_is_displayed_upright_is_read(turn: int) -> None:
    def landscape(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        canvas.translate(421, 297)
        canvas.rotate(turn)
        canvas.translate(-300, -650)
        table(canvas)

    (row,) = read(drawn(landscape))
    assert (row["indicator"], row["period"]) == (ROW[0], ROW[3])


def test_unknown_title_names_page_and_header() -> None:
    titles = ("Indikator", "Årsmål", "Bedömning", "Periodicitet")
    with pytest.raises(ExtractionError, match=r"page 1: unknown column title 'Bedömning' .* Årsmål / Bedömning"):
        read(drawn(lambda canvas: table(canvas, (titles, ROW))))


def test_row_in_the_columns_of_a_table_above_it_is_read() -> None:
    def apart(canvas: Canvas) -> None:
        table(canvas)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(60, 500, "Nämnden följer utvecklingen och arbetar vidare med frågan under hela året.")
        for place, text in zip(AT, ("Antal besök", "12", "10", "År"), strict=False):
            canvas.drawString(place + 3, 450, text)
        canvas.line(58, 440, 58, 470)
        canvas.line(542, 440, 542, 470)

    rows = read(drawn(apart))
    assert [(row["indicator"], row["annual_target"], row["kf_target"], row["period"]) for row in rows] == [
        ROW,
        ("Antal besök", "12", "10", "År"),
    ]


def test_row_outside_its_table_is_not_lost() -> None:
    def apart(canvas: Canvas) -> None:
        table(canvas)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(60, 500, "Nämnden följer utvecklingen och arbetar vidare med frågan under hela året.")
        for place, text in zip((60, 160, 210, 290), ("Antal besök", "12", "10 st", "År"), strict=True):
            canvas.drawString(place, 450, text)

    with pytest.raises(ExtractionError, match=r"page 1: a row stands outside the tables .* Antal besök"):
        read(drawn(apart))


def test_break_that_nothing_decides_is_ambiguous() -> None:
    # 'Tertial 1' closes a page, '2019' opens the next: one broken period, or two rows.
    titles = ("Indikator", "Årsmål", "KF:s årsmål", "Period")

    def two_pages(canvas: Canvas) -> None:
        table(canvas, (titles, ("Antal besök på", "12", "", "Tertial 1")), top=120)
        canvas.showPage()
        table(canvas, (titles, ("Öppna förskolor", "", "", "2019")), top=780)

    (row,) = read(drawn(two_pages))
    assert row["column_evidence"] == "ambiguous"
    assert "page_break_undecided" in row["evidence"]
    assert [reading["period"] for reading in row["readings"]] == ["Tertial 1 2019", "Tertial 1"]


def test_damaged_bytes_are_refused_or_change_nothing(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    platypus.render([(read_report("000"), "r")], LOOKS[0], target)
    content = target.read_bytes()
    whole = extract_pdf(pdf_from_bytes(content, target)).indicators.drop_columns(["document_id"])
    chance = random.Random(6)
    streams = [
        match.end()
        for match in re.finditer(rb"stream\r?\n", content)
        if content[match.start() - 3 : match.start()] != b"end"
    ]
    refused = 0
    for _ in range(60):
        damaged = bytearray(content)
        at = chance.choice(streams) + chance.randrange(600)
        if at >= len(content):
            continue
        damaged[at] ^= 1 << chance.randrange(8)
        try:
            rows = extract_pdf(pdf_from_bytes(bytes(damaged), target)).indicators.drop_columns(["document_id"])
        except DocumentError:
            refused += 1
        else:
            assert rows.equals(whole)
    assert refused > 0
