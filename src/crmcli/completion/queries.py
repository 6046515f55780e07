"""What the book offers at the cursor: customers, people, tags. Read-only, and never a word about what fails."""

from __future__ import annotations

import os

from crmcli.kit.i18n import language
from crmcli.kit.shown import displayable
from crmcli.kit.storage.driver import driver
from crmcli.kit.storage.reading import read_only_uri, surely_reads
from crmcli.kit.storage.schema import APPLICATION_ID, SCHEMA_VERSION
from crmcli.kit.text import fold

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from crmcli.completion.rules import Asked

Candidate = tuple[str, str]  # what is inserted, and what is said of it

MOST_CANDIDATES = 50
FEWEST_PHONE_DIGITS = 4
_PATIENCE_SECONDS = 0.3  # nobody waits at a key for another program's transaction
_AFTER_ANY_TEXT = "\U0010ffff"

_LATEST_CARDS = 10_000  # what is in use is read off these, so that a large book answers as quickly

# A name that another customer answers to as well, by name or by code, is no way to mean this one.
_CUSTOMERS = """
select code, name, name_folded, grade,
  (select digits from customer_phone p where p.customer_id = c.id order by rank, id limit 1),
  exists (select 1 from customer o where o.name_folded = c.name_folded and o.id <> c.id
          and (o.archived_on is null or c.archived_on is not null))
  or exists (select 1 from customer o where o.code_key = upper(c.name) and o.id <> c.id)
from (select id as found from customer where {condition} and archived_on is {archived} order by {order} limit {most})
join customer c on c.id = found
"""
_BY_CODE = (
    "id in (select id from customer where code >= ?1 and code < ?2"
    " union select id from customer where code_key >= ?1 and code_key < ?2)"
)
# The plus keeps the scan in an index of few pages: the order of ids would lead through the whole table.
_NEWEST, _SHORTEST = "+id desc", "length(code_key), code_key"
_BY_NAME = (
    "id in (select id from customer where name_folded >= ?1 and name_folded < ?2"
    " union select id from customer where ?3 and instr(pinyin_keys, ' ' || ?1) > 0)"
)
_BY_DIGITS = "id in (select customer_id from customer_phone where instr(digits, ?1) > 0)"
_BY_NAME_PART = "id in (select id from customer where instr(name_folded, ?1) > 0)"

# One step in the index for each name: `select distinct` would read every value there is.
_OWN_FIELDS = """
with recursive names(field) as (
  select min(field) from customer_field
  union all
  select (select min(f.field) from customer_field f where f.field > names.field) from names where field is not null
)
select field, '' from names where field is not null and field not in (select key from policy_field)
"""


def open_book(path: str, named: str = "") -> sqlite3.Connection | None:
    """The book, read-only; None where there is none of this version, or whoever asks may not read it.

    `named` is who works, where somebody said so. Nothing is made, migrated or repaired.
    """
    if not os.path.isfile(path):
        return None
    book = driver.connect(read_only_uri(path), uri=True, timeout=_PATIENCE_SECONDS, isolation_level=None)
    book.execute("pragma query_only = on")
    book.execute("pragma trusted_schema = off")
    (application_id,) = book.execute("pragma application_id").fetchone()
    (version,) = book.execute("pragma user_version").fetchone()
    if (application_id, version) != (APPLICATION_ID, SCHEMA_VERSION) or not surely_reads(book, named):
        return None
    return book


