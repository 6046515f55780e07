"""`crm find`: cards on which every word stands somewhere."""

from __future__ import annotations

from crmcli.customer.card_text import CARD_TEXT, INDEX, NUMBERS, TEXTS
from crmcli.customer.listing import Condition, Order, select_rows
from crmcli.customer.queries import find_customers, like
from crmcli.kit.text import clean_line, fold

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

SEARCH_LIMIT = 300
FEWEST_DIGITS = 4
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


# From so many customers on, what belongs to cards is gone through by a second connection at the same time.
LARGE = 20_000


class _Word:
    """Where a word may stand: questions for ids, some on the cards themselves, the others on what belongs to them."""

    def __init__(self, word: str) -> None:
        folded, digits = fold(word), "".join(letter for letter in word if "0" <= letter <= "9")
        may_be_pinyin = folded.isascii() and folded.isalpha()
        named = [_has("name_folded", folded), *([_has("pinyin_keys", folded)] if may_be_pinyin else [])]
        columns = [*TEXTS, *(NUMBERS if word.isascii() else ())]
        # Few cards pass the first test, which is answered from the index; the others are asked of those only.
        anywhere = _any(_has(CARD_TEXT, part) for part in {word, folded})
        there = _any([*named, *(_has(column, word) for column in columns)])
        self.on_card = [
            Condition(
                f"select id from customer indexed by {INDEX}"
                f" where {CARD_TEXT} >= '' and ({anywhere.sql}) and ({there.sql})",
                (*anywhere.values, *there.values),
            ),
            Condition(f"select id from customer where {_OWNERS}", (like(word),)),
        ]
        self.beside = [
            _beside("contact", named),
            *(_beside(table, [_has(column, word)]) for table, column in _PARTS),
        ]
        if len(digits) >= FEWEST_DIGITS:
            self.beside.append(_beside("customer_phone", [_has("digits", digits)]))


def _has(column: str, part: str) -> Condition:
    """Whether a part stands in a column, whatever the case of its letters, where it has any: LIKE knows ASCII."""
    if any("a" <= letter <= "z" for letter in part.lower()):
        return Condition(f"{column} like ? escape '\\'", (like(part),))
    return Condition(f"instr({column}, ?)", (part,))


def _any(tests: Iterable[Condition]) -> Condition:
    tests = list(tests)
    return Condition(
        " or ".join(test.sql for test in tests), tuple(value for test in tests for value in test.values)
    )


def _beside(table: str, tests: Sequence[Condition]) -> Condition:
    there = _any(tests)
    return Condition(f"select customer_id from {table} where {there.sql}", there.values)


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
    rows = select_rows(book, conditions, today, Order(), limit) if found else []
    exact = [] if rows else [match.customer_id for match in find_customers(book, text)]
    if not exact:
        return rows
    return select_rows(book, [_among(exact)], today, Order(), limit)


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
        return [_ids(book, [*word.on_card, *word.beside]) for word in words]
    # SQLite lets go of Python while it reads. `threading` would take as long to load as a hundred rows to read.
    from _thread import allocate_lock, start_new_thread

    theirs: list[set[int]] = []
    faults: list[BaseException] = []
    at_work = allocate_lock()

    def look_beside() -> None:
        try:
            other = open_beside()
            try:
                theirs.extend(_ids(other, word.beside) for word in words)
            finally:
                other.close()
        except BaseException as fault:
            faults.append(fault)
        finally:
            at_work.release()

    at_work.acquire()
    start_new_thread(look_beside, ())
    ours = [_ids(book, word.on_card) for word in words]
    with at_work:
        if faults:
            raise faults[0]
    return [mine | other for mine, other in zip(ours, theirs, strict=True)]


def _ids(book: sqlite3.Connection, questions: Sequence[Condition]) -> set[int]:
    return {identity for question in questions for (identity,) in book.execute(*question)}
