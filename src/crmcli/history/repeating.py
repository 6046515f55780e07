"""The answer to a command that was carried out before under its key."""

from crmcli.change.queries import entry_of
from crmcli.customer.showing import written_record
from crmcli.history.queries import customer_names, touched_by
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import RequestDone, RuleRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _


def answer_again(run: Invocation, done: RequestDone) -> Record | Text:
    """What the command printed: the customer it was about. Raises RuleRefused where the key is another command's."""
    if not done.same_words:
        raise RuleRefused(
            _("The key {key} has been used for another command; nothing was changed."), key=run.request_id
        )
    if done.entry_id is None:
        run.say(_("This was carried out before, and nothing had to change."))
        return Text("0", {"entry": None})
    with run.reading() as book:
        entry = entry_of(book, done.entry_id)
        names = customer_names(book, touched_by(book, entry.id))
    run.say(
        _("This was carried out before (entry {entry}, {at}); nothing was done again.").format(
            entry=entry.id, at=entry.at[:16].replace("T", " ")
        )
    )
    if len(names) == 1:
        ((customer_id, (code, _name)),) = names.items()
        return written_record(run, customer_id, code)
    return Text(str(entry.id), {"entry": entry.id})