def customers(book: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """Customers by the first way that finds any: a code, name or pinyin, digits of a phone, a part of the name.

    Who is found by a code is offered by code, else by name, where the name means that customer alone.
    """
    archived = "not null" if asked.source == "archived customers" else "null"
    for condition, order, values in _ways_to_mean(asked.typed):
        query = _CUSTOMERS.format(archived=archived, condition=condition, order=order, most=MOST_CANDIDATES)
        found = book.execute(query, values).fetchall()
        if found:
            return [_customer(row, by_code=condition == _BY_CODE) for row in found]
    return []


def _ways_to_mean(typed: str) -> Iterable[tuple[str, str, tuple[str | int, ...]]]:
    folded, code = fold(typed), typed.strip().upper()
    if not folded:
        yield "1", "id desc", ()
        return
    by_code = (_BY_CODE, _SHORTEST, (code, code + _AFTER_ANY_TEXT))
    has_digit = code.isascii() and any(character.isdigit() for character in code)
    if has_digit:
        yield by_code
    may_be_pinyin = folded.isascii() and folded.isalnum() and not folded.isdigit()
    yield _BY_NAME, _NEWEST, (folded, folded + _AFTER_ANY_TEXT, may_be_pinyin)
    if len(folded) >= FEWEST_PHONE_DIGITS and folded.isascii() and folded.isdigit():
        yield _BY_DIGITS, _NEWEST, (folded,)
    if code.isascii() and not has_digit:
        yield by_code
    yield _BY_NAME_PART, _NEWEST, (folded,)


def _customer(row: Sequence[str | int | None], *, by_code: bool) -> Candidate:
    code, name, folded, grade, digits, shared = row
    told = " ".join(str(part) for part in (grade, digits) if part)
    if by_code or shared or not _is_insertable(str(name)) or _looks_like_code(str(folded)):
        return str(code), f"{name} {told}".strip()
    return str(name), f"{code} {told}".strip()


def _looks_like_code(folded: str) -> bool:
    return folded.isascii() and folded[-1:].isdigit()


def _is_insertable(text: str) -> bool:
    """Whether a shell can hand the text back as one word, which is no option."""
    return bool(text) and text[0] != "-" and text == text.strip() and displayable(text) == text


def contacts(book: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """The people at the customer who stands before, where that is a full code or name."""
    customer = asked.arguments[0]
    query = (
        "select name, coalesce(position, '') from contact where customer_id in"
        " (select id from customer where code = upper(?1) or name_folded = ?2) order by id limit ?3"
    )
    return _starting(asked.typed, book.execute(query, (customer, fold(customer), MOST_CANDIDATES)))


def staff(book: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """Everybody on our side."""
    return _starting(asked.typed, book.execute("select name, '' from staff order by name"))


def owners(book: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """`me`, and everybody on our side."""
    return _starting(asked.typed, [("me", "")]) + staff(book, asked)


def grades(book: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """The grades of the policy in force, best first."""
    query = f"select letter, meaning_{language()} from policy_grade order by rank"
    return _starting(asked.typed, book.execute(query))


def tags(book: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """The tags in use."""
    return _starting(asked.typed, book.execute("select distinct tag, '' from customer_tag order by tag"))


def campaigns(book: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """Campaigns, running ones first."""
    query = "select name, coalesce(goal, '') from campaign order by ended_on is not null, from_on desc"
    return _starting(asked.typed, book.execute(query))


def company_lines(book: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """The company's numbers and accounts that the playbook in force names."""
    query = (
        "select j.value, '' from policy_value p, json_each(p.value, '$.company_lines') j"
        " where p.key = 'visit_record'"
    )
    return _starting(asked.typed, book.execute(query))


def owed(book: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """What is still owed, the last first."""
    query = (
        "select o.ref, c.name || ' ' || substr(replace(o.text, char(10), ' '), 1, 40) from owed o"
        " join customer c on c.id = o.customer_id where o.closed_on is null order by o.id desc"
    )
    return _starting(asked.typed, book.execute(query))


def own_aspects(book: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """The parts of a visit's record that only the playbook in force has, as far as the sign after the name."""
    query = (
        f"select j.key || '=', json_extract(j.value, '$.{language()}') from policy_value p,"
        " json_each(p.value, '$.aspects') j where p.key = 'visit_record'"
    )
    return _starting(asked.typed, book.execute(query))


def own_fields(book: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """The fields of the playbook that can be written, by title, then those of the user's own."""
    return _fields(book, asked.typed)


def _fields(book: sqlite3.Connection, typed: str) -> list[Candidate]:
    query = (
        f"select title_{language()}, coalesce(unit_{language()}, '') from policy_field"
        " where parent_key is null and computed_from is null and not retired order by rank"
    )
    known = book.execute(query).fetchall()
    return _starting(typed, [*known, *book.execute(_OWN_FIELDS)])


def fields_to_set(book: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """The same as far as the sign after the name."""
    return [(f"{name}=", told) for name, told in own_fields(book, asked)]


def list_columns(book: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """Another column after those that are there."""
    from crmcli.completion.words import CHOICES

    before, comma, typed = asked.typed.rpartition(",")
    fixed = [(name, "") for name, _en, _zh in CHOICES["fields"]]
    found = [*_starting(typed, fixed), *_fields(book, typed)]
    taken = before.split(",")
    return [(f"{before}{comma}{name}", told) for name, told in found if name not in taken]


def spot_checks(book: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """The draws there were, the latest first."""
    query = "select cast(id as text), drawn_on from card_check order by id desc"
    return _starting(asked.typed, book.execute(query))


def greeting_days(book: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """Birthdays, and the festivals of the book."""
    query = (
        f"select substr(key, 10), coalesce(json_extract(value, '$.title.{language()}'), '') from policy_value"
        " where key like 'festival.%' order by key <> 'festival.birthday', id"
    )
    return _starting(asked.typed, book.execute(query))


def _said(column: str, table: str) -> Callable[[sqlite3.Connection, Asked], list[Candidate]]:
    query = f"select distinct {column}, '' from {table} where {column} is not null order by {column}"
    return lambda book, asked: _starting(asked.typed, book.execute(query))


def _in_use(column: str) -> Callable[[sqlite3.Connection, Asked], list[Candidate]]:
    query = (
        f"select distinct {column}, '' from customer where {column} is not null"
        f" and id > (select max(id) - {_LATEST_CARDS} from customer) order by {column}"
    )
    return lambda book, asked: _starting(asked.typed, book.execute(query))


def _starting(typed: str, rows: Iterable[Candidate]) -> list[Candidate]:
    """The rows that begin with what is typed, whatever its case."""
    folded = typed.casefold()
    found = []
    for value, told in rows:
        if value.casefold().startswith(folded) and _is_insertable(value):
            found.append((value, told))
        if len(found) == MOST_CANDIDATES:
            break
    return found


OF_THE_BOOK: dict[str, Callable[[sqlite3.Connection, Asked], list[Candidate]]] = {
    "customers": customers,
    "archived customers": customers,
    "contacts": contacts,
    "staff": staff,
    "owners": owners,
    "grades": grades,
    "tags": tags,
    "campaigns": campaigns,
    "company_lines": company_lines,
    "own_aspects": own_aspects,
    "own_fields": own_fields,
    "fields_to_set": fields_to_set,
    "list_columns": list_columns,
    "spot_checks": spot_checks,
    "greeting_days": greeting_days,
    "owed": owed,
    "owed topics": _said("topic", "owed"),
    "departments": _said("department", "owed"),
    "surveys": _said("survey", "satisfaction_mark"),
    "sources": _in_use("source"),
    "regions": _in_use("region"),
    "industries": _in_use("industry"),
}
