"""`crm archive` and `crm card clean --archive`: cards put away, and what leaves the lists together with them."""

import sqlite3
from collections.abc import Sequence

from crmcli.customer.bulk import change_several
from crmcli.customer.queries import Match
from crmcli.customer.selection import several_customers
from crmcli.customer.service import archive
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _

_MOST_NAMED = 5
_OWED = (
    "select ref from owed_list where customer_id = ? and state in ('open', 'answered', 'told') order by ref"
)
_ASKED = "select id from approval where customer_id = ? and state = 'pending' order by id"


def put_away(run: Invocation, typed: str | None, where: str | None, *, back: bool) -> Record | Text:
    """Put customers away, or bring them back."""
    with run.reading() as book:
        matches, bulk = several_customers(run, book, typed, where)
        if not back:
            say_what_goes_along(run, book, matches)
    if back:
        return change_several(run, "archive", matches, bulk, lambda at, one: archive(at, one, None))
    return put_these_away(run, "archive", matches, bulk)


def put_these_away(run: Invocation, command: str, matches: Sequence[Match], bulk: bool) -> Record | Text:
    """Put away whom a command has found; several after a preview."""
    return change_several(run, command, matches, bulk, lambda at, one: archive(at, one, at.today))


def say_what_goes_along(run: Invocation, book: sqlite3.Connection, matches: Sequence[Match]) -> None:
    """Name what is still owed to these customers, and what waits for a yes: said before anybody agrees to it."""
    for query, sentence in (
        (
            _OWED,
            _("Still owed to {name}: {what}; not listed while put away (crm archive {code} --back)"),
        ),
        (_ASKED, _("Waits for a yes about {name}: approval {what}; putting the card away withdraws it.")),
    ):
        told = [
            (match, [str(one) for (one,) in book.execute(query, (match.customer_id,))]) for match in matches
        ]
        having = [(match, found) for match, found in told if found and not match.archived_on]
        for match, found in having[:_MOST_NAMED]:
            run.warn(sentence.format(name=match.name, code=match.code, what=", ".join(found)))
        if len(having) > _MOST_NAMED:
            run.warn(_("… and {count} more").format(count=len(having) - _MOST_NAMED))
