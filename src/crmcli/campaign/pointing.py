"""Which campaign and which of its customers are meant."""

import difflib
import sqlite3

from crmcli.campaign.queries import Head, campaign_names, campaigns_called
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import choose
from crmcli.kit.errors import Ambiguous, NotFound, ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_line

NAME_LIMIT = 100


def parse_campaign_name(typed: str) -> str:
    """A name for a campaign, clean. Raises ValueRefused where nothing is left of it."""
    name = clean_line(typed, NAME_LIMIT).text
    if not name:
        raise ValueRefused(_("A name is missing."))
    return name


def one_campaign(run: Invocation, book: sqlite3.Connection, typed: str) -> Head:
    """The campaign that is meant, by its name or a part of it. Raises NotFound, Ambiguous."""
    words = clean_line(typed, 300).text
    found = campaigns_called(book, words)
    if len(found) == 1:
        return found[0]
    if not found:
        names = campaign_names(book)
        near = difflib.get_close_matches(words, names, n=3, cutoff=0.3) or names[:3]
        if not near:
            raise NotFound(_("There is no campaign yet; crm team campaign new NAME begins one."))
        raise NotFound(
            _("There is no campaign {typed}. Nearest: {near}."), typed=words[:60], near=", ".join(near)
        )
    lines = [f"{one.name}  {one.from_on} - {one.to_on}" for one in found]
    if run.interactive:
        index = choose(_("Which of these"), lines)
        if index is not None:
            return found[index]
    raise Ambiguous(_("{typed} may be any of these campaigns; say the whole name:"), lines, typed=words)
