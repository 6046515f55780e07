"""The phones of a cell: people write several into one, with whatever stands between them."""

from __future__ import annotations

import re
from functools import lru_cache

from crmcli.kit.errors import ValueRefused
from crmcli.kit.phones import Phone, parse_phone
from crmcli.kit.text import halfwidth
from crmcli.transfer import cells

SHORTEST_NUMBER = 7
_BETWEEN_PHONES = re.compile(r"(?:[/／;；、,，|\n]|:::)+")
_CHINESE_MOBILE = re.compile(r"(?:\+86|0086|86)?[ -]?(1[3-9][0-9])[ -]?([0-9]{4})[ -]?([0-9]{4})", re.ASCII)
_STORED_PHONE = re.compile(r"(\+[0-9]{7,15})-([0-9]{1,6})", re.ASCII)


def read_phones(text: str) -> tuple[Phone, ...]:
    """The phones of a cell: one, or several with / ; 、 , between them. Raises ValueRefused."""
    mobile = _CHINESE_MOBILE.fullmatch(halfwidth(text))
    if mobile:
        return (Phone(f"+86{mobile[1]}{mobile[2]}{mobile[3]}", "", "mobile"),)
    return _other_phones(text)


# The mobiles of a long file are all different, and its switchboards few.
@lru_cache(maxsize=4096)
def _other_phones(text: str) -> tuple[Phone, ...]:
    if cells.is_placeholder(text):
        return ()
    try:
        return (read_phone(text),)
    except ValueRefused:
        parts = [part for part in _BETWEEN_PHONES.split(cells.short_text(text)) if part.strip()]
        numbers = [number for part in parts for number in _apart(part)]
        if len(numbers) < 2:
            raise
        return tuple(dict.fromkeys(map(read_phone, numbers)))


def _apart(text: str) -> list[str]:
    """The numbers of a text with nothing but spaces between them; the text itself where they are parts of one."""
    mobiles = [found[0] for found in _CHINESE_MOBILE.finditer(halfwidth(text))]
    if len(mobiles) > 1 and not _CHINESE_MOBILE.sub("", halfwidth(text)).strip():
        return mobiles
    words = text.split()
    whole = [len(re.sub(r"[^0-9]", "", word)) >= SHORTEST_NUMBER for word in words]
    return words if len(words) > 1 and all(whole) else [text]


def read_phone(text: str) -> Phone:
    """One phone, as typed or as our own files carry it (`+8613812345678-12`). Raises ValueRefused."""
    stored = _STORED_PHONE.fullmatch(text.strip())
    if stored:
        try:
            phone = parse_phone(stored[1])
        except ValueRefused:
            return parse_phone(text)
        return Phone(phone.number, stored[2], phone.kind)
    return parse_phone(text)
