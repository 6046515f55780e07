"""Which greeting is open, and what is said (docs/rules.md#greetings)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.kit.i18n import _

MOST_DAYS_LATE = 15


class Occasion(NamedTuple):
    """A day on which a customer is greeted: a festival, or the birthday of `person` (None: the customer's own)."""

    customer_id: int
    occasion: str
    on_date: date
    person: str | None = None


class Given(NamedTuple):
    """A greeting that was given; a contact whose purpose was one names no occasion."""

    customer_id: int
    occasion: str | None
    occasion_on: date | None
    person: str | None
    greeted_on: date


def is_open(occasion: Occasion, given: Iterable[Given], lead_days: int) -> bool:
    """Whether nobody has greeted for this day yet; a contact counts for the days up to `lead_days` after it."""
    for one in given:
        if one.occasion is None:
            if one.greeted_on <= occasion.on_date <= one.greeted_on + timedelta(days=lead_days):
                return False
        elif (one.occasion, one.occasion_on, one.person) == (
            occasion.occasion,
            occasion.on_date,
            occasion.person,
        ):
            return False
    return True


def chosen_occasions(
    occasions: Sequence[Occasion], open_ones: Sequence[Occasion], today: date, lead_days: int, name: str
) -> list[Occasion]:
    """What a greeting today is for: everything open of the nearest day, in its time or a little late.

    `occasions` are all of one kind where one was asked for. Raises NotFound where there is none, RuleRefused where it
    was given already.
    """
    first, last = today - timedelta(days=MOST_DAYS_LATE), today + timedelta(days=max(lead_days, 1))
    near = [one for one in open_ones if first <= one.on_date <= last]
    coming = [one for one in near if one.on_date >= today]
    if near:
        day = min(one.on_date for one in coming) if coming else max(one.on_date for one in near)
        return [one for one in near if one.on_date == day]
    done = [one for one in occasions if first <= one.on_date <= last and one not in open_ones]
    if done:
        raise RuleRefused(_("{name} was greeted for {day} already."), name=name, day=done[0].on_date)
    later = min((one.on_date for one in open_ones if one.on_date > today), default=None)
    if later is not None:
        raise NotFound(
            _("There is nothing to greet {name} for now; the next is {day}."), name=name, day=later
        )
    raise NotFound(
        _(
            "There is nothing to greet {name} for: no birthday and no festival that is greeted"
            " (crm config says whose are)."
        ),
        name=name,
    )
