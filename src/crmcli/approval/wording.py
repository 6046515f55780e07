"""What is asked for, in words."""

from collections.abc import Mapping

from crmcli.approval.kinds import KINDS
from crmcli.kit.i18n import _


def asked_words(kind: str, asked: Mapping[str, object]) -> str:
    """One request in the language in force."""
    if kind == "grade_fall":
        return _("grade {before} > {after}").format(before=asked["from"], after=asked["to"] or "-")
    if kind == "new_card":
        return _("file a new card")
    return _(KINDS[kind].title)
