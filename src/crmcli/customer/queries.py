"""Finding customers: by whatever the user remembers, tier by tier (docs/rules.md#references)."""

from __future__ import annotations

from crmcli.customer.rules import code_key
from crmcli.kit.errors import CrmError
from crmcli.kit.text import fold, halfwidth, typed_value

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from typing import NamedTuple
else:
    from crmcli.kit.named import NamedTuple


class Match(NamedTuple):
    """A customer that answers to a reference."""

    customer_id: int
    code: str
    name: str
    phone: str | None
    grade: str | None
    archived_on: str | None
    rev: int


_MATCH = """
select c.id, c.code, c.name,
  (select number || case extension when '' then '' else '-' || extension end
     from customer_phone p where p.customer_id = c.id order by rank, id limit 1), c.grade, c.archived_on, c.rev
from customer c where {condition} order by c.code limit 100
"""
# Codes that differ in case only have the same key, and only keys have an index for that.
_BY_CODE = _MATCH.format(condition="c.code_key = ?2 and c.code = ?1 collate nocase")
_BY_CODE_KEY = _MATCH.format(condition="c.code_key = ?")
_BY_ALIAS = _MATCH.format(condition="c.id in (select customer_id from customer_alias where code_key = ?)")
_EXACT = (
    _MATCH.format(condition="c.archived_on is {archived} and c.name_folded = ?"),
    _MATCH.format(
        condition="c.archived_on is {archived} and (c.id in (select customer_id from customer_phone where number = ?1)"
        " or c.id_number = ?1 or c.licence_number = ?1)"
    ),
    _MATCH.format(condition="c.archived_on is {archived} and c.pinyin_keys like ?"),
)
_BY_OWN_NUMBER = _MATCH.format(
    condition="c.id in (select customer_id from customer_phone where number = ?1 and kind = 'mobile')"
    " or c.id_number = ?1 or c.licence_number = ?1"
)
_BY_DIGITS = _MATCH.format(
    condition="c.archived_on is null and c.id in (select customer_id from customer_phone where digits like ?)"
)
_BY_PINYIN_PART = _MATCH.format(condition="c.archived_on is null and c.pinyin_keys like ? escape '\\'")
_BY_PERSON = _MATCH.format(
    condition="c.archived_on is null and c.id in (select customer_id from contact where {test})"
)
SHORTEST_PINYIN_PART = 4  # below it, a part of a reading is in half the book
_BY_NAME_PART = _MATCH.format(condition="c.archived_on is null and c.name_folded like ? escape '\\'")


def find_customers(connection: sqlite3.Connection, typed: str) -> list[Match]:
    """The customers that the first tier with any match gives; archived ones only where nothing else is exact."""
    found = customers_by_code(connection, typed)
    for archived in ("null", "not null"):
        if not found:
            found = _exact(connection, typed, archived)
    return found or _partial(connection, typed)


def customers_by_code(connection: sqlite3.Connection, typed: str) -> list[Match]:
    """The customers of that very code; zeros may be left out, and a merged card's code finds the one it is in."""
    code = typed_value(typed)
    key = code_key(code)
    return (
        _rows(connection, _BY_CODE, code, key)
        or _rows(connection, _BY_CODE_KEY, key)
        or _rows(connection, _BY_ALIAS, key)
    )


def _exact(connection: sqlite3.Connection, typed: str, archived: str) -> list[Match]:
    by_name, by_number, by_pinyin = (query.format(archived=archived) for query in _EXACT)
    found = _rows(connection, by_name, fold(typed))
    for number in _numbers(typed):
        found = found or _rows(connection, by_number, number)
    pinyin = fold(typed)
    if not found and pinyin.isascii() and pinyin.isalnum():
        found = _rows(connection, by_pinyin, f"% {pinyin} %")
    return found


def _numbers(typed: str) -> list[str]:
    """What the words may be as a phone, an ID number or a licence, in the form in which it is stored."""
    from crmcli.kit.phones import parse_phone

    compact = "".join(typed_value(typed).upper().split()).replace("-", "")
    numbers = [compact] if len(compact) in (15, 18) else []
    if any(character.isdigit() for character in typed):
        try:
            numbers.append(parse_phone(typed).number)
        except CrmError:
            return numbers
    return numbers


def _partial(connection: sqlite3.Connection, typed: str) -> list[Match]:
    digits = "".join(character for character in halfwidth(typed) if character in "0123456789")
    found: list[Match] = []
    if len(digits) >= 4 and not any(character.isalpha() for character in typed):
        found = _rows(connection, _BY_DIGITS, f"%{digits}%")
    part = fold(typed)
    if not found and part:
        found = _rows(connection, _BY_NAME_PART, like(part))
    if not found and len(part) >= SHORTEST_PINYIN_PART and part.isascii() and part.isalpha():
        found = _rows(connection, _BY_PINYIN_PART, like(part))
    return found or _by_person(connection, part)


def _by_person(connection: sqlite3.Connection, folded: str) -> list[Match]:
    """The customers at which somebody of that name, or that pinyin, works."""
    found = _rows(connection, _BY_PERSON.format(test="name_folded = ?"), folded) if folded else []
    if not found and folded.isascii() and folded.isalnum():
        found = _rows(connection, _BY_PERSON.format(test="pinyin_keys like ?"), f"% {folded} %")
    return found


def like(part: str) -> str:
    """A LIKE pattern (escape `\\`) for a text that contains `part`."""
    escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def others_with(connection: sqlite3.Connection, customer_id: int, number: str) -> list[Match]:
    """Other customers with that mobile, ID or licence number; a switchboard is shared by many and proves nothing."""
    return [match for match in _rows(connection, _BY_OWN_NUMBER, number) if match.customer_id != customer_id]


def _rows(connection: sqlite3.Connection, query: str, *values: str) -> list[Match]:
    return [Match(*row) for row in connection.execute(query, values)]


def nearest_names(connection: sqlite3.Connection, typed: str, count: int = 5) -> list[Match]:
    """Customers whose names are most like the words; for the sentence that says there is no such one."""
    import difflib

    folded = fold(typed)
    letters = "|".join(sorted(set(folded)))[:400].split("|")
    candidates: dict[str, Match] = {}
    for letter in letters[:20]:
        for match in _rows(connection, _BY_NAME_PART, like(letter)):
            candidates[fold(match.name)] = match
    names = difflib.get_close_matches(folded, candidates, n=count, cutoff=0.4)
    return [candidates[name] for name in names]
