"""References against a second, plain implementation of the tiers, on random books."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.customer.queries import find_customers, nearest_names
from crmcli.customer.rules import code_key, pinyin_column
from crmcli.kit.errors import CrmError
from crmcli.kit.phone_wording import phone_digits
from crmcli.kit.phones import parse_phone
from crmcli.kit.pinyin import pinyin_keys
from crmcli.kit.storage.migrating import empty_book
from crmcli.kit.text import fold

ID_NUMBERS = ("11010519491231002X", "440524188001010014")


class Card(NamedTuple):
    """As much of a customer as references look at."""

    code: str
    name: str
    phone: str | None
    id_number: str | None
    archived: bool


codes = st.builds(
    lambda prefix, number, width: f"{prefix}{number:0{width}d}",
    st.sampled_from(["C", "KH", "kh", ""]), st.integers(1, 12), st.integers(1, 4),
)  # fmt: skip
names = st.text("王小明单甲ab1%_\\·（）", min_size=1, max_size=4).filter(lambda text: text.strip() == text)
phones = st.sampled_from(
    ["13812345678", "13912345678", "021-62345678", "0371-6234567", "62345678", "400-800-1234", "95588"]
)
cards = st.builds(
    Card, codes, names, st.none() | phones, st.none() | st.sampled_from(ID_NUMBERS), st.booleans()
)
books = st.lists(cards, max_size=8, unique_by=lambda card: card.code)


def meant(book: list[Card], typed: str) -> set[str]:
    """The codes that CLI.md's tiers give: the first with any match decides."""
    typed = typed.strip()
    tiers = [
        [card for card in book if card.code.lower() == typed.lower()],
        [card for card in book if without_zeros(card.code) == without_zeros(typed)],
    ]
    for archived in (False, True):
        asked = [card for card in book if card.archived == archived]
        tiers += [
            [card for card in asked if fold(card.name) == fold(typed)],
            [card for card in asked if card.id_number and card.id_number == compact(typed)],
            [card for card in asked if card.phone and number(card.phone) == number(typed)],
            [card for card in asked if is_pinyin(card.name, fold(typed))],
        ]
    asked = [card for card in book if not card.archived]
    digits = "".join(re.findall("[0-9]", typed))
    if len(digits) >= 4 and not re.search(r"[^\W\d_]", typed):
        tiers.append(
            [card for card in asked if card.phone and digits in phone_digits(number(card.phone) or "")]
        )
    tiers.append([card for card in asked if fold(typed) and fold(typed) in fold(card.name)])
    if re.fullmatch("[a-z]{4,}", fold(typed)):
        tiers.append([card for card in asked if any(fold(typed) in key for key in pinyin_of(card.name))])
    return {card.code for card in next((tier for tier in tiers if tier), [])}


def without_zeros(code: str) -> tuple[str, int] | str:
    """A code of letters and a number by their values; any other text as it is."""
    found = re.fullmatch("([A-Za-z]*)[-_]?([0-9]+)", code)
    return (found[1].lower(), int(found[2])) if found else code.lower()


def compact(typed: str) -> str:
    return re.sub("[ -]", "", typed).upper()


def number(typed: str) -> str | None:
    with suppress(CrmError):
        return parse_phone(typed).number
    return None


def is_pinyin(name: str, typed: str) -> bool:
    return typed in pinyin_of(name)


def pinyin_of(name: str) -> tuple[str, ...]:
    keys = pinyin_keys(name)
    return (*keys.full, *keys.initials)


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    book = empty_book()
    book.execute("pragma query_only = off")
    book.execute(
        "insert into staff (id, name, name_folded, added_at) values (1, 'lily', 'lily', '2026-11-22')"
    )
    yield book
    book.close()


def fill(connection: sqlite3.Connection, book: list[Card]) -> None:
    connection.execute("delete from customer_phone")
    connection.execute("delete from customer")
    for row_id, card in enumerate(book, start=1):
        connection.execute(
            "insert into customer (id, code, code_key, kind, name, name_folded, pinyin_keys, status, id_number,"
            " birthday_is_lunar, owner_id, registered_on, rhythm_from_on, archived_on, rev)"
            " values (?, ?, ?, 'person', ?, ?, ?, 'potential', ?, 0, 1, '2026-01-01', '2026-01-01', ?, 1)",
            (row_id, card.code, code_key(card.code), card.name, fold(card.name), pinyin_column(card.name),
             card.id_number, "2026-02-01" if card.archived else None),
        )  # fmt: skip
        if card.phone:
            phone = parse_phone(card.phone)
            connection.execute(
                "insert into customer_phone (customer_id, number, extension, digits, kind, rank)"
                " values (?, ?, '', ?, ?, 1)",
                (row_id, phone.number, phone_digits(phone.number), phone.kind),
            )


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[Card], str]:
    """A book and something that somebody may type: often what stands on one of its cards, or near it."""
    book = draw(books)
    if not book or draw(st.integers(0, 4)) == 0:
        return book, draw(st.text("王小明cCkh0123% _-138", max_size=6))
    card = draw(st.sampled_from(book))
    keys = pinyin_keys(card.name)
    written = [
        card.code, card.code.swapcase(), card.code.replace("0", ""), card.name, card.name[1:], card.name.upper(),
        *keys.full, *keys.initials, card.phone or "1381", (card.phone or "62345678")[-5:], card.id_number or "x",
        (card.id_number or "y").lower(), f"+86{card.phone}", f" {card.name} ",
    ]  # fmt: skip
    return book, draw(st.sampled_from(written))


@given(questions())
def test_the_tiers_are_those_of_the_command_line(
    connection: sqlite3.Connection, question: tuple[list[Card], str]
) -> None:
    book, typed = question
    if not typed.strip():
        return
    fill(connection, book)
    assert {match.code for match in find_customers(connection, typed)} == meant(book, typed)


@given(st.text(max_size=40))
def test_no_text_whatever_breaks_a_search(connection: sqlite3.Connection, typed: str) -> None:
    fill(connection, [Card("C0001", "王小明", "13812345678", ID_NUMBERS[0], False)])
    typed = typed.encode("utf-8", "ignore").decode()
    find_customers(connection, typed)
    nearest_names(connection, typed)
