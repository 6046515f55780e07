"""Days and channels as typed."""

from datetime import date

from crmcli.customer.vocabulary import stored_word
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import Direction, describe_date, parse_date
from crmcli.kit.i18n import _


def typed_day(run: Invocation, typed: str | None, direction: Direction) -> date | None:
    """The day that was meant, said with its weekday."""
    if typed is None:
        return None
    day = parse_date(typed, run.today, direction)
    run.say(_("{typed}: {day}.").format(typed=typed.strip()[:40], day=describe_date(day)))
    return day


def typed_channel(typed: str | None) -> str | None:
    """By which kind of contact somebody was told."""
    return stored_word("contact_kind", typed) if typed else None
