"""What may need a yes. What carries it out lies above and is known by name: nothing above is imported here."""

from __future__ import annotations

from typing import NamedTuple

from crmcli.kit.i18n import N_

# What the program notes on a request that is taken back: another one of the same person has replaced it; the card was
# put away, or joined with another; whoever it is about only scouts us.
ASKED_ANEW, ARCHIVED, MERGED, SCOUT = "asked_anew", "archived", "merged", "scout"


class ApprovalKind(NamedTuple):
    """One kind: its words, and who carries it out.

    `carry_out` ("module:function") is given the desk, the customer's id and what was asked; `facts` the same book and
    the customer's id, and gives what must not have moved since. A refused request is told to `give_back`, one that was
    withdrawn to `take_back`, where there is one.
    """

    title: str
    facts: str
    carry_out: str
    give_back: str = ""
    take_back: str = ""


KINDS = {
    "grade_fall": ApprovalKind(
        N_("Fall of a grade"), "crmcli.grade.falls:facts_of_fall", "crmcli.grade.falls:carry_out_fall"
    ),
    "new_card": ApprovalKind(
        N_("New card"),
        "crmcli.filing.service:facts_of_card",
        "crmcli.filing.service:file_card",
        "crmcli.filing.service:give_back",
        "crmcli.filing.service:take_back",
    ),
    "new_cards": ApprovalKind(
        N_("New cards"), "crmcli.filing.service:facts_of_cards", "crmcli.filing.service:file_cards"
    ),
}
