"""One file of each format that holds a text in one place, made with nothing but the lock."""

from __future__ import annotations

import base64
import io
import re
import zlib
from collections.abc import Callable
from html import escape
from urllib.parse import quote

import xlsxwriter
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from spreadsheets import zipped

SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'
CHARACTERS = "'/:=@+"
OFFICE = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("meta", "office", "style", "table", "text")
)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def page(text: str) -> bytes:
    """A page with the text in a paragraph."""
    return f"<!DOCTYPE html><html><body><p>{escape(text)}</p></body></html>".encode()


def page_with(markup: str) -> bytes:
    """A page with the markup in its body."""
    return f"<!DOCTYPE html>\n<html><body>\n{markup}\n</body></html>".encode()


def page_with_attribute(text: str) -> bytes:
    """A page with the text as what a picture says to those who do not see it."""
    return page_with(f'<img alt="{escape(text)}">')


def page_with_split_text(text: str) -> bytes:
    """A page with an element around the first half of the text."""
    half = len(text) // 2
    return page_with(f"<p><b>{escape(text[:half])}</b>{escape(text[half:])}</p>")


def page_with_picture(text: str) -> bytes:
    """A page with a drawing in base64 that has the text in its metadata."""
    return page_with(f'<img alt="" src="data:image/svg+xml;base64,{in_base64(svg(text))}">')


def page_with_photograph(text: str) -> bytes:
    """A page with a PNG in base64 that has the text in a text chunk."""
    return page_with(f'<img alt="" src="data:image/png;base64,{in_base64(png(text))}">')


def in_base64(content: bytes) -> str:
    """Bytes as a data address has them."""
    return base64.b64encode(content).decode()


def page_with_plain_picture(text: str) -> bytes:
    """A page with a drawing as a percent-encoded address that has quotation marks in it."""
    drawing = svg(text).decode().replace('"', "'")
    return page_with(f'<img alt="" src="data:image/svg+xml,{quote(drawing, safe=CHARACTERS)}">')


def page_with_link(text: str) -> bytes:
    """A page with the text in an address, every character of it percent-encoded that may be."""
    return page_with(f'<a href="mailto:{quote(text, safe="")}">write</a>')


def page_with_frame(text: str) -> bytes:
    """A page in a page, with an element around the first half of the text."""
    return page_with(f'<iframe srcdoc="{escape(page_with_split_text(text).decode())}"></iframe>')


def page_with_style(text: str) -> bytes:
    """A page with the text in its style sheet, its signs as codes."""
    coded = re.sub(r"[^\w ]", lambda sign: f"\\{ord(sign[0]):x} ", text)
    return page_with(f"<style>p::after {{ content: '{coded}' }}</style>")


def svg(text: str) -> bytes:
    """A drawing with the text in its metadata."""
    return SVG.format(f"<metadata>{escape(text)}</metadata>").encode()


def svg_with_label(text: str) -> bytes:
    """A drawing with the text on it, in two spans."""
    half = len(text) // 2
    spans = f"{escape(text[:half])}<tspan>{escape(text[half:])}</tspan>"
    return SVG.format(f"<text>{spans}</text>").encode()


def table(text: str) -> bytes:
    """A CSV with the text in a cell."""
    quoted = text.replace('"', '""')
    return f'Group,Note\nAsian,"{quoted}"\n'.encode()


def record(text: str) -> bytes:
    """A JSON with the text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'{{"note": "{escaped}"}}\n'.encode()


def record_in_codes(text: str) -> bytes:
    """A JSON with the text as codes of its characters."""
    codes = "".join(f"\\u{ord(sign):04x}" for sign in text)
    return f'{{"note": "{codes}"}}\n'.encode()


def xlsx(fill: Callable[[xlsxwriter.Workbook, object], None]) -> bytes:
    """A workbook with one sheet that was filled so."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        fill(book, book.add_worksheet("Notices"))
    return content.getvalue()


def xlsx_with_cell(text: str) -> bytes:
    """A workbook with the text in a cell."""
    return xlsx(lambda book, sheet: sheet.write_string("B4", text))


def xlsx_with_property(text: str) -> bytes:
    """A workbook with the text as its author."""
    return xlsx(lambda book, sheet: book.set_properties({"author": text}))


def xlsx_with_hidden_sheet(text: str) -> bytes:
    """A workbook with the text on a second sheet that is hidden."""

    def fill(book: xlsxwriter.Workbook, sheet: object) -> None:
        hidden = book.add_worksheet("Workings")
        hidden.write_string("A1", text)
        hidden.hide()

    return xlsx(fill)


def xlsx_with_comment(text: str) -> bytes:
    """A workbook with the text as a comment on a cell."""
    return xlsx(lambda book, sheet: sheet.write_comment("A1", text))


