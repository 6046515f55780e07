"""Who has to do with an application: parties added and dropped, and what is said of them. What came always stays."""

import json
from collections.abc import Callable, Sequence

from sqlmodel import col, select

from crmcli.checklist.loading import Loaded
from crmcli.checklist.pointing import find_party
from crmcli.checklist.service import keep_template, read_application
from crmcli.checklist.tables import (
    Checklist,
    ChecklistFact,
    ChecklistParty,
    ChecklistReceipt,
    ChecklistTemplate,
    ChecklistWaiver,
)
from crmcli.checklist.template import Template, template_from
from crmcli.checklist.typed import TypedFact, TypedParty, nearest, same_words
from crmcli.checklist.vocabulary import COMPANY_ROLES, role_words
from crmcli.customer.rules import likely_kind
from crmcli.kit.errors import NotFound, RuleRefused, ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import fold
from crmcli.staff.desk import Desk

# Of these there is one at the most in a list.
SINGLE_ROLES = PERSON_ROLES = ("spouse", "legal-representative", "actual-controller", "fleet-leader")


def fact_called(template: Template, typed: str) -> str | None:
    """The fact that a word means: by name, or by a part of what it says in either language."""
    if typed.lower() in template.facts:
        return typed.lower()
    words = fold(typed)
    found = [
        name
        for name, fact in template.facts.items()
        if words and any(words in fold(told) for told in fact.ask)
    ]
    return found[0] if len(found) == 1 else None


