"""Which item a command means: by its reference, or by the customer who has one that may take the step."""

import sqlite3
from collections.abc import Sequence

from crmcli.customer.selection import one_customer
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import Ambiguous, NotFound
from crmcli.kit.i18n import _
from crmcli.kit.shown import cut
from crmcli.owe.queries import Known, known_by_ref, ref_number, running_of

_LINE_COLUMNS = 60


def one_owed(run: Invocation, book: sqlite3.Connection, typed: str, states: Sequence[str] = ()) -> Known:
    """The item that is meant; of a customer's those in `states` (all that run, where there are none of these).

    Raises NotFound, Ambiguous with the items it may be.
    """
    number = ref_number(typed)
    if number is not None:
        found = known_by_ref(book, number)
        if found is None:
            raise NotFound(
                _("There is nothing owed with the reference {typed}; crm owe list shows what there is."),
                typed=typed.strip()[:40],
            )
        return found
    customer = one_customer(run, book, typed)
    running = running_of(book, customer.customer_id)
    fitting = [one for one in running if one.state in states] or running
    if not fitting:
        raise NotFound(_("Nothing is owed to {name}, and nothing by them."), name=customer.name)
    return fitting[0] if len(fitting) == 1 else _chosen(run, customer.name, fitting)


def _chosen(run: Invocation, name: str, items: Sequence[Known]) -> Known:
    lines = [f"{one.ref}  {cut(' '.join(one.text.split()), _LINE_COLUMNS)}" for one in items]
    if run.interactive:
        from crmcli.kit.cli.prompts import choose

        index = choose(_("Which one"), lines)
        if index is not None:
            return items[index]
    raise Ambiguous(_("There are several of {name}; say the reference:"), lines, name=name)
