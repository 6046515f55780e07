"""Columns of a file and fields of the playbook: what a word chooses, what two columns would both fill, what is near."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence

from crmcli.customer.computed import origin
from crmcli.customer.rules import FIELD_NAME_LIMIT
from crmcli.field.naming import Meant, columns_called, meant_in_file, named_field, nearest_list, sole_column
from crmcli.kit.errors import RuleRefused, UsageRefused, ValueRefused
from crmcli.kit.i18n import _, language
from crmcli.kit.text import clean_line
from crmcli.policy.fields import CardDefinition
from crmcli.transfer.headers import ColumnMatch, may_stand_several_times, people_header, written_headers

MOST_PATHS = 3
_KEEPS_MORE = ("email",)  # of several columns the first address is the card's, the others are kept beside it
_FOR_THE_SHELL = frozenset(" '\"`$\\|&;<>()[]{}*?!#~")


def named_target(card: CardDefinition, header: str, index: int, target: str) -> ColumnMatch | None:
    """The column as a field of the playbook, or a part of one of its lists by its path. Raises UsageRefused."""
    if target in written_headers():  # the very key of a column of the card
        return None
    try:
        meant = named_field(card, target)
    except ValueRefused as refusal:
        raise UsageRefused("{refusal}", refusal=refusal) from refusal
    return None if meant is None else _match(meant, header, index)


def sole_target(card: CardDefinition, header: str, index: int, target: str) -> ColumnMatch | None:
    """The column as one of a list, where nothing else is called so."""
    meant = sole_column(card, target)
    return None if meant is None else _match(meant, header, index)


def is_of_playbook(card: CardDefinition, name: str) -> bool:
    """Whether what stands under that name in a file is a value of a field of the playbook in force."""
    meant = _takes_values(card, name)
    return meant is not None and not meant.field.retired and not meant.leaf.retired


def path_of(meant: Meant) -> str:
    """How a field is called in a file: a column of a list is that of its first record, unless another is named."""
    if meant.column is None:
        return meant.label
    return Meant(meant.field, meant.record if isinstance(meant.record, int) else 0, meant.column).label


def _match(meant: Meant, header: str, index: int) -> ColumnMatch | None:
    field = meant.field
    if field.retired or meant.leaf.retired:
        return None
    if field.card_column is not None:
        return ColumnMatch(header, index, field.card_column)
    if field.computed_from is not None:
        raise UsageRefused(
            _("{field} is not typed: {origin}."), field=field.title, origin=origin(field.computed_from)
        )
    if meant.leaf.type == "records":
        raise UsageRefused(
            _("{field} is a list; name one of its columns: {field}.COLUMN."), field=field.title
        )
    return ColumnMatch(header, index, None, own=path_of(meant), is_of_playbook=True)


def refuse_same_target(matches: Sequence[ColumnMatch], card: CardDefinition) -> None:
    """Raise RuleRefused where two columns would fill the same place of a card: one value would be lost."""
    first: dict[tuple[str, int], ColumnMatch] = {}
    for match in matches:
        if match.left_out or match.field in _KEEPS_MORE or may_stand_several_times(match.field or ""):
            continue
        other = first.setdefault(_place(match, card), match)
        if other is not match:
            raise RuleRefused(
                _(
                    "{first} and {second} are both {field}, and a card has one value of it;"
                    " leave one out: --map {option}"
                ),
                first=other.header,
                second=match.header,
                option=_quoted(f"{match.header}=-"),
                field=people_header(match.field, language()) if match.field else _called(match, card),
            )


def _quoted(words: str) -> str:
    """As a shell takes it; most of it reads better without quotes."""
    return shlex.quote(words) if not words.isprintable() or set(words) & _FOR_THE_SHELL else words


def _place(match: ColumnMatch, card: CardDefinition) -> tuple[str, int]:
    if match.field is not None:
        return f"column {match.field}", 0
    meant = _takes_values(card, match.own_name)
    if meant is None:
        name = clean_line(match.own_name[:FIELD_NAME_LIMIT], FIELD_NAME_LIMIT).text
        return f"value {name}", 0
    # A text of one's own that is called like the key of a field would be stored in its place.
    return f"value {meant.leaf.key}", meant.record if isinstance(meant.record, int) else 0


def _called(match: ColumnMatch, card: CardDefinition) -> str:
    meant = _takes_values(card, match.own_name)
    return path_of(meant) if meant is not None else match.own_name


def _takes_values(card: CardDefinition, name: str) -> Meant | None:
    try:
        meant = meant_in_file(card, name)
    except ValueRefused:
        return None
    if meant is None or meant.field.card_column or meant.field.computed_from or meant.leaf.type == "records":
        return None
    return meant


def near_lists(unknown: Iterable[ColumnMatch], card: CardDefinition) -> Iterator[str]:
    """What to say of columns that become fields of one's own, though a list of the playbook may be meant."""
    for match in unknown:
        name = match.own_name
        columns = [
            one for one in columns_called(card, name) if not one.field.retired and not one.leaf.retired
        ]
        near = None if columns else nearest_list(card, name)
        if columns:
            options = [f"--map {_quoted(f'{match.header}={path_of(one)}')}" for one in columns]
            yield _("{column} is kept as a field of your own; to have it in a list: {options}").format(
                column=match.header, options=_(", ").join(options[:MOST_PATHS])
            )
        elif near is not None:
            yield _(
                "{column} is no list of the playbook and is kept as a field of your own; did you mean {near}?"
            ).format(column=match.header, near=near)
