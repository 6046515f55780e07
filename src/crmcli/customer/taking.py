"""Documents of ours taken back into the book: all of them or none, and the same one twice changes nothing."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from crmcli.customer.queries import customers_by_code
from crmcli.customer.rules import LINE_LIMIT, NAME_LIMIT
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import confirm
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import RuleRefused, ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_line, fold
from crmcli.staff.desk import Desk, desk
from crmcli.staff.service import ensure_staff


class Sorted(NamedTuple):
    """What a file holds, compared with the book: to be taken, there already, different there, refused with reasons."""

    new: list[Any]
    same: list[str]
    different: list[str]
    refused: list[str]


class Telling(NamedTuple):
    """The sentences for one kind of document; `key` stands for it in JSON, `called` names one by its place."""

    key: str
    differ: str
    refused: str
    question: str
    counts: str
    called: str


class Compared(NamedTuple):
    """A document as the book would take it, its name, and whether what the book has is the same; None: nothing."""

    document: Any
    name: str
    is_same: bool | None


def sort_documents(
    found: Sequence[object], telling: Telling, compare: Callable[[object], Compared]
) -> Sorted:
    """What of a file is new, there already, different there; what `compare` refuses is named by its place."""
    result = Sorted([], [], [], [])
    for place, raw in enumerate(found, start=1):
        try:
            one = compare(raw)
        except ValueRefused as refusal:
            result.refused.append(telling.called.format(place=place, why=refusal))
            continue
        if one.is_same is None:
            result.new.append(one.document)
        else:
            (result.same if one.is_same else result.different).append(one.name)
    return result


def take_sorted(
    run: Invocation, found: Sorted, telling: Telling, take: Callable[[Desk, Any], object], *, skip_bad: bool
) -> Text:
    """Take what is new. Raises RuleRefused where one cannot be taken, unless bad ones are skipped, and on a no."""
    for reason in found.refused:
        run.warn(reason)
    if found.different:
        run.say(telling.differ.format(names=", ".join(found.different)))
    if found.refused and not skip_bad:
        raise RuleRefused(telling.refused, count=len(found.refused))
    if found.new:
        if not confirm(telling.question.format(count=len(found.new))):
            raise RuleRefused(_("Nothing was changed."))
        with desk(run, "import") as at:
            for one in found.new:
                take(at, one)
    counts = {name: len(documents) for name, documents in found._asdict().items()}
    words = {
        "new": _("{count} new"),
        "same": _("{count} the same"),
        "different": _("{count} differ"),
        "refused": _("{count} refused"),
    }
    told = [words[name].format(count=count) for name, count in counts.items() if count]
    none = words["new"].format(count=0)
    return Text(telling.counts.format(counts=", ".join(told) or none), {telling.key: counts})


def staff_told(at: Desk, name: str) -> int:
    """Who is meant by a name in a file; somebody nobody knows joins the staff."""
    member = ensure_staff(at.writing, name)
    assert member.id is not None
    return member.id


def line_told(text: str | None) -> str | None:
    """A line of a file, clean; None where nothing is left."""
    return clean_line(text or "", LINE_LIMIT).text or None


def customer_told(book: sqlite3.Connection, code: str, name: str) -> int:
    """Who is meant by code and name together. Raises ValueRefused where the book has nobody like that."""
    exact = book.execute("select id, name_folded from customer where code = ?", (code,)).fetchall()
    rows = exact or [(one.customer_id, fold(one.name)) for one in customers_by_code(book, code)]
    found = [customer_id for customer_id, folded in rows if folded == fold(name)]
    if len(found) != 1:
        raise ValueRefused(
            _("There is no customer {name} with the code {code}; import the customers first."),
            name=clean_line(name, NAME_LIMIT).text,
            code=code[:40],
        )
    return int(found[0])
