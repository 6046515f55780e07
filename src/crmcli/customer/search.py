"""`crm find`: cards on which every word stands somewhere."""

import sqlite3
from datetime import date

from crmcli.customer.listing import Condition, order_by, select_rows
from crmcli.customer.queries import find_customers, like
from crmcli.kit.text import clean_line, fold

SEARCH_LIMIT = 300
_CUSTOMER_WITH = "id in (select customer_id from {table} where {column} like ? escape '\\')"
_FOLDED = ("name_folded like ? escape '\\'", _CUSTOMER_WITH.format(table="contact", column="name_folded"))
_PINYIN = ("pinyin_keys like ?", _CUSTOMER_WITH.format(table="contact", column="pinyin_keys"))
_AS_TYPED = (
    *(
        f"{column} like ? escape '\\'"
        for column in [
            "code",
            "region",
            "industry",
            "address",
            "source",
            "email",
            "wechat",
            "owner",
            "id_number",
            "licence_number",
        ]
    ),
    _CUSTOMER_WITH.format(table="customer_tag", column="tag"),
    _CUSTOMER_WITH.format(table="customer_note", column="text"),
    _CUSTOMER_WITH.format(table="customer_field", column="value"),
    _CUSTOMER_WITH.format(table="visit", column="summary"),
)
_DIGITS = (_CUSTOMER_WITH.format(table="customer_phone", column="digits"),)


def search_customers(
    book: sqlite3.Connection, typed: str, *, archived: bool, limit: int | None, today: date
) -> list[tuple[object, ...]]:
    """Rows of `listing.LIST_KEYS`: every card that has all the words, else whatever they refer to as a whole."""
    text = clean_line(typed, SEARCH_LIMIT).text
    words = [_word(word) for word in text.split()]
    conditions = [Condition("1" if archived else "archived_on is null"), *words]
    rows = select_rows(book, conditions, today, order_by(book, "code", today), limit) if words else []
    exact = [] if rows or not words else [str(match.customer_id) for match in find_customers(book, text)]
    if not exact:
        return rows
    return select_rows(book, [Condition(f"id in ({', '.join(exact)})")], today, Condition("code"), limit)


def _word(word: str) -> Condition:
    folded = fold(word)
    asked = [(test, like(folded)) for test in _FOLDED] + [(test, like(word)) for test in _AS_TYPED]
    if folded.isascii() and folded.isalpha():
        asked += [(test, like(folded)) for test in _PINYIN]
    digits = "".join(character for character in word if character.isascii() and character.isdigit())
    if len(digits) >= 4:
        asked += [(test, like(digits)) for test in _DIGITS]
    return Condition(" or ".join(test for test, _value in asked), tuple(value for _test, value in asked))
