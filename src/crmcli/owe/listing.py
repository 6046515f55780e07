"""Which items a list was asked for, and what recurs."""

from collections.abc import Sequence
from typing import NamedTuple

from crmcli.customer.fields import customer_fields
from crmcli.customer.rules import parse_line
from crmcli.customer.selection import one_customer
from crmcli.customer.vocabulary import stored_word
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.formats import Listing
from crmcli.kit.where import compile_where
from crmcli.owe.queries import Wanted, mark_rows, owed_rows, told_items
from crmcli.owe.recurring import groups_of
from crmcli.owe.rules import OPEN_STATES, STATES
from crmcli.owe.showing import average_words, mark_listing, owed_listing, recurring_listing
from crmcli.owe.typed import typed_day
from crmcli.policy.queries import policy_in_force
from crmcli.staff.queries import owner_asked


class TypedList(NamedTuple):
    """A list as typed on the command line."""

    customer: str | None
    kinds: Sequence[str]
    states: Sequence[str]
    late: bool
    by_customer: bool
    owner: str | None
    department: str | None
    topic: str | None
    where: str | None
    limit: int | None


def typed_listing(run: Invocation, typed: TypedList) -> Listing:
    """The items that are asked for: open ones, of one customer all."""
    kinds = [stored_word("owed_kind", word) for word in _words(typed.kinds)]
    states = _states(typed)
    with run.reading() as book:
        compiled = (
            compile_where(typed.where, customer_fields(book, run.today), run.today) if typed.where else None
        )
        wanted = Wanted(
            one_customer(run, book, typed.customer).customer_id if typed.customer else None,
            kinds,
            states,
            owner_asked(run, book, typed.owner),
            parse_line(typed.topic) if typed.topic else None,
            parse_line(typed.department) if typed.department else None,
            typed.by_customer,
            run.today.isoformat() if typed.late else None,
            (compiled.sql, compiled.parameters) if compiled else None,
            typed.limit,
        )
        rows = owed_rows(book, wanted)
    return owed_listing(rows, run.today, several_states=len(states) > len(OPEN_STATES))


def _words(typed: Sequence[str]) -> list[str]:
    return [word.strip() for one in typed for word in one.replace("，", ",").split(",")]


def _states(typed: TypedList) -> list[str]:
    words = _words(typed.states)
    if any(word.lower() in ("all", "全部") for word in words) or (not words and typed.customer):
        return list(STATES)
    return [stored_word("owed_state", word) for word in words] or list(OPEN_STATES)


def recurring_typed(run: Invocation, kind: str, since: str | None, least: int) -> Listing:
    """What came up so often, the most frequent first."""
    word, first = stored_word("owed_kind", kind), typed_day(run, since, "past")
    with run.reading() as book:
        items = told_items(book, [word], first.isoformat() if first else None)
    groups = [group for group in groups_of(items) if len(group.items) >= least]
    groups.sort(key=lambda group: (-len(group.items), group.items[0].opened_on, group.items[0].ref))
    return recurring_listing(groups)


def marks_typed(
    run: Invocation, typed: str | None, survey: str | None, since: str | None, *, low: bool
) -> Listing:
    """The marks that are asked for; their average is said."""
    first = typed_day(run, since, "past")
    with run.reading() as book:
        low_mark = policy_in_force(book).promises.low_mark
        rows = mark_rows(
            book,
            customer_id=one_customer(run, book, typed).customer_id if typed else None,
            survey=parse_line(survey) if survey else None,
            since=first.isoformat() if first else None,
            most=low_mark if low else None,
        )
    words = average_words(rows)
    if words:
        run.say(words)
    return mark_listing(rows, low_mark)
