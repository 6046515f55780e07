"""Who may say yes, and in whose due list a request stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.approval.rules import Person, approver_for, check_may_decide, check_pending, moved_facts
from crmcli.kit.errors import ApprovalNeeded, RuleRefused

ROLES = ("salesperson", "supervisor", "manager")
people = st.lists(
    st.builds(
        Person,
        st.integers(1, 9),
        st.text("abc", min_size=1, max_size=2),
        st.sampled_from(ROLES),
        st.sampled_from([None, "east", "west"]),
        st.one_of(st.none(), st.integers(1, 9)),
    ),
    unique_by=lambda one: one.id,
    min_size=1,
)


def person(number: int, role: str, branch: str | None = None, supervisor: int | None = None) -> Person:
    return Person(number, f"p{number}", role, branch, supervisor)


ASKER = person(1, "salesperson", "east", supervisor=5)


@pytest.mark.parametrize(
    ("staff", "needed", "chosen"),
    [
        ([person(5, "supervisor"), person(2, "supervisor", "east")], "supervisor", 5),  # one's own first
        ([person(5, "supervisor"), person(2, "manager")], "manager", 2),  # one's own is not enough
        ([person(2, "manager", "east"), person(3, "supervisor", "west")], "supervisor", 2),  # then the branch
        ([person(2, "manager"), person(3, "supervisor")], "supervisor", 3),  # then the role
        ([person(3, "salesperson")], "supervisor", None),
        # the supervisor's own supervisor before anybody beside
        ([person(5, "supervisor", supervisor=7), person(2, "manager", "east"), person(7, "manager")], "manager", 7),
    ],
)  # fmt: skip
def test_a_request_stands_with_the_nearest(staff: list[Person], needed: str, chosen: int | None) -> None:
    found = approver_for(ASKER, [ASKER, *staff], needed)
    assert (found.id if found else None) == chosen


@given(people, st.sampled_from(["supervisor", "manager"]))
def test_nobody_approves_for_themselves_and_only_who_may(staff: list[Person], needed: str) -> None:
    asker = staff[0]
    found = approver_for(asker, staff, needed)
    able = [one for one in staff[1:] if ROLES.index(one.role) >= ROLES.index(needed)]
    assert (found in able) if able else (found is None)
    if found is not None:
        check_may_decide(1, found, asker.id, needed)
    with pytest.raises(ApprovalNeeded):
        check_may_decide(1, asker, asker.id, needed)


def test_a_request_is_decided_once() -> None:
    check_pending(1, "pending")
    for state in ("granted", "refused", "withdrawn"):
        with pytest.raises(RuleRefused):
            check_pending(1, state)


def test_what_has_moved_is_named() -> None:
    assert moved_facts({"grade": "B", "archived": False}, {"grade": "C", "archived": False}) == ["grade"]
    assert moved_facts({"grade": "B"}, {"grade": "B", "more": 1}) == []
