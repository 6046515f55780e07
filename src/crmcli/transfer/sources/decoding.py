"""From bytes to text: byte order mark, else strict UTF-8, else GB18030; never a guess by statistics."""

from __future__ import annotations

import codecs
import io
from collections.abc import Generator
from typing import BinaryIO

from crmcli.kit.errors import UsageRefused, ValueRefused
from crmcli.kit.i18n import _

CHUNK_BYTES = 1024 * 1024
# The UTF-32 mark begins with the UTF-16 one.
ENCODING_OF_MARK = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def find_encoding(stream: BinaryIO, name: str, asked: str | None) -> str:
    """The encoding in which the whole stream can be read; only `asked` is tried when given.

    Raises UsageRefused when there is no such encoding, ValueRefused when the bytes are no text in it.
    """
    if asked is not None:
        check_text_encoding(asked)
    for candidate in [asked] if asked else _candidates(stream):
        if _decodes(stream, candidate):
            return candidate
    if asked is not None:
        raise ValueRefused(
            _("{path} is not text in {encoding}; leave --encoding out, or name the right one."),
            path=name,
            encoding=asked,
        )
    raise ValueRefused(
        _("{path} is neither UTF-8 nor GB18030 text; name its encoding, for example --encoding big5."),
        path=name,
    )


def text_lines(stream: BinaryIO, name: str, encoding: str) -> Generator[str, None, None]:
    """The physical lines with their ends (LF, CRLF or CR), without NULs and byte order mark."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, errors="strict", newline="")
    try:
        yield next(text, "").replace("\0", "").removeprefix("\ufeff")
        for line in text:
            yield line.replace("\0", "") if "\0" in line else line
    except UnicodeError as fault:
        raise ValueRefused(_("{path} changed while it was read; try again."), path=name) from fault
    finally:
        # A wrapper that is thrown away closes the stream, which is read again.
        text.detach()


def count_nuls(stream: BinaryIO, encoding: str) -> int:
    """How many NULs `text_lines` leaves out; none are counted where other characters hold such bytes (UTF-16)."""
    if b"\0" in "a".encode(encoding):
        return 0
    stream.seek(0)
    return sum(chunk.count(0) for chunk in iter(lambda: stream.read(CHUNK_BYTES), b""))


def _candidates(stream: BinaryIO) -> list[str]:
    stream.seek(0)
    head = stream.read(4)
    for mark, encoding in ENCODING_OF_MARK:
        if head.startswith(mark):
            return [encoding]
    return ["utf-8", "gb18030"]


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        while chunk := stream.read(CHUNK_BYTES):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def check_text_encoding(asked: str) -> None:
    """Raise UsageRefused where there is no such encoding of texts."""
    try:
        b"".decode(asked)
        codecs.getincrementaldecoder(asked)
        io.TextIOWrapper(io.BytesIO(), encoding=asked)
    except (LookupError, ValueError) as fault:
        raise UsageRefused(
            _("There is no encoding {typed}; usual ones are utf-8, gb18030, big5 and utf-16."), typed=asked
        ) from fault
