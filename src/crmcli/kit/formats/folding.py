"""Fitting text into columns: Chinese breaks anywhere, other words only between them, nothing is cut."""

from __future__ import annotations

from crmcli.kit.shown import display_width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Punctuation that a line never begins with, and that it never ends with.
CLOSING = frozenset("，。、；：？！）】》」』〉”’…,.;:?!)]}%")
OPENING = frozenset("（【《「『〈“‘([{¥￥")
NARROWEST = 4


def wrapped(text: str, width: int) -> list[str]:
    """The text as lines of at most `width` columns, two at least; its own line breaks are kept."""
    if "\n" in text:
        return [line for part in text.split("\n") for line in wrapped(part, width)]
    return [text] if display_width(text) <= width else _filled(text, max(width, 2))


def _filled(text: str, width: int) -> list[str]:
    lines, line, used = [], "", 0
    for piece in _pieces(text, width):
        size = display_width(piece)
        if line and used + size > width:
            lines.append(line.rstrip(" "))
            line, used = "", 0
        if line or piece != " " or not lines:
            line, used = line + piece, used + size
    return [*lines, line.rstrip(" ")] if line.strip(" ") else lines


def _pieces(text: str, width: int) -> Iterator[str]:
    """What stays together on a line: a space, a Latin word, a wide character with its punctuation."""
    piece, wide_end = "", False
    for char in text:
        wide = display_width(char) == 2
        joins = char in CLOSING or (piece[-1:] in OPENING) or display_width(char) == 0
        if piece and (char == " " or piece == " " or ((wide or wide_end) and not joins)):
            yield from _chopped(piece, width)
            piece = ""
        piece += char
        wide_end = wide
    yield from _chopped(piece, width)


def _chopped(piece: str, width: int) -> Iterator[str]:
    """A piece wider than the line, cut between characters."""
    start, used = 0, 0
    for at, char in enumerate(piece):
        used += display_width(char)
        if used > width:
            yield piece[start:at]
            start, used = at, display_width(char)
    yield piece[start:]


def fitted(natural: Sequence[int], may_fold: Sequence[bool], room: int) -> list[int]:
    """Column widths that fit into `room`: the widest foldable columns give way first, then all of them."""
    widths = list(natural)
    for foldable in (may_fold, [True] * len(widths)):
        if sum(widths) > room:
            widths = _levelled(widths, foldable, room)
    return widths


def _levelled(widths: Sequence[int], foldable: Sequence[bool], room: int) -> list[int]:
    fixed = sum(width for width, folds in zip(widths, foldable, strict=True) if not folds)
    folding = sorted(width for width, folds in zip(widths, foldable, strict=True) if folds)
    left = room - fixed
    level = NARROWEST
    for place, width in enumerate(folding):
        share = max(left // (len(folding) - place), NARROWEST)
        if width > share:
            level = share
            break
        left -= width
        level = width
    return [min(width, level) if folds else width for width, folds in zip(widths, foldable, strict=True)]
