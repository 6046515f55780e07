"""Files that were handed in, given back as they came."""

import sqlite3
from collections.abc import Sequence

from crmcli.checklist.pointing import meant
from crmcli.checklist.queries import Application
from crmcli.checklist.selection import chosen, one_checklist
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import NotFound
from crmcli.kit.i18n import _
from crmcli.kit.keeping import hand_out


def give_back(
    run: Invocation, who: str, items: Sequence[str], wanted: str | None, party: str | None, output: str | None
) -> Text | None:
    """Write a kept file where it is wanted. Raises NotFound, Ambiguous; never replaces a file it was not told to."""
    with run.reading() as book:
        one = one_checklist(run, book, who, wanted, closed=True)
        files = _files(run, book, one, items, party)
    lines = [f"{name}  {item}  {received_on}" for _digest, name, item, received_on in files]
    if not files:
        raise NotFound(_("No file is kept of that."))
    sentence = _("{typed} has several files; say which item:")
    digest, name, *_rest = files[0 if len(files) == 1 else chosen(run, sentence, one.head.name, lines)]
    return hand_out(run, digest, name, output)


def _files(
    run: Invocation, book: sqlite3.Connection, one: Application, items: Sequence[str], party: str | None
) -> list[tuple[str, str, str, str]]:
    """The kept files of the items that are meant, the newest first, each once."""
    wanted = None
    if items or party:
        words = items or [str(line.item.number) for line in one.standing.lines]
        found = [each for word in words for each in meant(run, one, word, party, of_all=True)]
        wanted = {receipt.id for each in found for part in each.parts for receipt in part.receipts}
    rows = book.execute(
        "select f.digest, coalesce(r.file_name, f.name), r.item, r.received_on, r.id from checklist_receipt r"
        " join checklist_file f on f.id = r.file_id where r.checklist_id = ? order by r.id desc",
        (one.head.id,),
    )
    files = {
        digest: (digest, name, item, received_on)
        for digest, name, item, received_on, receipt_id in rows
        if wanted is None or receipt_id in wanted
    }
    return list(files.values())
