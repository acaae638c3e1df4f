"""Tell what a file is from its first bytes, because its name may say something else."""

from __future__ import annotations

import io
import json
import zipfile

from composite_index.files.problems import InputError

TEXT_FILES = (".csv", ".tsv", ".txt")
# What is read: what it is called, and the suffixes that it may have, the first of which is the usual one.
READ = {
    "text": ("a text file", TEXT_FILES),
    "xlsx": ("an Excel workbook (XLSX)", (".xlsx", ".xlsm")),
    "xls": ("an old Excel workbook (XLS)", (".xls",)),
    "ods": ("an OpenDocument spreadsheet (ODS)", (".ods",)),
    "parquet": ("a Parquet file", (".parquet",)),
    "json": ("a JSON file", (".json",)),
    "zip": ("a ZIP archive", (".zip",)),
}
READABLE = {suffix: kind for kind, (_, suffixes) in READ.items() for suffix in suffixes}
# Tables that are not read, so that nobody misses them.
REFUSED_FILES = (".xlsb", ".numbers", ".et")
# What is not read under any name: what it is called, and what to do.
SAVE_AGAIN = "Open it in a spreadsheet program and save it as .xlsx"
NOT_READ = {
    "html": ("an HTML page", SAVE_AGAIN),
    "mhtml": ("a web page (MHTML)", SAVE_AGAIN),
    "xml": ("an XML Spreadsheet or another XML file", SAVE_AGAIN),
    "xlsb": ("a binary Excel workbook (XLSB)", SAVE_AGAIN),
    "numbers": ("a Numbers document", "Export it as .xlsx"),
    "locked": ("a workbook with a password", "Save it without a password"),
    "document": ("a text document", "Copy the table into a spreadsheet and save it as .xlsx"),
    "pdf": ("a PDF", "Look for the table as a spreadsheet where it comes from"),
    "gzip": ("a gzip archive", "Unpack it"),
}
_STARTS = {
    b"PAR1": "parquet",
    b"%PDF-": "pdf",
    b"\x1f\x8b": "gzip",
    # workbooks of Excel before 1993, which are no OLE containers
    b"\x09\x00\x04\x00": "xls",
    b"\x09\x02\x06\x00": "xls",
    b"\x09\x04\x06\x00": "xls",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGES = ("<!doctype html", "<html", "<head", "<meta", "<body", "<table", "<style", "<div", "<script")


def kind_of(data: bytes) -> str:
    """Return a key of READ or NOT_READ. What has no mark of its own is text."""
    for start, kind in _STARTS.items():
        if data.startswith(start):
            return kind
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_zip(data)
    if data.startswith(_OLE):
        return _kind_of_ole(data)
    return _kind_of_text(data)


def check_name(data: bytes, name: str, suffix: str) -> None:
    """Raise InputError if the content is not what the suffix says: how the file is really to be called, or saved."""
    kind, said = kind_of(data), READABLE[suffix]
    if kind in NOT_READ:
        what, advice = NOT_READ[kind]
        named = "" if kind == "locked" else f" named {suffix}"
        raise InputError([f"{name}: this is {what}{named}. {advice}"])
    # a text that is no JSON, and whatever is no text, is refused where it is read, which says more
    if kind == said or (kind == "text" and (said == "json" or not _is_readable_text(data))):
        return
    what, suffixes = READ[kind]
    stem = name[: -len(suffix)]
    raise InputError([f"{name}: this is {what} named {suffix}. Rename it to {stem}{suffixes[0]}"])


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                return "locked"
            kind = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in names else ""
    except Exception:  # for a damaged archive the library raises many kinds of errors
        # the name of its first part is in the first bytes
        return "xlsx" if b"[Content_Types].xml" in data or b"xl/workbook.xml" in data else "zip"
    if "opendocument.spreadsheet" in kind:
        return "ods"
    if "opendocument" in kind or "word/document.xml" in names:
        return "document"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names or "xl/_rels/workbook.xml.rels" in names:
        return "xlsx"
    return "numbers" if any(name.endswith(".iwa") for name in names) else "zip"


def _kind_of_ole(data: bytes) -> str:
    """Tell an old workbook from other documents by the names of the streams in it."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "locked"
    return "document" if "WordDocument".encode("utf-16-le") in data else "xls"


def _kind_of_text(data: bytes) -> str:
    head = data[:4000]
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    text = text.lstrip("\ufeff \t\r\n").casefold()
    if text.startswith(_PAGES) or (text.startswith(("<?xml", "<!--")) and "<html" in text):
        return "html"
    if text.startswith("<?xml"):
        return "xml"
    if text.startswith("mime-version:"):
        return "mhtml"
    return "json" if text.startswith(("[", "{")) and _is_json(data) else "text"


def _is_json(data: bytes) -> bool:
    try:
        return isinstance(json.loads(data), (list, dict))
    except (ValueError, RecursionError):
        return False


def _is_readable_text(data: bytes) -> bool:
    """Tell whether bytes can be a text, so that a workbook of this name is really a text file."""
    from composite_index.files.decoding import decode

    try:
        text, _ = decode(data, "", chinese=True)
    except InputError:
        return False
    # a table has lines; two stray bytes are a text in some encoding too
    return "\n" in text.replace("\r", "\n") and not any(
        character < " " and character not in "\t\r\n\f" for character in text[:4000]
    )
