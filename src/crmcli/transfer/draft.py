"""A card while the cells of its row are read, and what becomes of it when all are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from crmcli.customer.birthday import Birthday
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.money import plain_yuan
from crmcli.kit.phones import Phone
from crmcli.kit.text import fold
from crmcli.transfer import cells, phone_cells
from crmcli.transfer.cards import Card, Note, PastFact, PastMark, PastOwed, PastVisit, Person
from crmcli.transfer.rules import is_stale, latest_contact

YUAN = frozenset(
    map(fold, ["CNY", "RMB", "CNH", "人民币", "元", "人民币元", "¥", "￥", "Chinese Yuan", "yuan"])
)
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def whole_name(parts: Mapping[str, str]) -> str:
    """A name of its parts: 王 and 小明 are 王小明, Ada and Lovelace are Ada Lovelace."""
    if "person_name" in parts:
        return parts["person_name"]
    first, middle, last = (parts.get(part, "") for part in ("first_name", "middle_name", "last_name"))
    if HAN.search(first + middle + last):
        return last + middle + first
    return " ".join(filter(None, (first, middle, last)))


class Draft:
    """The card, and cells that mean something only beside others."""

    __slots__ = (
        "birthday",
        "card",
        "columns",
        "currency",
        "had_stale_agreement",
        "known_today",
        "letter",
        "marks",
        "name_parts",
        "nested_people",
        "notes",
        "owed",
        "own_fields",
        "past",
        "people_cells",
        "phones",
        "rounded_fields",
        "tags",
        "tells_whose",
        "visits",
    )

    def __init__(self, line: int, today: date, letter: Callable[[object], str | None]) -> None:
        self.card = Card(line)
        self.columns = self.card.columns
        self.known_today = today
        self.letter = letter
        self.birthday: Any = None
        self.currency = ""
        self.name_parts: dict[str, str] = {}
        self.people_cells: dict[int, dict[str, tuple[str, object]]] | None = None
        self.nested_people: tuple[Person, ...] = ()
        self.phones: tuple[Phone, ...] = ()
        self.tells_whose = False  # people come with their phones, or with none
        self.notes: tuple[Note, ...] = ()
        self.tags: tuple[str, ...] = ()
        self.own_fields: dict[str, str] = {}
        self.visits: tuple[PastVisit, ...] = ()
        self.owed: tuple[PastOwed, ...] = ()
        self.marks: tuple[PastMark, ...] = ()
        self.past: tuple[PastFact, ...] = ()
        self.rounded_fields: set[str] = set()
        self.had_stale_agreement = False

    def add_notes(self, texts: Sequence[str]) -> None:
        """Notes without a date."""
        self.notes += tuple(map(Note, texts))

    def add_person_cell(self, place: int, field: str, header: str, cell: object) -> None:
        """Keep a cell about a person until the whole row is read."""
        if self.people_cells is None:
            self.people_cells = {}
        self.people_cells.setdefault(place, {})[field] = (header, cell)

    def finish(self, *, link_mobiles: bool) -> Card:
        """The card. With `link_mobiles` the mobiles belong to the only person. Raises ValueRefused."""
        card = self.card
        columns = self.columns
        if self.name_parts:
            self._finish_names()
        if "name" not in columns:
            raise ValueRefused(_("the customer's name is missing."))
        card.name_folded = _folded(card.name)
        card.grade = self._text("grade")
        card.owner = self._text("owner")
        if self.birthday is not None or "birthday_is_lunar" in columns:
            self._finish_birthday()
        self._finish_amount()
        self._finish_people(link_mobiles)
        self._finish_contacts()
        card.notes = self.notes
        card.tags = self.tags
        card.own_fields = self.own_fields or None
        card.visits = self.visits
        card.owed, card.marks, card.past = self.owed, self.marks, self.past
        self._drop_stale_agreement()
        card.columns = {**columns}  # without the room for what was taken out again
        return card

    def _finish_names(self) -> None:
        """A person whose name is in parts, or beside the company's: the customer, or the contact there."""
        full = cells.read_name(whole_name(self.name_parts))
        name = self.columns.setdefault("name", full)
        told = (self.people_cells or {}).get(0, {})
        if name == full:
            if self.birthday is None and "contact" not in told and "contact_birthday" in told:
                self.birthday = told.pop("contact_birthday")[1]
        elif "contact" not in told:
            self.columns.setdefault("kind", "company")
            self.add_person_cell(0, "contact", "", full)

    def _finish_amount(self) -> None:
        """An amount in another currency is none in yuan, and is kept as a field of the user's own."""
        if self.currency and fold(self.currency) not in YUAN:
            amount = self.columns.pop("amount_fen", None)
            if isinstance(amount, int):
                self.own_fields[_("Amount ({currency})").format(currency=self.currency)] = plain_yuan(amount)

    def _drop_stale_agreement(self) -> None:
        """A next follow-up before the last contact has had its time."""
        if "next_follow_up_on" in self.columns and is_stale(
            self.columns["next_follow_up_on"], latest_contact(self.visits)
        ):
            del self.columns["next_follow_up_on"]
            self.had_stale_agreement = True

    def _text(self, column: str) -> str | None:
        found = self.columns.pop(column, None)
        return found if isinstance(found, str) else None

    def _finish_birthday(self) -> None:
        lunar = bool(self.columns.pop("birthday_is_lunar", False))
        birthday = self.birthday and cells.read_birthday(self.birthday, lunar, self.known_today)
        if birthday:
            self.columns |= {"birthday": birthday.text, "birthday_is_lunar": birthday.is_lunar}

    def _finish_people(self, link_mobiles: bool) -> None:
        people = {person.name_folded: person for person in self.nested_people}
        for place in sorted(self.people_cells or ()):
            person = self._person((self.people_cells or {})[place])
            if person is not None:
                people.setdefault(person.name_folded, person)
        phones = self.phones
        for person in people.values():
            phones += person.phones
        self.card.phones = tuple(dict.fromkeys(phones)) if len(phones) > 1 else phones
        self.card.people = tuple(people.values())
        if link_mobiles and len(people) == 1 and not self.tells_whose:
            mobiles = tuple(phone for phone in self.phones if phone.kind == "mobile")
            self.card.people = (self.card.people[0]._replace(phones=mobiles),)

    def _person(self, row: dict[str, tuple[str, object]]) -> Person | None:
        """The person of one set of cells; without a name they become fields of the user's own."""
        if "contact" not in row or not cells.cell_text(row["contact"][1]).strip():
            for header, cell in row.values():
                if text := cells.read_line(cell):
                    self.own_fields[header] = text
            return None
        name = cells.read_name(row["contact"][1])
        if len(row) == 1:
            return Person(name, _folded(name))
        told = {field: cell for field, (_header, cell) in row.items()}
        return Person(
            name,
            _folded(name),
            cells.read_line(told.get("contact_position", "")),
            cells.read_email(told["contact_email"]) if "contact_email" in told else None,
            cells.read_line(told.get("contact_wechat", "")),
            phone_cells.read_phones(cells.cell_text(told["contact_phones"]))
            if "contact_phones" in told
            else (),
            birthday=self._birthday_of(told),
            met_on=cells.past_date(self.known_today)(told["contact_met_on"])
            if "contact_met_on" in told
            else None,
            met_place=cells.read_line(told.get("contact_met_place", "")),
            met_occasion=cells.read_line(told.get("contact_met_occasion", "")),
        )

    def _birthday_of(self, told: dict[str, object]) -> Birthday | None:
        if "contact_birthday" not in told:
            return None
        lunar = cells.read_lunar(told.get("contact_birthday_is_lunar", "no"))
        return cells.read_birthday(told["contact_birthday"], lunar, self.known_today)

    def _finish_contacts(self) -> None:
        """The last contact becomes a visit, unless the visits tell of it; a summary without a date a note."""
        contact_on = self.columns.pop("last_contact_on", None)
        summary = self._text("last_contact_summary") or ""
        kind = self._text("last_contact_kind") or "other"
        if isinstance(contact_on, date):
            if all(visit.contact_on != contact_on for visit in self.visits):
                visit = PastVisit(contact_on, kind, summary, grade_after=self.card.grade)
                self.visits = (*self.visits, visit)
        elif summary and not self.visits:
            self.add_notes([summary])


def _folded(name: str) -> str:
    """The name as it is compared; where that is the name itself, no second copy of it is held."""
    folded = fold(name)
    return name if folded == name else folded
