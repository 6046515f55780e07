"""Whatever happens to an application, in whatever order: it is complete exactly when every required paper of every
party is verified or waived, by an evaluation of its own that reads the template files themselves."""

import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import resources
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.checklist.deciding import reject_papers, verify_papers, waive_line, waive_part
from crmcli.checklist.loading import load_template
from crmcli.checklist.membership import Members
from crmcli.checklist.periods import Period
from crmcli.checklist.queries import Application
from crmcli.checklist.service import Came, NewChecklist, read_application, receive_papers, start_checklist
from crmcli.checklist.standing import Part
from crmcli.checklist.typed import TypedFact, TypedParty
from crmcli.kit.errors import CrmError
from tests.desk import Desks, register
from tests.examples import examples

APPLIED_ON = date(2026, 11, 20)
LISTS = ("loan-2-person", "loan-2-company")
WHOLE = Period(date(2025, 1, 1), APPLIED_ON)


def document(name: str) -> dict[str, Any]:
    text = (resources.files("crmcli.playbooks") / "checklists" / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


DOCUMENTS = {name: document(name) for name in LISTS}
# holder, item, paper, person
Key = tuple[str, str, str, str]


@dataclass
class Told:
    """What was recorded, as the test remembers it; parties by name."""

    holders: dict[str, str]  # name -> template
    spouses: dict[str, list[str]]
    facts: dict[str, dict[str, bool]]
    verified: set[Key] = field(default_factory=set)
    received: set[Key] = field(default_factory=set)
    waived: set[Key] = field(default_factory=set)
    waived_items: set[tuple[str, str]] = field(default_factory=set)
    roles: dict[str, str] = field(default_factory=dict)


MAIN_COLLATERAL: Key = ("王小明", "collateral", "collateral", "王小明")


def is_complete(told: Told) -> bool:
    every_item = all(
        item_is_settled(told, holder, template, item)
        for holder, template in told.holders.items()
        for item in DOCUMENTS[template]["item"]
    )
    has_others = bool({"co-borrower", "guarantor"} & set(told.roles.values()))
    return every_item and (has_others or is_settled(told, MAIN_COLLATERAL))


def is_settled(told: Told, key: Key) -> bool:
    return key in told.verified or key in told.waived or key[:2] in told.waived_items


def is_there(told: Told, key: Key) -> bool:
    return key in told.received or is_settled(told, key)


def true(told: Told, holder: str, template: str, condition: str) -> bool:
    facts = {name: fact["default"] for name, fact in DOCUMENTS[template]["fact"].items()} | told.facts[holder]
    return all(
        not facts[term[4:]] if term.startswith("not ") else facts[term]
        for term in condition.split(" and ")
        if term
    )


class Asked:
    """One item of one list, evaluated from the file: `enough` says of a paper whether it will do."""

    def __init__(
        self, told: Told, holder: str, template: str, item: str, enough: Callable[[Told, Key], bool]
    ) -> None:
        self.told, self.holder, self.template, self.item, self.enough = told, holder, template, item, enough

    def part(self, part: Mapping[str, Any], person: str) -> bool:
        if "whose" not in part:
            return self.of(part, person)
        married = not self.told.facts[self.holder].get("unmarried", False)
        persons = {"self": [self.holder], "spouse": self.told.spouses[self.holder] if married else []}
        return all(self.of(part, one) for role in part["whose"] for one in persons[role])

    def of(self, part: Mapping[str, Any], person: str) -> bool:
        inside = [
            self.part(one, person)
            for one in part.get("all", part.get("any", ()))
            if true(self.told, self.holder, self.template, one.get("when", ""))
        ]
        if "all" in part:
            return all(inside)
        if "any" in part:
            return any(inside)
        return self.enough(self.told, (self.holder, self.item, part["paper"], person))


def item_is_settled(told: Told, holder: str, template: str, item: Mapping[str, Any]) -> bool:
    """What may be left out is settled unless it is all there and nobody has looked at it."""
    whole = item if "all" in item or "any" in item else {**item, "paper": item["name"]}
    settled, there = (
        Asked(told, holder, template, item["name"], enough).part(whole, holder)
        for enough in (is_settled, is_there)
    )
    may_be_left_out = "optional" in item and true(told, holder, template, item["optional"])
    return settled or (may_be_left_out and not there)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "receive",
                "verify",
                "verify all",
                "reject",
                "waive",
                "waive item",
                "waive the rest",
                "fact",
                "marry",
                "guarantor",
                "leave",
            ]
        ),
        st.integers(0, 10_000),
        st.booleans(),
    ),
    min_size=5,
    max_size=60,
)


