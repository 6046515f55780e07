"""`crm team staff` in words: what was typed, read and checked, and who there is."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

from crmcli.kit.cli.counts import parse_count
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import RuleRefused, UsageRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_line
from crmcli.staff.desk import Desk, desk
from crmcli.staff.listing import member_record
from crmcli.staff.queries import staff_rows
from crmcli.staff.roles import parse_role
from crmcli.staff.rules import STAFF_NAME_LIMIT, check_may_manage, parse_staff_name
from crmcli.staff.service import (
    add_staff,
    change_staff,
    check_manager_stays,
    has_manager,
    require_staff,
    require_working,
    staff_named,
)


class TypedMember(NamedTuple):
    """What the options say; None where they say nothing, empty where it is to go."""

    name: str | None
    role: str | None
    branch: str | None
    territory: str | None
    supervisor: str | None
    capacity: str | None


def add_member(run: Invocation, typed_name: str, typed: TypedMember) -> Text:
    """Add a person. Raises RuleRefused where the name is taken, ApprovalNeeded where only a manager may."""
    clean, facts = parse_staff_name(typed_name), _facts(typed)
    with desk(run, "team staff add") as at:
        check_manages(at)
        if staff_named(at.writing, clean):
            raise RuleRefused(_("{name} is on the staff already."), name=clean)
        add_staff(at.writing, clean, **facts, **_supervisor(at, typed))
        _roles_changed(at, facts)
    return Text(clean, {"name": clean})


def edit_member(run: Invocation, typed_name: str, typed: TypedMember) -> Record:
    """Change what is known of a person; the record as it is now."""
    facts = _facts(typed)
    if all(value is None for value in typed):
        raise UsageRefused(_("Say what to change: crm team staff edit NAME --role supervisor …"))
    with desk(run, "team staff edit") as at:
        check_manages(at)
        member = require_staff(at.writing, typed_name)
        if at.policy.team.together and facts.get("role", "manager") != "manager":
            check_manager_stays(at.writing, member)
        changed = change_staff(at.writing, member, {**facts, **_supervisor(at, typed)})
        _roles_changed(at, facts)
        name = member.name
        row = next(row for row in staff_rows(at.writing.reading()) if row[0] == name)
    if not changed:
        run.say(_("{name} is so already; nothing changed.").format(name=name))
    return member_record(row)


def check_manages(at: Desk) -> None:
    """In a team that has a manager, only a manager changes the staff and its rules. Raises ApprovalNeeded."""
    check_may_manage(at.policy.team.together, has_manager(at.writing), at.me.role)


def _roles_changed(at: Desk, facts: Mapping[str, Any]) -> None:
    """Whoever has another role may have to say yes, or no more. Requests lie above, and are known by name."""
    if "role" in facts:
        import_module("crmcli.approval.service").approvers_anew(at)


def _facts(typed: TypedMember) -> dict[str, Any]:
    """The columns of what was typed, the supervisor left aside."""
    facts: dict[str, Any] = {}
    if typed.name is not None:
        facts["name"] = parse_staff_name(typed.name)
    if typed.role is not None:
        facts["role"] = parse_role(typed.role)
    for column in ("branch", "territory"):
        value = getattr(typed, column)
        if value is not None:
            facts[column] = clean_line(value, STAFF_NAME_LIMIT).text or None
    if typed.capacity is not None:
        facts["capacity_a_day"] = (
            parse_count(typed.capacity, "--capacity", least=1) if typed.capacity else None
        )
    return facts


def _supervisor(at: Desk, typed: TypedMember) -> Mapping[str, Any]:
    if typed.supervisor is None:
        return {}
    if not typed.supervisor:
        return {"supervisor_id": None}
    return {"supervisor_id": require_working(at.writing, typed.supervisor, at.today).id}
