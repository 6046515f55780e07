"""What the columns of a file become: by what was typed, chosen before, written by a known program, or asked now."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from crmcli.customer.fields import own_field_names
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import ask_until
from crmcli.kit.errors import BookUnusable, UsageRefused, ValueRefused
from crmcli.kit.i18n import _
from crmcli.policy.fields import CardDefinition
from crmcli.transfer.choices import match_of, named_headers, refuse_doubles, typed_choices
from crmcli.transfer.date_order import ORDERS, is_in_question, order_of
from crmcli.transfer.field_cells import example_seen, matches_by_playbook
from crmcli.transfer.headers import ColumnMatch, fold_header, own_field_name, recognise
from crmcli.transfer.mappings import is_remembered, mapping_path, save_choices, saved_choices
from crmcli.transfer.products import Product, product_of
from crmcli.transfer.sources import Expected, Table
from crmcli.transfer.targets import near_lists, refuse_same_target

ALL_THE_REST = "*"
WITHOUT_HEADER_ROW = ("json", "jsonl", "vcf")
ROWS_FOR_EXAMPLES = 40
ROWS_FOR_DATES = 200
LONGEST_EXAMPLE = 30
DATE_FIELDS = frozenset(
    [
        "expected_close_on",
        "agreed_on",
        "next_follow_up_on",
        "first_follow_up_from_on",
        "first_follow_up_due_on",
        "last_contact_on",
        "registered_on",
        "rhythm_from_on",
        "archived_on",
        "birthday",
        "contact_birthday",
        "met_on",
        "contact_met_on",
    ]
)


class Wishes(NamedTuple):
    """What somebody says about the columns on the command line."""

    typed: Sequence[str] = ()
    use_saved: bool = True
    date_order: str | None = None


class Chosen(NamedTuple):
    """The columns that are decided, by their places; `date_order` where dates need one.

    `kept` is to be remembered at `path` when the import is done.
    """

    columns: Mapping[int, ColumnMatch]
    date_order: str | None
    kept: Mapping[int, ColumnMatch]
    path: str


def expected_headers(environ: Mapping[str, str], wishes: Wishes) -> Expected:
    """How well titles fit what is typed and, before that, what was chosen for a file with the same ones."""
    named = [named_headers(words) for words in wishes.typed]

    def count(titles: Sequence[str]) -> int:
        folded = set(map(fold_header, titles))
        remembered = wishes.use_saved and is_remembered(environ, titles)
        return sum(not names.isdisjoint(folded) for names in named) + (len(named) + 1) * remembered

    return count


def choose_columns(
    run: Invocation, wishes: Wishes, table: Table, book: sqlite3.Connection, card: CardDefinition
) -> Chosen:
    """Decide, and say what is remembered. Raises UsageRefused for a wrong choice, ValueRefused for a broken file."""
    path = mapping_path(run.environ, table.headers)
    remembered = saved_choices(path, table.headers, card) if wishes.use_saved else {}
    typed = typed_choices(table.headers, wishes.typed, card, in_row=table.format not in WITHOUT_HEADER_ROW)
    product = product_of(table.headers)
    written = product.matches(table.headers) if product else {}
    written = {**written, **matches_by_playbook(table.headers, card)}
    chosen = _overlaid(written, {**remembered, **typed})
    unknown = _unknown(table, chosen, book)
    for hint in near_lists(unknown, card):
        run.say(hint)
    asked = dict(_asked(run, table, unknown, card)) if run.interactive and not run.yes else {}
    kept = {**remembered, **typed, **asked}
    refuse_doubles(kept)
    chosen = _overlaid(written, kept)
    refuse_same_target(recognise(table.headers, chosen), card)
    if product is not None:
        run.say(_("These are the columns of {program}.").format(program=product.title))
    if remembered:
        names = _(", ").join(table.headers[place] for place in sorted(remembered))
        run.say(_("As last time: {columns}; --no-saved-map asks anew.").format(columns=names))
    is_news = bool(typed or asked)
    return Chosen(chosen, _date_order(run, wishes, table, chosen, product), kept if is_news else {}, path)


def keep_choices(run: Invocation, chosen: Chosen, name: str, headers: Sequence[str]) -> None:
    """Remember what was chosen; that it cannot be kept stops nothing."""
    if not chosen.kept:
        return
    try:
        save_choices(chosen.path, name, headers, chosen.kept)
    except BookUnusable as fault:
        run.warn(_("What was chosen for the columns is not kept: {reason}").format(reason=fault))


def _overlaid(written: Mapping[int, ColumnMatch], said: Mapping[int, ColumnMatch]) -> dict[int, ColumnMatch]:
    """What is said goes before what a program writes: a field chosen for one column is no longer another's."""
    taken = {match.field for match in said.values() if match.field is not None}
    given_up = {
        place: ColumnMatch(match.header, match.index, None) if match.field in taken else match
        for place, match in written.items()
    }
    return {**given_up, **said}


