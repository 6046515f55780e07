"""The staff taken back: who is missing is added, what nothing is known of is filled in, the rest is left and said."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crmcli.customer.taking import Compared, Telling, sort_documents, take_sorted
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import ApprovalNeeded, ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import fold
from crmcli.policy.queries import policy_in_force
from crmcli.staff.desk import Desk
from crmcli.staff.queries import staff_rows
from crmcli.staff.roles import role_words
from crmcli.staff.rules import check_may_manage, parse_staff_name
from crmcli.staff.service import add_staff, change_staff, ensure_staff, staff_named
from crmcli.staff.tables import ROLES
from crmcli.transfer import cells
from crmcli.transfer.nested import text_of
from crmcli.transfer.staff_files import KEYS

_NOTHING_SAID = {"role": ROLES[0]}  # what stands there as long as nobody said anything
MOST_CAPACITY_DIGITS = 4


class Member(NamedTuple):
    """One person as a file tells it; `facts` are those of KEYS that say something, but the name."""

    name: str
    facts: Mapping[str, Any]


def take_staff(run: Invocation, found: Sequence[object], *, skip_bad: bool) -> Text:
    """Take the staff of a file. Raises RuleRefused where somebody cannot be taken, unless bad ones are skipped."""
    telling = Telling(
        "staff_taken",
        _("These people are in the book and differ; they are left as they are: {names}."),
        _("People on the staff who cannot be taken: {count}. None was; --skip-bad takes the others."),
        _("People on the staff to take: {count}. Go ahead?"),
        _("staff: {counts}"),
        _("Staff {place}: {why}"),
    )
    with run.reading_or_empty() as book:
        known = {fold(row[0]): dict(zip(KEYS, row, strict=False)) for row in staff_rows(book)}
        may = _may_manage(run, book)
    there = sort_documents(found, telling, lambda raw: _compared(run, raw, known, may=may))
    if there.different and not may:
        run.warn(_("Only a manager may change the staff or the rules of the team."))
    return take_sorted(run, there, telling, _take, skip_bad=skip_bad)


def _compared(run: Invocation, raw: object, known: Mapping[str, Mapping[str, Any]], *, may: bool) -> Compared:
    """Raises ValueRefused where it is nobody."""
    member = _member(raw)
    stored = known.get(fold(member.name))
    lacking = _lacking(member, stored, run.actor_name)
    if lacking and may:
        _say(run, member.name, lacking, new=stored is None)
        return Compared(member, member.name, None)
    return Compared(member, member.name, not lacking and not _differs(member, stored or {}))


def _may_manage(run: Invocation, book: sqlite3.Connection) -> bool:
    """Whether whoever imports may say what others are in this team."""
    roles = book.execute("select name, role from staff where left_on is null").fetchall()
    mine = next((role for name, role in roles if fold(name) == fold(run.actor_name)), ROLES[0])
    managed = any(role == "manager" for _name, role in roles)
    try:
        check_may_manage(policy_in_force(book).team.together, managed, mine)
    except ApprovalNeeded:
        return False
    return True


def _say(run: Invocation, name: str, lacking: Mapping[str, Any], *, new: bool) -> None:
    """A role is never taken without a word."""
    if "role" in lacking and lacking["role"] != ROLES[0]:
        sentence = _("{name} is new as {role}.") if new else _("{name} becomes {role}.")
        run.say(sentence.format(name=name, role=role_words(lacking["role"])))


def _lacking(member: Member, stored: Mapping[str, Any] | None, actor: str) -> Mapping[str, Any]:
    """What the file says and the book says nothing of. That somebody left is no news while the person imports."""
    if stored is None:
        return {"name": member.name, **member.facts}
    return {
        key: value
        for key, value in member.facts.items()
        if stored[key] == _NOTHING_SAID.get(key)
        and value != stored[key]
        and not (key == "left_on" and fold(member.name) == fold(actor))
    }


def _differs(member: Member, stored: Mapping[str, Any]) -> bool:
    return any(str(stored.get(key)) != str(value) for key, value in member.facts.items())


def _member(raw: object) -> Member:
    if not isinstance(raw, Mapping):
        raise ValueRefused(_("a list of objects belongs here."))
    name = parse_staff_name(text_of(raw, "name"))
    role = text_of(raw, "role") or ROLES[0]
    if role not in ROLES:
        raise ValueRefused(
            _("There is no role {role}; there are: {roles}."), role=role[:50], roles=", ".join(ROLES)
        )
    capacity, left_on = text_of(raw, "capacity_a_day"), text_of(raw, "left_on")
    if capacity and not (capacity.isascii() and capacity.isdigit() and len(capacity) <= MOST_CAPACITY_DIGITS):
        raise ValueRefused(_("{typed} is no number of follow-ups a day."), typed=capacity[:40])
    facts = {
        "role": role,
        **{key: cells.read_staff(text_of(raw, key)) for key in ("branch", "territory", "supervisor")},
        "capacity_a_day": int(capacity) if capacity else None,
        "left_on": cells.read_date(left_on) if left_on else None,
    }
    return Member(name, {key: value for key, value in facts.items() if value is not None})


def _take(at: Desk, member: Member) -> None:
    stored = staff_named(at.writing, member.name)
    if stored is None:
        stored = add_staff(at.writing, member.name)
    supervisor = member.facts.get("supervisor")
    told = {key: value for key, value in member.facts.items() if key != "supervisor"}
    if supervisor is not None:
        told["supervisor_id"] = ensure_staff(at.writing, supervisor).id
    lacking = {key: value for key, value in told.items() if getattr(stored, key) == _NOTHING_SAID.get(key)}
    if stored.id == at.my_id:
        lacking.pop("left_on", None)
    change_staff(at.writing, stored, lacking)
