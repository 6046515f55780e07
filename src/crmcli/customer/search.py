"""`crm find`: cards on which every word stands somewhere."""

from __future__ import annotations

from crmcli.customer.listing import Condition, order_by, select_rows
from crmcli.customer.queries import find_customers, like
from crmcli.kit.text import clean_line, fold

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence
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
    ("owed", "text"),
    ("owed", "topic"),
)


# From so many customers on, half of the tables are gone through by a second connection at the same time.
LARGE = 20_000


class _Word:
    """Where a word may stand: questions for ids, one on the cards themselves, the others on what belongs to them."""

    def __init__(self, word: str) -> None:
        folded, digits = fold(word), "".join(letter for letter in word if "0" <= letter <= "9")
        as_typed, as_folded = like(word), like(folded)
        may_be_pinyin = folded.isascii() and folded.isalpha()
        named = [("name_folded", as_folded), *([("pinyin_keys", as_folded)] if may_be_pinyin else [])]
        columns = [*_TEXTS, *(_NUMBERS if word.isascii() else ())]
        self.on_card = _question("id", "customer", [*named, *((column, as_typed) for column in columns)])
        self.on_card = Condition(f"{self.on_card.sql} or {_OWNERS}", (*self.on_card.values, as_typed))
        self.beside = [
            _question("customer_id", "contact", named),
            *(_question("customer_id", table, [(column, as_typed)]) for table, column in _PARTS),
        ]
        if len(digits) >= FEWEST_DIGITS:
            self.beside.append(_question("customer_id", "customer_phone", [("digits", like(digits))]))


def _question(identity: str, table: str, tests: Sequence[tuple[str, str]]) -> Condition:
    columns = " or ".join(f"{column} like ? escape '\\'" for column, _pattern in tests)
    return Condition(
        f"select {identity} from {table} where {columns}", tuple(pattern for _c, pattern in tests)
    )


def search_customers(
    book: sqlite3.Connection,
    typed: str,
    *,
    archived: bool,
    limit: int | None,
    today: date,
    beside: Callable[[], sqlite3.Connection] | None = None,
) -> list[tuple[object, ...]]:
    """Rows of `listing.LIST_KEYS`: every card that has all the words, else whatever they refer to as a whole.

    `beside` opens the same book once more, to look in two places at a time where it is large.
    """
    text = clean_line(typed, SEARCH_LIMIT).text
    words = [_Word(word) for word in text.split()]
    if not words:
        return []
    found = set.intersection(*_found(book, words, beside if beside and _is_large(book) else None))
    conditions = [Condition("1" if archived else "archived_on is null"), _among(found)]
    rows = select_rows(book, conditions, today, order_by(book, "code", today), limit) if found else []
    exact = [] if rows else [match.customer_id for match in find_customers(book, text)]
    if not exact:
        return rows
    return select_rows(book, [_among(exact)], today, Condition("code"), limit)


def _among(ids: Iterable[int]) -> Condition:
    return Condition("id in (select value from json_each(?))", (f"[{', '.join(map(str, ids))}]",))


def _is_large(book: sqlite3.Connection) -> bool:
    (largest,) = book.execute("select max(id) from customer").fetchone()
    return (largest or 0) >= LARGE


def _found(
    book: sqlite3.Connection, words: Sequence[_Word], open_beside: Callable[[], sqlite3.Connection] | None
) -> list[set[int]]:
    """For each word the customers whose card has it, or to whom something belongs that has it."""
    if open_beside is None:
        return [_ids(book, [word.on_card, *word.beside]) for word in words]
    # SQLite lets go of Python while it reads.
    from contextlib import closing
    from threading import Thread

    theirs: list[set[int]] = []
    faults: list[Exception] = []

    def look_beside() -> None:
        try:
            with closing(open_beside()) as other:
                theirs.extend(_ids(other, word.beside) for word in words)
        except Exception as fault:
            faults.append(fault)

    thread = Thread(target=look_beside)
    thread.start()
    ours = [_ids(book, [word.on_card]) for word in words]
    thread.join()
    if faults:
        raise faults[0]
    return [mine | other for mine, other in zip(ours, theirs, strict=True)]


def _ids(book: sqlite3.Connection, questions: Sequence[Condition]) -> set[int]:
    return {identity for question in questions for (identity,) in book.execute(*question)}
