"""Every field of the card that a person may type: one parser each, for add, edit and import alike."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from crmcli.customer.birthday import parse_birthday
from crmcli.customer.rules import parse_line, parse_name
from crmcli.customer.sources import source_meant
from crmcli.customer.vocabulary import stored_word
from crmcli.kit.dates import parse_date
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.identity import parse_credit_code, parse_id_number
from crmcli.kit.money import parse_money
from crmcli.policy.fields import SourceDefinition


class Typing(NamedTuple):
    """What a parser may need to know besides the words."""

    today: date
    sources: Sequence[SourceDefinition] = ()


Parser = Callable[[str, Typing], object]


def _word(vocabulary: str) -> Parser:
    return lambda typed, _typing: stored_word(vocabulary, typed)


def _open_status(typed: str, _typing: Typing) -> str:
    """Potential or negotiating; how a deal ended is more than a word on the card."""
    status = stored_word("status", typed)
    if status in ("won", "lost"):
        raise ValueRefused(
            _("A deal is closed with: crm deal CUSTOMER {outcome}, which sets the rhythm too."),
            outcome=status,
        )
    return status


def _line(typed: str, _typing: Typing) -> str | None:
    return parse_line(typed)


def _source(typed: str, typing: Typing) -> str | None:
    return source_meant(typing.sources, parse_line(typed) or "") or None


def _close_date(typed: str, typing: Typing) -> date:
    return parse_date(typed, typing.today, "future")


def _past_date(typed: str, typing: Typing) -> date:
    day = parse_date(typed, typing.today, "past")
    if day > typing.today:
        raise ValueRefused(_("{day} is still to come; nobody was met then."), day=day)
    return day


def parse_email(typed: str) -> str:
    """A mail address. Raises ValueRefused."""
    address = (parse_line(typed) or "").replace("＠", "@")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
        raise ValueRefused(
            _("{typed} is not a mail address; type one such as wang@example.com."), typed=typed[:60]
        )
    return address


# The columns of the card that are typed as they are; grade, owner, phones and people have rules of their own.
PARSERS: dict[str, Parser] = {
    "name": lambda typed, _typing: parse_name(typed),
    "kind": _word("kind"),
    "need": _word("need"),
    "importance_set": _word("importance"),
    "status": _open_status,
    "expected_close_on": _close_date,
    "amount_fen": lambda typed, _typing: parse_money(typed),
    "source": _source,
    "region": _line,
    "industry": _line,
    "address": _line,
    "email": lambda typed, _typing: parse_email(typed),
    "wechat": _line,
    "birthday": lambda typed, typing: parse_birthday(typed, False, typing.today).text,
    "id_number": lambda typed, _typing: parse_id_number(typed),
    "licence_number": lambda typed, _typing: parse_credit_code(typed),
    "preferred_channel": _word("contact_kind"),
    "preferred_time": _line,
    "met_on": _past_date,
    "met_place": _line,
    "met_occasion": _line,
    "tier": _word("tier"),
    "strategic_value": _line,
    "standing": _line,
}
NEVER_EMPTY = ("name", "kind", "status")
FIELD_TO_COLUMN = {"importance": "importance_set"}


def parse_field(column: str, typed: str, typing: Typing) -> object:
    """The value of a card column; None where it is typed empty. Raises ValueRefused."""
    if not typed.strip():
        if column in NEVER_EMPTY:
            raise ValueRefused(_("{field} cannot be empty."), field=column)
        return None
    return PARSERS[column](typed, typing)
