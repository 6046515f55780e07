"""What may reach a terminal: lines that cannot drive it, and how many columns they take.

Quick answers print through this module, so it imports nothing that takes time to load: `unicodedata` is asked where a
text has something to ask about.
"""

from __future__ import annotations

from crmcli.kit.characters import UNSEEN_YET_PRINTABLE, Replacing, is_plain, with_plain_line_ends

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Sequence

    _WidthsTable = dict[str, int]
else:
    _WidthsTable = dict

_EXCERPT_CHARACTERS = 40
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
    return (texts, widths) if UNSEEN_YET_PRINTABLE.isdisjoint(_widths) else _made_displayable(texts)


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