def _asked(
    run: Invocation, table: Table, unknown: Sequence[ColumnMatch], card: CardDefinition
) -> Iterator[tuple[int, ColumnMatch]]:
    """The columns that nothing is known of, each asked for."""
    if not unknown:
        return
    with table.looked_over() as rows:
        head = [row.cells for row in islice(rows, ROWS_FOR_EXAMPLES)]
    run.warn(
        _(
            "Columns that are not known: Enter makes a field of your own, a word a field there is (电话, phone),"
        )
    )
    run.warn(_("- leaves the column out, * makes fields of your own of all that follow. It is remembered."))
    for number, match in enumerate(unknown):
        question = _question(card, match, head)
        answer = ask_until(question, _parser(match, card))
        if answer is None:
            yield from ((each.index, _own(each)) for each in unknown[number:])
            return
        yield match.index, answer


def _unknown(table: Table, chosen: Mapping[int, ColumnMatch], book: sqlite3.Connection) -> list[ColumnMatch]:
    own = set(own_field_names(book))
    return [match for match in recognise(table.headers, chosen) if _is_unknown(match, chosen, own)]


def _is_unknown(match: ColumnMatch, chosen: Mapping[int, ColumnMatch], own: set[str]) -> bool:
    if match.field is not None or match.left_out or match.index in chosen:
        return False
    return not own_field_name(match.header) and match.own_name not in own


def _question(card: CardDefinition, match: ColumnMatch, head: Sequence[Sequence[object]]) -> str:
    example = next(
        (str(row[match.index]) for row in head if match.index < len(row) and row[match.index] != ""), ""
    )
    if not example:
        return match.header
    shown = example_seen(card, match, " ".join(example.split())[:LONGEST_EXAMPLE])
    return _("{column} (for example {example})").format(column=match.header, example=shown)


def _parser(match: ColumnMatch, card: CardDefinition) -> Callable[[str], ColumnMatch | None]:
    """What an answer makes of the column; None for the column and all after it."""

    def parse(answer: str) -> ColumnMatch | None:
        if answer == ALL_THE_REST:
            return None
        if not answer:
            return _own(match)
        try:
            return match_of(match.header, match.index, answer, card)
        except UsageRefused as refusal:
            raise ValueRefused(str(refusal)) from refusal

    return parse


def _own(match: ColumnMatch) -> ColumnMatch:
    return ColumnMatch(match.header, match.index, None, own=match.own_name)


def _date_order(
    run: Invocation,
    wishes: Wishes,
    table: Table,
    chosen: Mapping[int, ColumnMatch],
    product: Product | None,
) -> str | None:
    """The order of day and month where dates like 3/4/2026 are among the cells; said."""
    if wishes.date_order is not None and wishes.date_order not in ORDERS:
        raise UsageRefused(
            _("There is no order of dates {typed}; it is mdy (11/30/2026) or dmy (30/11/2026)."),
            typed=wishes.date_order,
        )
    places = [match.index for match in recognise(table.headers, chosen) if match.field in DATE_FIELDS]
    if not places or not _has_dates_in_question(table, places):
        return None
    order = wishes.date_order
    if order is None:
        with table.looked_over() as rows:
            order = order_of(
                (row.cells[place] for row in rows for place in places if place < len(row.cells)),
                product.dates if product else None,
            )
    if order is not None:
        words = {"mdy": _("month/day/year"), "dmy": _("day/month/year")}
        run.say(_("Dates like 3/4/2026 are read as {order}.").format(order=words[order]))
    return order


def _has_dates_in_question(table: Table, places: Sequence[int]) -> bool:
    with table.looked_over() as rows:
        head = [row.cells for row in islice(rows, ROWS_FOR_DATES)]
    return any(is_in_question(cells[place] for cells in head if place < len(cells)) for place in places)
