"""Falls of grades that a file brings: in a team they wait for a yes, as everywhere (docs/rules.md#falls)."""

from crmcli.approval.service import Wish, ask_for
from crmcli.grade.falls import needs_a_yes
from crmcli.kit.i18n import _
from crmcli.staff.desk import Desk
from crmcli.transfer.rules import Changes


def without_fall(desk: Desk, customer_id: int, grade: str | None, changes: Changes) -> Changes:
    """The changes, the grade left aside where somebody else has to confirm its fall; then that is asked for."""
    if changes.grade is None or not needs_a_yes(desk.policy, grade, changes.grade):
        return changes
    asked = {"from": grade, "to": changes.grade}
    if ask_for(desk, Wish("grade_fall", customer_id, asked, _("from an imported file"))) is None:
        return changes
    return changes._replace(grade=None)