class Members:
    """The parties of one checklist, to add to and to drop from. `load` gives a template to who hands in a list."""

    def __init__(self, desk: Desk, checklist: Checklist, load: Callable[[str], Loaded]) -> None:
        self.desk = desk
        self.checklist = checklist
        self.load = load
        self.template = self._kept(checklist.template_id)

    @property
    def main(self) -> ChecklistParty:
        """Whose application it is: the first who was added."""
        query = select(ChecklistParty).where(ChecklistParty.checklist_id == self.checklist.id)
        return self.desk.session.exec(query.order_by(col(ChecklistParty.id))).first()  # type: ignore[return-value]

    def begin(self, name: str, kind: str) -> None:
        """The main party, and an empty place for each role that is asked for."""
        main = self._add(None, self.template.main, name, kind, self.checklist.template_id)
        self._places(main, self.template)

    def add(self, typed: TypedParty, known_kind: str | None = None) -> None:
        """One more party, the same one again, or a name for a place that had none.

        Raises ValueRefused for a role that nothing is asked of, RuleRefused for a second of a single role.
        """
        holder = self.holder(typed.holder)
        roles = [one.role for one in self.template.holders]
        if typed.role in roles and holder.id == self.main.id:
            self._add_holder(typed, typed.kind or known_kind or likely_kind(typed.name))
            return
        if typed.role == "spouse" and same_words(typed.name, holder.name):
            raise ValueRefused(_("{name} cannot be their own spouse."), name=typed.name)
        template = self._template_of(holder)
        if typed.role not in template.roles:
            self._refuse_role(typed.role, template, roles if holder.id == self.main.id else [])
        kind = (
            typed.kind or known_kind or ("person" if typed.role in PERSON_ROLES else likely_kind(typed.name))
        )
        same = [
            one
            for one in self._of_role(typed.role, holder.id, dropped=True)
            if same_words(typed.name, one.name)
        ]
        place = [one for one in self._of_role(typed.role, holder.id) if not one.name]
        named = [one for one in self._of_role(typed.role, holder.id) if one.name and one not in same]
        if named and typed.role in SINGLE_ROLES:
            raise RuleRefused(
                _("The {role} is {name} already; drop {name} first: --drop {name}."),
                role=role_words(typed.role),
                name=named[0].name,
            )
        if same:
            self._name(same[0], typed.name, kind)
            self._take_over(same[0], place)
        elif place:
            self._name(place[0], typed.name, kind)
        else:
            self._add(holder.id, typed.role, typed.name, kind, None)

    def drop(self, typed: str) -> ChecklistParty:
        """A party that has nothing to do with it any more; what came stays. Raises NotFound, RuleRefused."""
        party = self.find(typed)
        if party.id == self.main.id:
            raise RuleRefused(_("{name} is whose application it is and cannot be dropped."), name=party.name)
        if not party.name:
            raise RuleRefused(
                _("A {role} is asked for: say who it is, or waive the papers with a reason."),
                role=role_words(party.role),
            )
        party.dropped_on = self.desk.today
        self.desk.session.add(party)
        self.desk.session.flush()
        if party.name and party.holder_id is not None and not self._of_role(party.role, party.holder_id):
            self._add(party.holder_id, party.role, "", party.kind, None)
        return party

    def say(self, typed: TypedFact) -> None:
        """A fact of whoever hands in a list. Raises NotFound with the facts there are."""
        holder = self.holder(typed.holder)
        template = self._template_of(holder)
        fact = fact_called(template, typed.fact)
        if fact is None:
            raise NotFound(
                _("{template} asks nothing about {fact}; it asks about: {facts}."),
                template=template.name,
                fact=typed.fact[:40] or "-",
                facts=nearest(typed.fact, template.facts),
            )
        query = select(ChecklistFact).where(ChecklistFact.party_id == holder.id, ChecklistFact.fact == fact)
        found = self.desk.session.exec(query).first()
        if found is None:
            found = ChecklistFact(
                checklist_id=holder.checklist_id, party_id=holder.id or 0, fact=fact, value=typed.value
            )
        found.value = typed.value
        self.desk.session.add(found)

    def holder(self, typed: str | None) -> ChecklistParty:
        """Whoever hands in a list under that name or role; the main party unless said."""
        if typed is None:
            return self.main
        party = self.find(typed)
        if party.template_id is None:
            raise ValueRefused(
                _("{name} hands in no list of their own."), name=party.name or role_words(party.role)
            )
        return party

    def find(self, typed: str) -> ChecklistParty:
        """The party of that name or role, `HOLDER/ROLE` for one in another's list. Raises NotFound, Ambiguous."""
        holder, person = find_party(read_application(self.desk, self.checklist), typed)
        found = self.desk.session.get(ChecklistParty, (person or holder).id)
        assert found is not None
        return found

    def _template_of(self, holder: ChecklistParty) -> Template:
        return self._kept(holder.template_id or self.checklist.template_id)

    def _kept(self, template_id: int) -> Template:
        """A template as the book keeps it, whatever its file says by now."""
        kept = self.desk.session.get(ChecklistTemplate, template_id)
        assert kept is not None
        return template_from(json.loads(kept.definition))

    def _add_holder(self, typed: TypedParty, kind: str) -> None:
        section = next(one for one in self.template.holders if one.role == typed.role)
        loaded = self.load(section.company if kind == "company" else section.person)
        template_id = keep_template(self.desk, loaded)
        same = [
            one for one in self._of_role(typed.role, None, dropped=True) if same_words(typed.name, one.name)
        ]
        if same:
            self._name(same[0], typed.name, kind)
            same[0].template_id = template_id
            party = same[0]
        else:
            party = self._add(None, typed.role, typed.name, kind, template_id)
        self._places(party, loaded.template)

    def _places(self, holder: ChecklistParty, template: Template) -> None:
        """An unnamed party for each role of a list that nobody stands in yet."""
        for role in template.roles:
            if not self._of_role(role, holder.id, dropped=True):
                self._add(holder.id, role, "", "company" if role in COMPANY_ROLES else "person", None)

    def _of_role(
        self, role: str, holder_id: int | None, *, dropped: bool = False
    ) -> Sequence[ChecklistParty]:
        query = select(ChecklistParty).where(
            ChecklistParty.checklist_id == self.checklist.id,
            ChecklistParty.role == role,
            ChecklistParty.holder_id == holder_id,
        )
        if not dropped:
            query = query.where(col(ChecklistParty.dropped_on).is_(None))
        return self.desk.session.exec(query.order_by(col(ChecklistParty.id))).all()

    def _add(
        self, holder_id: int | None, role: str, name: str, kind: str, template_id: int | None
    ) -> ChecklistParty:
        assert self.checklist.id is not None
        party = ChecklistParty(
            checklist_id=self.checklist.id,
            holder_id=holder_id,
            template_id=template_id,
            role=role,
            name=name,
            kind=kind,
        )
        self.desk.session.add(party)
        self.desk.session.flush()
        return party

    def _name(self, party: ChecklistParty, name: str, kind: str) -> None:
        party.name, party.kind, party.dropped_on = name, kind, None
        self.desk.session.add(party)
        self.desk.session.flush()

    def _take_over(self, party: ChecklistParty, places: Sequence[ChecklistParty]) -> None:
        """What came for somebody not named yet is now of whoever has come back; the place is needed no more."""
        for place in places:
            for table in (ChecklistReceipt, ChecklistWaiver):
                for row in self.desk.session.exec(select(table).where(table.party_id == place.id)):
                    row.party_id = party.id
                    self.desk.session.add(row)
            self.desk.session.flush()
            self.desk.session.delete(place)
        self.desk.session.flush()

    def _refuse_role(self, role: str, template: Template, holders: Sequence[str]) -> None:
        there = [*holders, *template.roles]
        raise ValueRefused(
            _("{template} asks nothing of a {role}; it knows: {roles}."),
            template=template.name,
            role=role_words(role),
            roles=", ".join(there) or "-",
        )
