"""Which characters are invisible or drive a terminal: what comes in and what is shown both ask here."""

from __future__ import annotations

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    _CharacterTable = dict[int, str | None]
else:
    _CharacterTable = dict

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
UNSEEN_YET_PRINTABLE = frozenset(
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
    return text.isprintable() and (text.isascii() or UNSEEN_YET_PRINTABLE.isdisjoint(text))
