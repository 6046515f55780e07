"""Typed values to what the book stores: yuan to fen, a weekday to a date, 企业 to company."""

from __future__ import annotations

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import halfwidth
from crmcli.kit.where.fields import Bound, Field, folded, nearest
from crmcli.kit.where.lexer import Token, refused

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from datetime import date

_INTEGER_DIGITS = 18
_SHOWN_WORDS = 12
_BOOLEANS = {
    "yes": 1, "true": 1, "1": 1, "是": 1, "有": 1, "no": 0, "false": 0, "0": 0, "否": 0, "无": 0,
}  # fmt: skip


def stored_value(field: Field, token: Token, today: date) -> Bound:
    """What to bind for the value of `=`, `in` or an order; UsageRefused at its place where it is no value."""
    try:
        if field.kind == "int":
            return _integer(token)
        if field.kind == "number":
            return _number(field, token)
        if field.kind == "bool":
            return _boolean(token)
        if field.kind == "money":
            from crmcli.kit.money import parse_money

            return parse_money(token.text)
        if field.kind == "date":
            from crmcli.kit.dates import parse_date

            return parse_date(token.text, today, field.direction).isoformat()
        return _text(field, token)
    except ValueRefused as refusal:
        raise refused(token.column, "{sentence}", sentence=refusal) from refusal


def normalised_value(field: Field, token: Token) -> str:
    """What to bind where a field compares with normalised values alone; UsageRefused at its place as before."""
    try:
        return _text(field, token)
    except ValueRefused as refusal:
        raise refused(token.column, "{sentence}", sentence=refusal) from refusal


def number(text: str) -> int | float | None:
    """The number a text plainly is (12, -3.5, full-width digits too), as SQLite would hold it; else None."""
    text = halfwidth(text)
    whole, point, fraction = text.removeprefix("-").partition(".")
    if not whole.isdecimal() or (point and not fraction.isdecimal()):
        return None
    return float(text) if point or len(whole) > _INTEGER_DIGITS else int(text)


def _text(field: Field, token: Token) -> str:
    if field.words:
        return _word(field, token)
    return field.normalise(token.text) if field.normalise else token.text


def _word(field: Field, token: Token) -> str:
    known = {stored: stored for stored in field.words.values()} | dict(field.words)
    stored = {folded(typed): stored for typed, stored in known.items()}.get(folded(token.text))
    if stored is not None:
        return stored
    if similar := nearest(token.text, known):
        raise refused(
            token.column,
            _("{field} knows no {typed}; did you mean {nearest}?"),
            field=field.label, typed=token.shown, nearest=similar,
        )  # fmt: skip
    raise refused(
        token.column,
        _("{field} knows no {typed}; it is one of: {words}."),
        field=field.label, typed=token.shown, words=" ".join(list(known)[:_SHOWN_WORDS]),
    )  # fmt: skip


def _integer(token: Token) -> int:
    value = number(token.text)
    if isinstance(value, int):
        return value
    raise refused(
        token.column,
        _("a whole number of at most {digits} digits must come here, not {found}."),
        digits=_INTEGER_DIGITS, found=token.shown,
    )  # fmt: skip


def _number(field: Field, token: Token) -> int | float:
    value = number(field.normalise(token.text) if field.normalise else token.text)
    if value is None:
        raise refused(token.column, _("a number must come here, not {found}."), found=token.shown)
    return value


def _boolean(token: Token) -> int:
    value = _BOOLEANS.get(folded(token.text))
    if value is None:
        raise refused(token.column, _("yes or no must come here, not {found}."), found=token.shown)
    return value
