"""What is seen of a text: which characters are invisible or drive a terminal, and how many columns the others take.

Quick answers print through this module, so it imports nothing that takes time to load: `unicodedata` is asked where a
text has something to ask about.
"""

from __future__ import annotations

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Sequence

    _CharacterTable = dict[int, str | None]
    _WidthsTable = dict[str, int]
else:
    _CharacterTable = _WidthsTable = dict

_EXCERPT_CHARACTERS = 40

# What draws nothing, turns the writing direction or joins its neighbours (Unicode's default-ignorable
# characters, the interlinear marks, and non-characters).
_INVISIBLE = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFDD0, 0xFDEF),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
# Those of them that `str.isprintable` lets through: letters and marks by category, nothing to the eye.
_UNSEEN_YET_PRINTABLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    "\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d\ufe0e\ufe0f"
).union(map(chr, range(0xE0100, 0xE01F0)))
_LINE_ENDS = (0x0A, 0x2028, 0x2029)


def _is_invisible(code: int) -> bool:
    return any(first <= code <= last for first, last in _INVISIBLE) or code & 0xFFFE == 0xFFFE


def _is_control(code: int) -> bool:
    return code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code <= 0xDFFF


class Replacing(_CharacterTable):
    """A `str.translate` table that decides about each character when it first meets it."""

    def __init__(self, line_end: str, control: str | None) -> None:
        super().__init__({0x09: " "} | dict.fromkeys(_LINE_ENDS, line_end))
        self.control = control

    def __missing__(self, code: int) -> str | None:
        kept = None if _is_invisible(code) else self.control if _is_control(code) else chr(code)
        self[code] = kept
        return kept


def with_plain_line_ends(text: str) -> str:
    """The text with each line end as one newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def is_plain(text: str) -> bool:
    """Whether there is nothing to remove, as in nearly every text."""
    return text.isprintable() and (text.isascii() or _UNSEEN_YET_PRINTABLE.isdisjoint(text))


_display_as_line = Replacing(" ", control="?")
_display_as_block = Replacing("\n", control="?")


def displayable(text: str) -> str:
    """The text as one line that cannot drive a terminal: controls become `?`, what is unseen goes."""
    return _display(text, _display_as_line)


def displayable_block(text: str) -> str:
    """As `displayable`, with newlines kept."""
    return _display(with_plain_line_ends(text), _display_as_block)


def _display(text: str, table: Replacing) -> str:
    return text if is_plain(text) else text.translate(table)


def excerpt(text: str) -> str:
    """What a refusal may quote of a text somebody typed: displayable and short."""
    shown = displayable(text[: 2 * _EXCERPT_CHARACTERS]).strip()
    if len(shown) > _EXCERPT_CHARACTERS:
        return shown[:_EXCERPT_CHARACTERS] + "..."
    return shown or '""'


class _WidthTable(_WidthsTable):
    """Columns per character, found out once for each: nearly all are Han or Chinese punctuation, all of one width."""

    def __missing__(self, character: str) -> int:
        if (
            "\u4e00" <= character <= "\u9fff"
            or "\u3001" <= character <= "\u3011"
            or "\uff01" <= character <= "\uff5e"
        ):
            width = 2
        else:
            width = (
                1
                if " " <= character <= "~" or "\u2010" <= character <= "\u2027"
                else _character_width(character)
            )
        self[character] = width
        return width


_widths = _WidthTable()


def _character_width(character: str) -> int:
    import unicodedata

    category = unicodedata.category(character)
    joins_the_one_before = "\u1160" <= character <= "\u11ff"
    if joins_the_one_before or category in ("Mn", "Me", "Cf", "Cc", "Cs"):
        return 0
    # Han of later Unicode versions than this Python's is unassigned here, yet wide.
    is_later_han = "\U00020000" <= character <= "\U0003ffff"
    is_wide = category != "Cn" and unicodedata.east_asian_width(character) in "WF"
    return 2 if is_wide or is_later_han else 1


def display_width(text: str) -> int:
    """Terminal columns: wide East Asian characters 2, combining ones 0, ambiguous ones 1."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(map(_widths.__getitem__, text))


def lines_and_widths(texts: Sequence[str]) -> tuple[Sequence[str], list[int]]:
    """The texts as lines that cannot drive a terminal, and the `display_width` of each; all at once is quicker."""
    together = "".join(texts)
    if not together.isprintable():
        return _made_displayable(texts)
    if together.isascii():
        return texts, list(map(len, texts))
    widths = list(map(display_width, texts))
    # Every character but ASCII has been met by now.
    return (texts, widths) if _UNSEEN_YET_PRINTABLE.isdisjoint(_widths) else _made_displayable(texts)


def _made_displayable(texts: Sequence[str]) -> tuple[Sequence[str], list[int]]:
    lines = [displayable(with_plain_line_ends(text)) for text in texts]
    return lines, list(map(display_width, lines))


def pad(text: str, width: int) -> str:
    """The text followed by spaces up to `width` columns; a wider text stays whole."""
    return text + " " * (width - display_width(text))


def cut(text: str, columns: int) -> str:
    """The text, or what fits of it into so many columns, then three dots."""
    if display_width(text) <= columns:
        return text
    kept = ""
    for character in text[:columns]:
        if display_width(kept + character) > columns - 3:
            break
        kept += character
    return f"{kept.rstrip()}..."