class Life:
    """One application, and what the test remembers of it."""

    def __init__(self, at: Any) -> None:
        self.at = at
        loaded = load_template("loan-2-person", "")
        customer = register(at)
        self.checklist = start_checklist(at, NewChecklist(customer, None, loaded, APPLIED_ON))
        self.members = Members(at, self.checklist, lambda name: load_template(name, ""))
        self.members.begin(customer.name, "person")
        self.told = Told({customer.name: "loan-2-person"}, {customer.name: [""]}, {customer.name: {}})

    @property
    def one(self) -> Application:
        return read_application(self.at, self.checklist)

    def key(self, part: Part) -> Key:
        return part.holder.name, part.item.name, part.paper, part.person.name

    def parts(self) -> list[Part]:
        return [part for line in self.one.standing.lines for part in line.bundle.parts()]

    def step(self, what: str, number: int, yes: bool) -> None:
        parts = self.parts()
        part = parts[number % len(parts)]
        with suppress(CrmError):  # refused: nothing has changed, and nothing is remembered
            getattr(self, what.replace(" ", "_"))(part, number, yes)

    def receive(self, part: Part, number: int, yes: bool) -> None:
        receive_papers(self.at, self.checklist, [part], Came(self.at.today, period=WHOLE))
        if self.key(part) not in self.told.verified:
            self.told.received.add(self.key(part))

    def verify(self, part: Part, number: int, yes: bool) -> None:
        verify_papers(self.at, self.checklist, [part], by_id=self.at.my_id, original_seen=yes)
        self.told.verified.add(self.key(part))
        self.told.received.discard(self.key(part))

    def verify_all(self, part: Part, number: int, yes: bool) -> None:
        parts = self.parts()
        verify_papers(self.at, self.checklist, parts, by_id=self.at.my_id, original_seen=yes)
        now = {self.key(one) for one in parts} & self.told.received
        self.told.verified |= now
        self.told.received -= now

    def reject(self, part: Part, number: int, yes: bool) -> None:
        reject_papers(self.at, self.checklist, [part], by_id=self.at.my_id, reason="不清晰")
        key = self.key(part)
        for told in (self.told.verified, self.told.received, self.told.waived):
            told.discard(key)
        self.told.waived_items.discard(key[:2])

    def waive(self, part: Part, number: int, yes: bool) -> None:
        waive_part(self.at, self.checklist, part, by_id=self.at.my_id, reason="老客户")
        self.told.waived.add(self.key(part))

    def waive_item(self, part: Part, number: int, yes: bool) -> None:
        line = next(
            one
            for one in self.one.standing.lines
            if (one.holder, one.item.name) == (part.holder, part.item.name)
        )
        waive_line(self.at, self.checklist, line, by_id=self.at.my_id, reason="老客户")
        self.told.waived_items.add((part.holder.name, part.item.name))

    def waive_the_rest(self, part: Part, number: int, yes: bool) -> None:
        for line in self.one.standing.missing:
            self.waive_item(line.bundle.parts()[0], number, yes)

    def fact(self, part: Part, number: int, yes: bool) -> None:
        holder = part.holder.name
        facts = sorted(DOCUMENTS[self.told.holders[holder]]["fact"])
        fact = facts[number % len(facts)]
        self.members.say(TypedFact(holder, fact, yes))
        self.told.facts[holder][fact] = yes

    def marry(self, part: Part, number: int, yes: bool) -> None:
        """The unnamed spouse gets a name: what came for her stays."""
        holder = part.holder.name
        if self.told.spouses[holder] != [""]:
            return
        name = f"{holder}之妻"
        self.members.add(TypedParty(holder, "spouse", None, name))
        self.told.spouses[holder] = [name]
        for told in (self.told.verified, self.told.received, self.told.waived):
            for key in [key for key in told if key[0] == holder and key[3] == ""]:
                told.remove(key)
                told.add((*key[:3], name))

    def guarantor(self, part: Part, number: int, yes: bool) -> None:
        name = ("金桥物流有限公司", "张三")[yes]
        role = ("guarantor", "co-borrower")[number % 2]
        if self.told.roles.get(name, role) != role:
            return
        self.members.add(TypedParty(None, role, None, name))
        self.told.holders[name] = "loan-2-person" if yes else "loan-2-company"
        self.told.spouses.setdefault(name, [""] if yes else [])
        self.told.facts.setdefault(name, {})
        self.told.roles[name] = role

    def leave(self, part: Part, number: int, yes: bool) -> None:
        name = ("金桥物流有限公司", "张三")[yes]
        self.members.drop(name)
        del self.told.roles[name], self.told.holders[name]


def life_ends_as_told(desks: Desks, steps: list[tuple[str, int, bool]]) -> None:
    with desks(APPLIED_ON + timedelta(days=1), dry_run=True) as at:
        life = Life(at)
        gone: dict[str, str] = {}
        for what, number, yes in steps:
            name = ("金桥物流有限公司", "张三")[yes]
            role = ("guarantor", "co-borrower")[number % 2]
            if what == "guarantor" and gone.get(name, role) != role:
                continue
            if what == "leave" and name in life.told.roles:
                gone[name] = life.told.roles[name]
            life.step(what, number, yes)
            standing = life.one.standing
            assert standing.is_complete == is_complete(life.told), (what, life.told)
            assert not standing.is_complete or standing.is_gathered
            assert (standing.gathered_on is not None) == (standing.is_gathered and bool(standing.required))


@given(STEPS)
@settings(max_examples=examples(12, 150), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_application_is_complete_when_everything_required_is_settled(
    desks: Desks, steps: list[tuple[str, int, bool]]
) -> None:
    life_ends_as_told(desks, steps)


def test_such_a_life_can_become_complete(desks: Desks) -> None:
    """The property would hold of anything if nothing were ever complete."""
    with desks(APPLIED_ON, dry_run=True) as at:
        life = Life(at)
        for line in life.one.standing.lines:
            part = line.bundle.parts()[0]
            life.waive_item(part, 0, True)
        assert life.one.standing.is_complete
        assert is_complete(life.told)
        life.reject(life.parts()[0], 0, True)
        assert not life.one.standing.is_complete
        assert not is_complete(life.told)
