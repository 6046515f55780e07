"""Text to tokens: bare words, quoted texts, operators, brackets and commas, in ASCII or full width."""

from __future__ import annotations

from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.kit.text import clean_line, halfwidth

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from typing import Literal, NamedTuple
else:
    from crmcli.kit.named import NamedTuple

LONGEST_FILTER = 10_000
"""Characters; keeps every condition within SQLite's limits on patterns and variables."""

_CLOSING_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」"}
_MARKS: dict[str, Literal["(", ")", ","]] = {
    "(": "(", "（": "(", ")": ")", "）": ")", ",": ",", "，": ",", "、": ",",
}  # fmt: skip
_WHOLE_OPERATORS = {"≥": ">=", "≤": "<=", "≠": "!="}


class Token(NamedTuple):
    """A piece of the filter; `column` counts visible characters from 1."""

    kind: Literal["word", "quoted", "operator", "(", ")", ",", "end"]
    text: str
    column: int

    @property
    def shown(self) -> str:
        """How a refusal names it: short, in quotes."""
        if self.kind == "end":
            return _("the end")
        return _('"{word}"').format(word=excerpt(self.text))

    def is_word(self, words: frozenset[str]) -> bool:
        """Whether it is one of these keywords; a quoted text never is."""
        return self.kind == "word" and self.text.lower() in words


def refused(column: int, reason: str, **values: object) -> UsageRefused:
    """The refusal of a filter: a translated reason, its values, and where it went wrong."""
    return UsageRefused(
        _("In --where, at character {column}: {reason}"), column=column, reason=reason.format(**values)
    )


def tokens_of(text: str) -> list[Token]:
    """The tokens of a filter, an "end" token last; UsageRefused for what is no text of a filter."""
    text = _visible(text)
    tokens: list[Token] = []
    start = 0
    while start < len(text):
        if text[start].isspace():
            start += 1
            continue
        token, start = _token_at(text, start)
        tokens.append(token)
    return [*tokens, Token("end", "", len(text.rstrip()) + 1)]


def _visible(text: str) -> str:
    """The text as people see it and as the book would store it; controls, which nobody means, are refused."""
    _check_length(text)
    if text.isascii() and text.isprintable():
        return text
    for column, character in enumerate(text, start=1):
        if _is_control(character):
            raise refused(
                column, _("the character {code} is no text; remove it."), code=f"U+{ord(character):04X}"
            )
    indent = len(text) - len(text.lstrip())
    cleaned = " " * indent + clean_line(text, 4 * LONGEST_FILTER).text
    _check_length(cleaned)  # a few characters are longer in NFC
    return cleaned


def _check_length(text: str) -> None:
    if len(text) > LONGEST_FILTER:
        raise refused(LONGEST_FILTER + 1, _("a filter has at most {limit} characters."), limit=LONGEST_FILTER)


def _is_control(character: str) -> bool:
    is_c0_c1_or_surrogate = (
        character < " " or "\x7f" <= character < "\xa0" or "\ud800" <= character <= "\udfff"
    )
    return is_c0_c1_or_surrogate and character not in "\t\n\r"


def _token_at(text: str, start: int) -> tuple[Token, int]:
    """The token that begins at `start`, and where it ends."""
    character = text[start]
    if mark := _MARKS.get(character):
        return Token(mark, character, start + 1), start + 1
    if character in _CLOSING_QUOTES:
        return _quoted_at(text, start)
    if operator := _operator_at(text, start):
        end = start + (1 if character in _WHOLE_OPERATORS else len(operator))
        return Token("operator", operator, start + 1), end
    end = start + 1
    while end < len(text) and not _ends_word(text, end):
        end += 1
    return Token("word", text[start:end], start + 1), end


def _operator_at(text: str, start: int) -> str:
    """The operator there in its ASCII form, or nothing."""
    if whole := _WHOLE_OPERATORS.get(text[start]):
        return whole
    pair = halfwidth(text[start : start + 2])
    if pair in ("!=", "<=", ">="):
        return pair
    return pair[0] if pair[0] in "=<>~" else ""


def _ends_word(text: str, at: int) -> bool:
    return text[at].isspace() or text[at] in _MARKS or bool(_operator_at(text, at))


def _quoted_at(text: str, start: int) -> tuple[Token, int]:
    """The quoted text that opens at `start`; its closing quote, doubled, stands for itself."""
    closing = _CLOSING_QUOTES[text[start]]
    end = start
    while (end := text.find(closing, end + 1)) >= 0:
        if text[end + 1 : end + 2] != closing:
            inside = text[start + 1 : end].replace(closing * 2, closing)
            return Token("quoted", inside, start + 1), end + 1
        end += 1
    raise refused(start + 1, _("the quote {quote} is never closed."), quote=text[start])
