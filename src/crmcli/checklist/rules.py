"""What an application still needs: every part of every party, by what has come. Rules: docs/rules.md#checklists.

Everything here follows from what was recorded, never from the clock: a paper counts when it was valid on the day
it came. That one has expired since is for the due list and for whoever looks (`expired_since`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from crmcli.checklist.conditions import facts_of, holds
from crmcli.checklist.records import Party, Receipt, Records, Waiver
from crmcli.checklist.standing import Bundle, Line, Part, Standing, all_of, any_of
from crmcli.checklist.sufficiency import Shortfall, copies_of, first_enough, shortfalls, valid_until
from crmcli.checklist.template import Item, Requirement, Template
from crmcli.checklist.vocabulary import GATHERED, SELF

COLLATERAL = "collateral"


def standing(records: Records, templates: Mapping[int, Template]) -> Standing:
    """How every item of every list stands; `templates` by their ids."""
    lines: list[Line] = []
    holders = [party for party in records.parties if party.hands_in_a_list]
    for holder in holders:
        template = templates[holder.template_id or 0]
        lines += _list_of(records, template, holder, is_main=holder is holders[0])
    return Standing(tuple(lines))


def parties_asked(records: Records, templates: Mapping[int, Template]) -> list[Party]:
    """The parties of whom anything may be asked: a role whose condition does not hold has nobody."""
    asked: set[int] = set()
    for holder in records.parties:
        if holder.template_id is not None:
            template = templates[holder.template_id]
            facts = facts_of(template, holder, records.facts.get(holder.id, {}))
            asked.update(
                one.id
                for group in _people(records.parties, template, holder, facts).values()
                for one in group
            )
    return [party for party in records.parties if party.id in asked]


def _list_of(records: Records, template: Template, holder: Party, *, is_main: bool) -> list[Line]:
    facts = facts_of(template, holder, records.facts.get(holder.id, {}))
    people = _people(records.parties, template, holder, facts)
    items = [item for item in template.items if holds(item.when, facts)]
    items = [item._replace(optional=item.optional if holds(item.optional, facts) else "") for item in items]
    if is_main and template.collateral and _needs_collateral(template, records.parties):
        requirement = Requirement(COLLATERAL, whose=(SELF,))
        items.append(Item(len(template.items) + 1, COLLATERAL, template.collateral.title, requirement))
    lines = []
    for item in items:
        bundle = _Asked(records, holder, item, people, facts).bundle(item.requirement, holder)
        if bundle is not None:  # else it is asked of nobody
            lines.append(Line(holder, item, bundle))
    return lines


def _people(
    parties: Sequence[Party], template: Template, holder: Party, facts: Mapping[str, bool]
) -> dict[str, list[Party]]:
    """Who stands in which role of this list; a role whose condition does not hold has nobody."""
    people: dict[str, list[Party]] = {SELF: [holder]}
    for party in parties:
        if party.holder_id == holder.id and holds(template.role_conditions.get(party.role, ""), facts):
            people.setdefault(party.role, []).append(party)
    return people


def _needs_collateral(template: Template, parties: Iterable[Party]) -> bool:
    """Which of the two readings counts is the template's to say (docs/rules.md#collateral)."""
    there = {party.role for party in parties if party.hands_in_a_list and party.name}
    found = [holder.role in there for holder in template.holders]
    enough = any(found) if template.collateral and template.collateral.unless == "one" else all(found)
    return not enough


