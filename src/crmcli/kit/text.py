"""What may come in: texts cleaned, folded for comparing, typed values as they were meant.

Quick answers read through this module, so it imports nothing that takes time to load: `unicodedata` is asked where a
text has something to ask about.
"""

from __future__ import annotations

from os import fsencode

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import Replacing, is_plain, with_plain_line_ends

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    _FoldedTable = dict[int, int | None]
else:
    _FoldedTable = dict

_FULL_WIDTH = dict(zip(range(0xFF01, 0xFF5F), range(0x21, 0x7F), strict=True))
_FULL_WIDTH |= {0x3000: ord(" "), 0xA0: ord(" "), 0xFFE5: ord("¥")}

_clean_as_line = Replacing(" ", control=None)
_clean_as_block = Replacing("\n", control=None)


class Cleaned:
    """A text that is safe to keep, and how many characters had to go for it."""

    __slots__ = ("removed", "text")

    def __init__(self, text: str, removed: int) -> None:
        self.text = text
        self.removed = removed

    def __repr__(self) -> str:
        return f"Cleaned({self.text!r}, removed={self.removed})"


def clean_line(text: str, limit: int) -> Cleaned:
    """One line in NFC, trimmed, of at most `limit` characters; line ends and tabs become spaces.

    Controls, lone surrogates, bidi marks and whatever is invisible are removed. ValueRefused when too long.
    """
    return _clean(with_plain_line_ends(text), limit, _clean_as_line)


def clean_block(text: str, limit: int) -> Cleaned:
    """As `clean_line`, with the line ends kept, each as one newline."""
    return _clean(with_plain_line_ends(text), limit, _clean_as_block)


def count_removed(text: str) -> int:
    """How many characters `clean_block` would remove, for a text of any length."""
    plain = with_plain_line_ends(text)
    return 0 if is_plain(plain) else len(plain) - len(plain.translate(_clean_as_block))


def _clean(text: str, limit: int, table: Replacing) -> Cleaned:
    kept = text if is_plain(text) else text.translate(table)
    removed = len(text) - len(kept)
    kept = kept.strip()
    # NFC shortens a text at most fourfold; on a megabyte of accents it would take minutes.
    if len(kept) <= 4 * limit and not (kept.isascii() or _is_han(kept)):
        import unicodedata

        kept = unicodedata.normalize("NFC", kept)
    if len(kept) > limit:
        raise ValueRefused(
            _("A text here has at most {limit} characters; this one has {length}. Shorten it."),
            limit=limit,
            length=len(kept),
        )
    return Cleaned(kept, removed)


def _is_han(text: str) -> bool:
    """A name or a word in Han and nothing else, which no normal form and no folding changes."""
    return bool(text) and min(text) >= "\u4e00" and max(text) <= "\u9fff"


def halfwidth(text: str) -> str:
    """Full-width ASCII, ￥ and the ideographic space as their narrow twins; nothing else changes."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def typed_value(text: str) -> str:
    """A number or code as it was meant: half-width, trimmed, without the marks that copying drags along."""
    if text.isascii() and text.isprintable():
        return text.strip()
    from crmcli.kit.shown import displayable_block

    return halfwidth(displayable_block(text)).strip()


class _FoldTable(_FoldedTable):
    """Drops punctuation, spaces and format characters."""

    def __missing__(self, code: int) -> int | None:
        import unicodedata

        kept = None if unicodedata.category(chr(code))[0] in "PZC" else code
        self[code] = kept
        return kept


_fold_table = _FoldTable()


def fold(text: str) -> str:
    """The text as it is compared: NFKC, case-folded, without spaces, punctuation and brackets.

    `河南华信商贸（集团）`, `河南华信商贸(集团)` and `河南 华信商贸集团` are one; so are `Ａ·B` and `ab`.
    A text of nothing but punctuation keeps it, because an empty pattern would match everything.
    """
    if _is_han(text):
        return text
    import unicodedata

    if text.isascii() or unicodedata.is_normalized("NFKC", text):
        lowered = text.casefold()
    else:
        lowered = unicodedata.normalize("NFKC", text).casefold()
    if lowered.isalnum():
        return lowered if lowered.isascii() else unicodedata.normalize("NFKC", lowered)
    folded = lowered.translate(_fold_table) or lowered.strip()
    return unicodedata.normalize("NFKC", folded)


def recover_argument(text: str) -> str:
    """A word of the command line that came in other bytes than UTF-8, read as GB18030.

    ValueRefused when the bytes are neither. Words without undecoded bytes come back as they are.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return _decode_argument(text)
    return text


def _decode_argument(text: str) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return fsencode(text).decode(encoding)
        except UnicodeError:
            continue
    from crmcli.kit.shown import excerpt

    raise ValueRefused(
        _("{typed} is neither UTF-8 nor GB18030 text; set the terminal to UTF-8 and type it again."),
        typed=excerpt(text),
    )