def ods(body: str, styles: str = "", meta: str = "") -> bytes:
    """A spreadsheet of one sheet with these rows."""
    content = (
        f"<office:document-content {OFFICE}><office:automatic-styles>{styles}"
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="Notices">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    about = (
        f"<office:document-meta {OFFICE}><office:meta>{meta}</office:meta></office:document-meta>"
    )
    return zipped({"mimetype": ODS_TYPE, "content.xml": content, "meta.xml": about})


def ods_row(text: str) -> str:
    """A row with the text in its only cell."""
    cell = f"<table:table-cell><text:p>{escape(text)}</text:p></table:table-cell>"
    return f"<table:table-row>{cell}</table:table-row>"


def ods_with_cell(text: str) -> bytes:
    """A spreadsheet with the text in a cell."""
    return ods(ods_row(text))


def ods_with_property(text: str) -> bytes:
    """A spreadsheet with the text among its properties."""
    return ods("", meta=f'<meta:user-defined meta:name="Owner">{escape(text)}</meta:user-defined>')


def zip_with_table(text: str) -> bytes:
    """A zip file in a zip file with the text in a CSV."""
    return zipped({"inner.zip": zipped({"tables/notices.csv": table(text)})})


def png(text: str) -> bytes:
    """A picture with the text in a compressed text chunk."""
    about = PngInfo()
    about.add_text("Comment", text, zip=True)
    return picture("PNG", pnginfo=about)


def png_with_private_chunk(text: str) -> bytes:
    """A picture with the text in a chunk of a program's own."""
    about = PngInfo()
    about.add(b"ktXt", text.encode())
    return picture("PNG", pnginfo=about)


def png_with_exif(text: str) -> bytes:
    """A picture with the text as EXIF description."""
    return picture("PNG", exif=exif(text))


def jpeg(text: str) -> bytes:
    """A JPEG with the text as EXIF description."""
    return picture("JPEG", exif=exif(text))


def picture(form: str, **options: object) -> bytes:
    """A picture of four pixels."""
    content = io.BytesIO()
    Image.new("RGB", (2, 2)).save(content, form, **options)
    return content.getvalue()


def exif(text: str, tag: int = 270) -> Image.Exif:
    """The text as EXIF description, or as another entry."""
    about = Image.Exif()
    about[tag] = text
    return about


def position() -> Image.Exif:
    """EXIF with a latitude."""
    about = Image.Exif()
    about[34853] = {1: "N", 2: (51.0, 16.0, 30.0)}
    return about


def pdf(*objects: str, shown: str = "") -> bytes:
    """A PDF of one page that shows a text, with further objects from number 6 on."""
    stream = zlib.compress(f"BT /F1 12 Tf 10 100 Td ({in_pdf(shown)}) Tj ET".encode("latin-1"))
    first = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> %s >>",
        b"<< /Length %d /Filter /FlateDecode >> stream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    catalogue = next((one[1:] for one in objects if one.startswith("C")), "")
    of_page = next((one[1:] for one in objects if one.startswith("P")), "")
    first[0] %= catalogue.encode("latin-1")
    first[2] %= of_page.encode("latin-1")
    others = [one.encode("latin-1") for one in objects if one[0] not in "CP"]
    return _numbered([*first, *others])


def _numbered(objects: list[bytes]) -> bytes:
    written, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\n" % (len(objects) + 1)
    if len(objects) < 6:
        trailer = trailer.replace(b" /Info 6 0 R", b"")
    return written + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(written)


def in_pdf(text: str) -> str:
    """A text as a PDF has it between brackets."""
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def pdf_with_text(text: str) -> bytes:
    """A PDF that shows the text."""
    return pdf(shown=text)


def pdf_with_property(text: str) -> bytes:
    """A PDF with the text as its author."""
    return pdf(f"<< /Author ({in_pdf(text)}) >>")


def pdf_with_xmp(text: str) -> bytes:
    """A PDF with the text in its XMP."""
    packet = (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><x:creator>{escape(text)}</x:creator></x:xmpmeta>'
    )
    return pdf(
        "C/Metadata 7 0 R",
        "<< /Title (Kent) >>",
        f"<< /Type /Metadata /Subtype /XML /Length {len(packet)} >> stream\n{packet}\nendstream",
    )


def pdf_with_attachment(text: str) -> bytes:
    """A PDF with a CSV attached that has the text in a cell."""
    file = table(text).decode()
    return pdf(
        "C/Names << /EmbeddedFiles << /Names [(notices.csv) 7 0 R] >> >>",
        "<< /Title (Kent) >>",
        "<< /Type /Filespec /F (notices.csv) /UF (notices.csv) /EF << /F 8 0 R >> >>",
        f"<< /Type /EmbeddedFile /Length {len(file)} >> stream\n{file}\nendstream",
    )


def pdf_with_picture(text: str) -> bytes:
    """A PDF that holds a JPEG with the text as EXIF description."""
    file = jpeg(text).decode("latin-1")
    return pdf(
        "<< /Title (Kent) >>",
        "<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceRGB "
        f"/BitsPerComponent 8 /Filter /DCTDecode /Length {len(file)} >> stream\n{file}\nendstream",
    )


FORMATS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "page": ("html", page),
    "attribute": ("html", page_with_attribute),
    "link": ("html", page_with_link),
    "page in a frame": ("html", page_with_frame),
    "style sheet": ("html", page_with_style),
    "split words": ("html", page_with_split_text),
    "drawing in a page": ("html", page_with_picture),
    "plain drawing in a page": ("html", page_with_plain_picture),
    "photograph in a page": ("html", page_with_photograph),
    "drawing": ("svg", svg),
    "label of a drawing": ("svg", svg_with_label),
    "CSV": ("csv", table),
    "JSON": ("json", record),
    "JSON in codes": ("json", record_in_codes),
    "XLSX cell": ("xlsx", xlsx_with_cell),
    "XLSX property": ("xlsx", xlsx_with_property),
    "XLSX hidden sheet": ("xlsx", xlsx_with_hidden_sheet),
    "XLSX comment": ("xlsx", xlsx_with_comment),
    "ODS cell": ("ods", ods_with_cell),
    "ODS property": ("ods", ods_with_property),
    "zip in a zip": ("zip", zip_with_table),
    "PNG": ("png", png),
    "PNG private chunk": ("png", png_with_private_chunk),
    "PNG EXIF": ("png", png_with_exif),
    "JPEG EXIF": ("jpg", jpeg),
    "PDF page": ("pdf", pdf_with_text),
    "PDF property": ("pdf", pdf_with_property),
    "PDF XMP": ("pdf", pdf_with_xmp),
    "PDF attachment": ("pdf", pdf_with_attachment),
    "PDF picture": ("pdf", pdf_with_picture),
}
