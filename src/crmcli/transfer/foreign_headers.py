"""Columns of a table of ours whose fields the playbook in force does not have: `房屋面积@property`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from crmcli.customer.rules import FIELD_NAME_LIMIT
from crmcli.field.naming import Meant, meant_field
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import CrmError, ValueRefused
from crmcli.kit.policy_files import own_files
from crmcli.kit.text import clean_line
from crmcli.policy.choosing import playbooks_folder
from crmcli.policy.fields import (
    ORIGIN,
    SEPARATOR,
    CardDefinition,
    FieldDefinition,
    base_key,
    field_from_row,
)
from crmcli.policy.schema import load_playbook, shipped_names
from crmcli.policy.sections import card_of
from crmcli.policy.tables import PolicyField
from crmcli.transfer.headers import own_field_name, recognise

_ORIGIN = re.compile("@([a-z][a-z0-9-]{0,59})(?:@[0-9]+)?")


def by_headers(run: Invocation, headers: Sequence[str], card: CardDefinition) -> Iterator[FieldDefinition]:
    """The definitions of columns of other playbooks that are here; what nobody knows is taken for sensitive.

    Of columns that name no playbook only what one that is here calls sensitive.
    """
    others: list[CardDefinition] | None = None
    names = [own_field_name(header) or header for header in headers]
    apart = {(_ORIGIN.sub("", one), origin) for one in names for origin in _ORIGIN.findall(one)}
    for header, name in zip(headers, names, strict=True):
        if _found(card, name) is not None or recognise([header])[0].field is not None:
            continue
        origins, plain = _ORIGIN.findall(name), _ORIGIN.sub("", name)
        if origins:  # a list may be of one playbook, and a column of it of another
            known = [part for origin in origins for part in _defined(_card_of(run, origin), plain)]
            if len(known) == 1:  # no list: what the file calls so without the playbook is something else
                (field,) = known
                known = [field._replace(also=(*field.also, clean_line(name, FIELD_NAME_LIMIT).text))]
            yield from known or [_unknown(name, plain, origins[-1])]
            continue
        others = _cards_here(run) if others is None else others
        found = ((other, _found(other, name)) for other in others)
        # A column of a list goes by its path: alone it may be called like any text of the user's own (备注).
        sensitive = (
            other
            for other, meant in found
            if meant is not None
            and meant.leaf.sensitive
            and (name, meant.leaf.playbook) not in apart
            and (meant.column is None or meant.record is not None)
        )
        yield from _defined(next(sensitive, None), name)


def masked_as_here(run: Invocation, told: Iterable[FieldDefinition]) -> Iterator[FieldDefinition]:
    """Definitions of a file: what a playbook that is here calls sensitive stays so, whatever the file says of it."""
    cards: dict[str, CardDefinition | None] = {}
    for one in told:
        if one.playbook not in cards:
            cards[one.playbook] = _card_of(run, one.playbook) if one.playbook else None
        card = cards[one.playbook]
        known = card.by_key.get(base_key(one.key)) if card else None
        yield one._replace(sensitive=True) if known is not None and known.sensitive else one


def _found(card: CardDefinition, name: str) -> Meant | None:
    try:
        return meant_field(card, name)
    except ValueRefused:
        return None


def _cards_here(run: Invocation) -> list[CardDefinition]:
    names = sorted({*shipped_names(), *own_files(playbooks_folder(run))})
    return [card for card in (_card_of(run, name) for name in names) if card is not None]


def _card_of(run: Invocation, name: str) -> CardDefinition | None:
    """The card of a playbook that is here and right, every field as one that is not in force."""
    try:
        card = card_of(load_playbook(name, playbooks_folder(run)))
    except CrmError:
        return None
    return CardDefinition((one._replace(retired=True) for one in card.by_key.values()), ())


def _defined(card: CardDefinition | None, name: str) -> list[FieldDefinition]:
    """The field of that name, with a list its columns."""
    meant = _found(card, name) if card else None
    if card is None or meant is None or meant.field.card_column or meant.field.computed_from:
        return []
    return [meant.field, *card.columns(meant.field)]


def _unknown(name: str, plain: str, origin: str) -> FieldDefinition:
    header, plain = (clean_line(one, FIELD_NAME_LIMIT).text for one in (name, plain))
    row = PolicyField(
        key=plain.replace(SEPARATOR, "_") + ORIGIN + origin,
        rank=0,
        group_key="",
        title_en=plain,
        title_zh=plain,
        also=header,
        type="text",
        verification="quarterly",
        sensitive=True,
        retired=True,
        playbook=origin,
    ).model_dump()
    return field_from_row(tuple(row[one] for one in FieldDefinition._fields))
