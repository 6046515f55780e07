"""vCards as lines of properties: reading versions 2.1 to 4.0 mixed in one file, writing folded lines.

What a property means is the reader's business. Why no library does it: docs/decisions/0014-vcards.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _

FOLDED_OCTETS = 75
# Only pictures are longer, and these are left out.
LONGEST_PROPERTY = 1024 * 1024
BEGIN, END = b"BEGIN:VCARD", b"END:VCARD"
BINARY = frozenset(["PHOTO", "LOGO", "SOUND", "KEY"])
_PROPERTY = re.compile(r'(?:([\w-]+)\.)?([\w-]+)((?:;(?:[^:;"]|"[^"]*")*)*):(.*)', re.DOTALL | re.ASCII)
_PARAMETER = re.compile(r';((?:[^;"]|"[^"]*")*)')
_ENCODINGS = frozenset(["QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT", "B", "Q"])
_BASE64 = frozenset(["B", "BASE64"])
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "us-ascii": "utf-8"}
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Property(NamedTuple):
    """One property; `value` is text with its escapes (none for what is binary), `parameters` are upper-case."""

    name: str
    group: str
    parameters: dict[str, list[str]]
    value: str
    line: int

    @property
    def types(self) -> set[str]:
        """The words of TYPE, in upper case."""
        return {word.upper() for word in self.parameters.get("TYPE", ())}

    @property
    def text(self) -> str:
        """The value without escapes."""
        return unescaped(self.value)


class ReadCard(NamedTuple):
    """One card: the line of its BEGIN, its properties, and why it cannot be taken (None: it can).

    A line outside of any card is one too, `is_stray`, with its problem.
    """

    line: int
    properties: list[Property]
    problem: ValueRefused | None = None
    is_stray: bool = False


def read_cards(stream: BinaryIO, charset: str | None = None) -> Iterator[ReadCard]:
    """The cards of a file from its beginning; a broken one has its problem, and the next ones are read.

    `charset` is that of values which name none; without it UTF-8 is tried, then GB18030.
    """
    card: _OpenCard | None = None
    for number, line in _logical_lines(_physical_lines(stream)):
        word = line.strip().upper()
        if word == BEGIN:
            if card is not None and card.opens_agent():
                card.agents += 1
                continue
            if card is not None:
                yield card.unclosed()
            card = _OpenCard(number, charset)
        elif card is None:
            if word != END:
                yield ReadCard(number, [], _stray(number), is_stray=True)
        elif word != END:
            card.take(number, line)
        elif card.agents:
            card.agents -= 1
        else:
            yield ReadCard(card.line, card.properties, card.problem)
            card = None
    if card is not None:
        yield card.unclosed()


def split_value(value: str, separator: str) -> list[str]:
    """The parts of a value between separators that are not escaped, each without escapes."""
    parts, start, place = [], 0, 0
    while place < len(value):
        if value[place] == "\\":
            place += 1
        elif value[place] == separator:
            parts.append(unescaped(value[start:place]))
            start = place + 1
        place += 1
    return [*parts, unescaped(value[start:])]


def unescaped(value: str) -> str:
    r"""A value as it is meant: `\n` a line end, any other character behind `\` itself."""
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def escaped(text: str) -> str:
    """Text as it stands in a value."""
    text = text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """A line with its end, in UTF-8, after 75 octets at most continued on the next; no character is divided."""
    octets = line.encode("utf-8", errors="replace")
    if len(octets) <= FOLDED_OCTETS:
        return octets + b"\r\n"
    pieces, start, room = [], 0, FOLDED_OCTETS
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, FOLDED_OCTETS - 1
    return b"\r\n ".join([*pieces, octets[start:]]) + b"\r\n"


class _OpenCard:
    """A card between BEGIN and END."""

    def __init__(self, line: int, charset: str | None) -> None:
        self.line = line
        self.properties: list[Property] = []
        self.problem: ValueRefused | None = None
        self.agents = 0  # cards inside AGENT of 2.1 that are open, and left out
        self._charset = charset

    def opens_agent(self) -> bool:
        """Whether a BEGIN here is that of a card inside this one."""
        return bool(self.agents or (self.properties and self.properties[-1].name == "AGENT"))

    def take(self, number: int, line: bytes) -> None:
        """Keep a property; the first that cannot be read is the problem of the card."""
        if self.agents or self.problem or not line.strip():
            return
        try:
            self.properties.append(_property(number, line, self._charset))
        except ValueRefused as problem:
            # Some write the lines of a picture without indenting them.
            last = self.properties[-1] if self.properties else None
            if last is None or last.name not in BINARY or b":" in line:
                self.problem = problem

    def unclosed(self) -> ReadCard:
        """The card, whose end is missing."""
        reason = ValueRefused(
            _("The card that begins on line {line} has no END:VCARD; export the contacts again."),
            line=self.line,
        )
        return ReadCard(self.line, self.properties, reason)


def _stray(number: int) -> ValueRefused:
    return ValueRefused(_("Line {line} stands outside of any card."), line=number)


def _physical_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    stream.seek(0)
    source: Iterable[bytes] = stream
    if stream.read(2) in _UTF_16_MARKS:
        stream.seek(0)
        source = [stream.read().decode("utf-16", errors="replace").encode()]
    stream.seek(0)
    number = 0
    for chunk in source:
        if not number:
            chunk = chunk.removeprefix(b"\xef\xbb\xbf")
        for line in chunk.splitlines() or [b""]:
            number += 1
            yield number, line.replace(b"\0", b"")


def _logical_lines(lines: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Lines as they were before they were folded, and before quoted-printable was broken."""
    first, whole = 0, bytearray()
    soft = False
    for number, line in lines:
        if soft and line.strip().upper() not in (BEGIN, END):
            del whole[-1:]
            whole += line
        elif whole and line[:1] in (b" ", b"\t"):
            if len(whole) < LONGEST_PROPERTY:
                whole += line[1:]
            continue
        else:
            if whole:
                yield first, bytes(whole)
            first, whole = number, bytearray(line)
        soft = whole.endswith(b"=") and b"QUOTED-PRINTABLE" in whole.partition(b":")[0].upper()
    if whole:
        yield first, bytes(whole)


def _property(number: int, line: bytes, charset: str | None) -> Property:
    found = _PROPERTY.fullmatch(line.decode("latin-1"))
    if found is None:
        raise ValueRefused(
            _("Line {line} is no line of a card, like TEL:13812345678; correct or remove it."), line=number
        )
    group, name, heads, value = found.groups()
    parameters = _parameters(heads)
    name = name.upper()
    octets = _octets(name, parameters, value.encode("latin-1"))
    return Property(
        name, (group or "").upper(), parameters, _text(octets, parameters, charset, number), number
    )


def _parameters(heads: str) -> dict[str, list[str]]:
    parameters: dict[str, list[str]] = {}
    for head in _PARAMETER.findall(heads):
        key, sign, values = head.partition("=")
        if not sign:  # 2.1 names the value only
            key, values = ("ENCODING" if head.upper() in _ENCODINGS else "TYPE"), head
        found = [value.strip() for value in values.replace('"', "").split(",") if value.strip()]
        parameters.setdefault(key.strip().upper(), []).extend(found)
    return parameters


def _octets(name: str, parameters: dict[str, list[str]], value: bytes) -> bytes:
    """The value without its transfer encoding; nothing of pictures and sounds that stand in the card."""
    encoding = (parameters.get("ENCODING") or [""])[0].upper()
    if name in BINARY:
        return b"" if encoding in _BASE64 or len(value) > LONGEST_PROPERTY else value
    import binascii

    if encoding in ("QUOTED-PRINTABLE", "Q"):
        return binascii.a2b_qp(value)
    if encoding in _BASE64:
        try:
            return binascii.a2b_base64(value)
        except binascii.Error:
            return value
    return value


def _text(octets: bytes, parameters: dict[str, list[str]], charset: str | None, number: int) -> str:
    named = (parameters.get("CHARSET") or [""])[0].lower()
    usual = [charset] if charset else ["utf-8", "gb18030"]
    for candidate in dict.fromkeys(filter(None, [_WIDER.get(named, named), *usual])):
        try:
            return octets.decode(candidate).replace("\0", "").replace("\r\n", "\n")
        except (LookupError, UnicodeError):
            continue
    raise ValueRefused(
        _("Line {line} is not text in {charset}; name its encoding, for example --encoding big5."),
        line=number,
        charset=" / ".join(dict.fromkeys(filter(None, [named, *usual]))),
    )
