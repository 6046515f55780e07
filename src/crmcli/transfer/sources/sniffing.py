"""What the first bytes say: a workbook, JSON, separated text, or something that holds no table."""

from __future__ import annotations

import re
from typing import BinaryIO, NoReturn

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _

HEAD_BYTES = 8192
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Stands in the directory of the container that Excel wraps around a workbook with a password.
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
OTHER_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"BZh",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x7fELF",
    b"SQLite format 3",
    b"{\\rtf",
)
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
TABLE_OF_MARKUP = re.compile(rb"<table[\s>]", re.IGNORECASE)
# Excel's XML of 2003 has tables too, of other cells.
XML_WORKBOOK = re.compile(rb"<(?:\w+:)?workbook\s", re.IGNORECASE)
# Style sheets and notes for Excel stand before the table, pages of them.
MARKUP_LOOKED_THROUGH_BYTES = 4 * 1024 * 1024
MARKUP = re.compile(
    rb"<(?:!doctype|html|\?xml|table|head|body|meta|script|style|div)|begin:vcard", re.IGNORECASE
)
CONTROL_BYTES = bytes(set(range(1, 32)) - set(b"\t\n\v\f\r\x1a\x1b"))
JSON_ARRAY = re.compile(rb"\[\s*[{\]]")
# Stray controls are cleaned away later; this many of them, and so large a share of the text, are no text.
MOST_CONTROLS, WIDEST_CONTROL_SHARE = 30, 0.05
WIDEST_NUL_SHARE = 0.6


def format_of_content(stream: BinaryIO, name: str, encoding: str | None) -> str:
    """One of "xlsx", "json", "jsonl", "html", "csv" (any separated text) by the first bytes.

    Raises ValueRefused for what is empty or known to hold no table.
    """
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    if head.startswith(ZIP_MAGIC):
        return "xlsx"
    if head.startswith(OLE_MAGIC):
        _refuse_old_workbook(stream, name)
    if not head.strip(b"\0\t\r\n \xef\xbb\xbf"):
        raise ValueRefused(_("{path} is empty; there is nothing to import."), path=name)
    if head.startswith(OTHER_MAGIC) or (encoding is None and _looks_binary(head)):
        refuse_as_no_table(name)
    text = head.removeprefix(BYTE_ORDER_MARKS[0]).lstrip()
    if MARKUP.match(text) or _is_wide_markup(head):
        stream.seek(0)
        page = stream.read(MARKUP_LOOKED_THROUGH_BYTES).replace(b"\0", b"")
        if XML_WORKBOOK.search(page) or not TABLE_OF_MARKUP.search(page):
            refuse_as_no_table(name)
        return "html"
    return _format_of_text(text)


def refuse_workbook_lookalikes(name: str, found: str, wanted: str | None) -> None:
    """Refuse a workbook that is to be read as text, and text that calls itself a workbook."""
    if found == "xlsx":
        raise ValueRefused(_("{path} is a workbook; import it without --input-format."), path=name)
    if wanted == "xlsx":
        raise ValueRefused(
            _("{path} is no XLSX workbook, whatever its name says; save it again from Excel."), path=name
        )


def refuse_as_no_table(name: str) -> NoReturn:
    """Raise the refusal of a file that holds no table."""
    raise ValueRefused(_("{path} holds no table; save it as .xlsx or .csv and import that."), path=name)


def _refuse_old_workbook(stream: BinaryIO, name: str) -> NoReturn:
    stream.seek(0)
    if ENCRYPTED_STREAM in stream.read(64 * 1024 * 1024):
        raise ValueRefused(
            _("{path} is protected by a password; save it in Excel without one and import that."), path=name
        )
    raise ValueRefused(
        _("{path} is in the old Excel format (.xls); save it as .xlsx and import that."), path=name
    )


def _is_wide_markup(head: bytes) -> bool:
    """Whether it is markup in UTF-16, as Excel likes to write it."""
    return head.startswith(BYTE_ORDER_MARKS[1:3]) and bool(
        MARKUP.match(head[2:].replace(b"\0", b"").lstrip())
    )


def _looks_binary(head: bytes) -> bool:
    if head.startswith(BYTE_ORDER_MARKS):
        return False
    controls = len(head) - len(head.translate(None, CONTROL_BYTES))
    if controls > max(MOST_CONTROLS, len(head) * WIDEST_CONTROL_SHARE):
        return True
    return head.count(0) > len(head) * WIDEST_NUL_SHARE


def _format_of_text(text: bytes) -> str:
    if JSON_ARRAY.match(text):
        return "json"
    if not text.startswith(b"{"):
        return "csv"
    first, _newline, rest = text.partition(b"\n")
    return "jsonl" if first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{") else "json"