class _Asked:
    """One item of one list, asked for part by part."""

    def __init__(
        self,
        records: Records,
        holder: Party,
        item: Item,
        people: Mapping[str, Sequence[Party]],
        facts: Mapping[str, bool],
    ) -> None:
        self.records = records
        self.holder = holder
        self.item = item
        self.people = people
        self.facts = facts

    def bundle(self, requirement: Requirement, person: Party) -> Bundle | None:
        """The requirement for each of the persons it is asked of; None where that is nobody."""
        if not requirement.whose:
            return self._of(requirement, person)
        persons = [one for role in requirement.whose for one in self.people.get(role, ())]
        found = [bundle for one in persons if (bundle := self._of(requirement, one)) is not None]
        return all_of(found) if len(found) > 1 else next(iter(found), None)

    def _of(self, requirement: Requirement, person: Party) -> Bundle | None:
        if requirement.every or requirement.options:
            inside = self._inside(requirement.every or requirement.options, person)
            if not inside:
                return None
            return all_of(inside) if requirement.every else any_of(list(map(_as_alternative, inside)))
        part = self._part(requirement, person)
        return Bundle(part.state, part.have, part.need, part.gathered_on, part)

    def _inside(self, requirements: Iterable[Requirement], person: Party) -> list[Bundle]:
        asked = [one for one in requirements if holds(one.when, self.facts)]
        return [bundle for one in asked if (bundle := self.bundle(one, person)) is not None]

    def _part(self, requirement: Requirement, person: Party) -> Part:
        receipts = tuple(
            one
            for one in self.records.receipts
            if (one.holder_id, one.party_id, one.item, one.paper)
            == (self.holder.id, person.id, self.item.name, requirement.paper)
        )
        waiver = self._waiver(requirement, person)
        live = [one for one in receipts if one.state != "rejected"]
        short = shortfalls(requirement, live, self.records.applied_on)
        state = _state_of_part(requirement, receipts, live, short, self.records.applied_on, waiver)
        need = requirement.at_least
        have = need if state in GATHERED else min(copies_of(live), need - 1 if live and short else need)
        gathered_on = waiver.waived_on if state == "waived" and waiver else None
        if state in ("received", "verified"):
            gathered_on = first_enough(requirement, live, self.records.applied_on)
        return Part(
            self.item, requirement, self.holder, person, state, max(have, 0), need, short, receipts, waiver, gathered_on
        )  # fmt: skip

    def _waiver(self, requirement: Requirement, person: Party) -> Waiver | None:
        return next(
            (
                one
                for one in self.records.waivers
                if one.holder_id == self.holder.id
                and one.item == self.item.name
                and one.party_id in (None, person.id)
                and one.paper in (None, requirement.paper)
            ),
            None,
        )


def _as_alternative(bundle: Bundle) -> Bundle:
    """A bundle beside others of which any one will do."""
    return bundle._replace(
        part=bundle.part and bundle.part._replace(is_alternative=True),
        every=tuple(map(_as_alternative, bundle.every)),
        options=tuple(map(_as_alternative, bundle.options)),
    )


def _state_of_part(
    requirement: Requirement,
    receipts: Sequence[Receipt],
    live: Sequence[Receipt],
    short: Sequence[Shortfall],
    applied_on: date,
    waiver: Waiver | None,
) -> str:
    """Papers that are enough go before a waiver, and those that somebody has looked at before the others."""
    if live and not short:
        looked_at = [one for one in live if one.state == "verified"]
        enough = looked_at and not shortfalls(requirement, looked_at, applied_on)
        return "verified" if enough else "waived" if waiver else "received"
    if waiver:
        return "waived"
    if live:
        return "partial"
    return "rejected" if receipts else "missing"


def expired_since(standing_: Standing, today: date) -> list[Part]:
    """Papers that were good when they came and are not any more, and that nothing newer stands for."""
    return [part for day, part in expiries(standing_) if day < today]


def has_expired(line: Line, today: date) -> bool:
    """Whether something of an item that was all there has ended since."""
    ends = [_valid_until(part) for part in line.bundle.counting()]
    return any(day is not None and day < today for day in ends)


def expiries(standing_: Standing) -> list[tuple[date, Part]]:
    """Until when the papers that count are valid: the day and the part, the earliest first."""
    found = []
    for line in standing_.lines:
        for part in line.bundle.counting():
            day = _valid_until(part)
            if day is not None:
                found.append((day, part))
    return sorted(found, key=lambda one: one[0])


def _valid_until(part: Part) -> date | None:
    """The last valid day of a paper that is there; None for one that has no end."""
    return valid_until(part.requirement, part.receipts) if part.state in ("received", "verified") else None
