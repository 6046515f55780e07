"""`crm find`: cards on which every word stands somewhere."""

from __future__ import annotations

from crmcli.customer.listing import Condition, order_by, select_rows
from crmcli.customer.queries import find_customers, like
from crmcli.kit.text import clean_line, fold

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from datetime import date

SEARCH_LIMIT = 300
FEWEST_DIGITS = 4
# Columns of the card itself, which are looked at in one go through the table. Some hold nothing but ASCII.
_TEXTS = ("region", "industry", "address", "source", "email", "wechat")
_NUMBERS = ("code", "id_number", "licence_number")
_OWNERS = "owner_id in (select id from staff where name like ? escape '\\')"
# What belongs to a card and stands in tables of its own: table, column.
_PARTS = (
    ("customer_tag", "tag"),
    ("customer_note", "text"),
    ("customer_field", "value"),
    ("visit", "summary"),
)


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
    """Cards on which a word stands: the table is gone through once, and each table of parts."""
    folded, digits = fold(word), "".join(letter for letter in word if "0" <= letter <= "9")
    as_typed, as_folded = like(word), like(folded)
    columns = [*_TEXTS, *(_NUMBERS if word.isascii() else ())]
    card = [("name_folded", as_folded), *((column, as_typed) for column in columns)]
    parts = [("contact", "name_folded", as_folded), *((table, column, as_typed) for table, column in _PARTS)]
    if folded.isascii() and folded.isalpha():
        card.append(("pinyin_keys", as_folded))
        parts.append(("contact", "pinyin_keys", as_folded))
    if len(digits) >= FEWEST_DIGITS:
        parts.append(("customer_phone", "digits", like(digits)))
    tests = [f"{column} like ? escape '\\'" for column, _pattern in card]
    selects = [
        f"select id from customer where {' or '.join([*tests, _OWNERS])}",
        *(
            f"select customer_id from {table} where {column} like ? escape '\\'"
            for table, column, _pattern in parts
        ),
    ]
    patterns = [*(pattern for _column, pattern in card), as_typed, *(pattern for _t, _c, pattern in parts)]
    return Condition(f"id in ({' union all '.join(selects)})", tuple(patterns))
