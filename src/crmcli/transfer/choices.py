"""What somebody says a column is: `列名=field`, `列名=custom:名称`, `列名=-` for leaving it out.

Stored and typed choices are the same words: the English key of a field or a header that people write, `custom:` and
a name for a field of one's own, `-` for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crmcli.customer.rules import FIELD_NAME_LIMIT
from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _, language
from crmcli.kit.text import clean_line
from crmcli.kit.where.fields import nearest
from crmcli.policy.fields import CardDefinition
from crmcli.transfer.field_cells import NO_FIELDS
from crmcli.transfer.headers import (
    ColumnMatch,
    fold_header,
    match_header,
    may_stand_several_times,
    own_field_name,
    people_header,
    unit_of_header,
    written_headers,
)
from crmcli.transfer.targets import is_of_playbook, named_target, sole_target

OWN = "custom:"
LEFT_OUT = "-"
LEFT_OUT_WORDS = ("", "-", "—", "－")
QUOTES = ('"', "'", "“", "”", "「", "」", "‘", "’")
LONGEST_SHOWN = 40


def match_of(header: str, index: int, target: str, card: CardDefinition = NO_FIELDS) -> ColumnMatch:
    """The column as chosen, by the names of the card and those of the playbook.

    Raises UsageRefused, with the nearest field, where the target is none.
    """
    typed = target.strip()
    if typed in LEFT_OUT_WORDS:
        return ColumnMatch(header, index, None, left_out=True)
    own = _own_name(typed, header)
    if own is not None:
        return ColumnMatch(header, index, None, own=own, is_of_playbook=is_of_playbook(card, own))
    if (named := named_target(card, header, index, typed)) is not None:
        return named
    found = match_header(typed, index)
    if found.field is None or found.field not in written_headers():
        if (alone := sole_target(card, header, index, typed)) is not None:
            return alone
        raise unknown_field(typed, card)
    if found.field != "amount_fen" or found.unit == "fen":
        return ColumnMatch(header, index, found.field, found.unit)
    unit, scale = (found.unit, found.scale) if found.unit else unit_of_header(header)
    return ColumnMatch(header, index, found.field, unit, scale)


def unknown_field(typed: str, card: CardDefinition = NO_FIELDS) -> UsageRefused:
    """The refusal of a field that there is not."""
    words = [
        *written_headers(),
        *(word for fields in written_headers().values() for words in fields.values() for word in words),
        *(name for field in card.fields() if not field.retired for name in field.names()),
    ]
    similar = nearest(typed, words)
    example = f"{OWN}{typed[:LONGEST_SHOWN]}"
    if similar:
        return UsageRefused(
            _("There is no field {typed}; did you mean {nearest}? A field of your own is {example}."),
            typed=typed[:LONGEST_SHOWN],
            nearest=similar,
            example=example,
        )
    return UsageRefused(
        _("There is no field {typed}. A field of your own is {example}; fields are: {fields}."),
        typed=typed[:LONGEST_SHOWN],
        example=example,
        fields=", ".join(people_header(field, language()) for field in list(written_headers())[:12]),
    )


def word_of(match: ColumnMatch) -> str:
    """The words that choose the same again."""
    if match.left_out:
        return LEFT_OUT
    if match.field is None:
        return OWN + match.own_name
    if match.field == "amount_fen" and match.unit != "fen":
        return {1: "预计金额（元）", 1000: "预计金额（千元）", 10_000: "预计金额（万元）"}.get(
            match.scale, "预计金额（元）"
        )
    return match.field


def named_headers(words: str) -> frozenset[str]:
    """What the header in `列名=field` may be, folded: it may have an = in it."""
    folded = (fold_header(words[:place]) for place, letter in enumerate(words) if letter == "=")
    return frozenset(folded) - {""}


def typed_choices(
    headers: Sequence[str], typed: Sequence[str], card: CardDefinition = NO_FIELDS, *, in_row: bool = False
) -> dict[int, ColumnMatch]:
    """The columns named by `列名=field`, by their places. Raises UsageRefused for a column or field there is not.

    Headers `in_row` of a sheet may have been looked for in the wrong one; the refusal says how to name it.
    """
    chosen: dict[int, ColumnMatch] = {}
    for words in typed:
        split = _split(headers, words)
        if split is None:
            raise _no_column(words.partition("=")[0].strip(), headers, in_row=in_row)
        index, target = split
        chosen[index] = match_of(headers[index], index, target, card)
    refuse_doubles(chosen)
    return chosen


def refuse_doubles(chosen: Mapping[int, ColumnMatch]) -> None:
    """Raise UsageRefused where two columns are chosen for a field that stands once."""
    first: dict[str, str] = {}
    for match in chosen.values():
        if match.field is None or may_stand_several_times(match.field):
            continue
        if match.field in first:
            raise UsageRefused(
                _("{first} and {second} cannot both be {field}; choose one of them."),
                first=first[match.field],
                second=match.header,
                field=people_header(match.field, language()),
            )
        first[match.field] = match.header


def _split(headers: Sequence[str], words: str) -> tuple[int, str] | None:
    """Where the column is and what it becomes; a header may have an = in it. None where there is no such column."""
    by_fold = {fold_header(header): place for place, header in reversed(list(enumerate(headers)))}
    places = [place for place, letter in enumerate(words) if letter == "="]
    if not places:
        raise UsageRefused(
            _("--map takes COLUMN=FIELD, for example --map 联系手机=mobile; {typed} has no =."),
            typed=words[:LONGEST_SHOWN],
        )
    for place in places:
        name = words[:place].strip()
        if name in headers:
            return list(headers).index(name), words[place + 1 :]
        if fold_header(name) and fold_header(name) in by_fold:
            return by_fold[fold_header(name)], words[place + 1 :]
    return None


def _no_column(typed: str, headers: Sequence[str], *, in_row: bool) -> UsageRefused:
    name = typed[:LONGEST_SHOWN]
    similar = nearest(name, headers)
    sentence = (
        _("The file has no column {typed}; did you mean {nearest}?")
        if similar
        else _("The file has no column {typed}; there are: {headers}.")
    )
    if in_row:
        sentence += _(" If the headers stand in another row, --header-row N says in which.")
    return UsageRefused(sentence, typed=name, nearest=similar, headers=", ".join(headers[:20]))


def _own_name(typed: str, header: str) -> str | None:
    """The name of a field of the user's own, None where another is meant; without a name it is the header."""
    if typed.casefold().startswith(OWN):
        name = typed[len(OWN) :].strip() or header
    elif len(typed) > 2 and typed[0] in QUOTES and typed[-1] in QUOTES:
        name = typed[1:-1].strip()
    else:
        name = own_field_name(typed)
    return clean_line(name[:FIELD_NAME_LIMIT], FIELD_NAME_LIMIT).text if name else None
