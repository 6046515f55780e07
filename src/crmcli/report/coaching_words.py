"""What the kinds of coaching are called: those that the source still has, and those that the playbook names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.kit.i18n import N_, _
from crmcli.report.rules import COACHING_KINDS

if TYPE_CHECKING:
    from crmcli.policy.report_policy import ReportPolicy

_KINDS = {
    1: N_("visited a key customer alone, and sold our products"),
    8: N_("helped to sell a new product"),
    9: N_("helped to win promotion activities"),
    10: N_("collected objections of township dealers for the standard talk"),
    11: N_("meeting with the salesperson"),
    12: N_("other"),
}
_POINTS = {
    1: N_("too few kinds of class-A products sold this month"),
    2: N_("which products were neglected this month"),
    3: N_("poor results this month"),
    4: N_("too few pieces ordered of each product: no large volume"),
    5: N_("too few customers, and too few of a good grade"),
    6: N_("questions after a lone visit to a key customer"),
    7: N_("questions after a lone visit to collect overdue money"),
    8: N_("played difficult roles"),
}


def kind_words(policy: ReportPolicy) -> dict[str, str]:
    """What each kind is called, by its number as text; of those that nobody has named, that the name is lost."""
    lost = {
        str(kind): _("{kind} (name lost)").format(kind=kind) for kind in COACHING_KINDS if kind not in _KINDS
    }
    named = {str(kind): policy.coaching_kind(kind) or lost[str(kind)] for kind in policy.coaching_kinds}
    return lost | {str(kind): _(words) for kind, words in _KINDS.items()} | named


def lost_words(policy: ReportPolicy, kind: int) -> str | None:
    """What to say of a kind that nobody has named; None of the others."""
    if kind in _KINDS or policy.coaching_kind(kind):
        return None
    return _("kind {kind}: the text has lost its name; the playbook may name it").format(kind=kind)


def point_words() -> dict[str, str]:
    """What each point of a meeting is called."""
    return {str(point): _(words) for point, words in _POINTS.items()}
