"""A customer as a row of a file tells it: parsed, and not yet compared with the book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from crmcli.customer.birthday import Birthday
from crmcli.kit.phones import Phone
from crmcli.owe.rules import Steps


class Person(NamedTuple):
    """Somebody at the customer."""

    name: str
    name_folded: str
    position: str | None = None
    email: str | None = None
    wechat: str | None = None
    phones: tuple[Phone, ...] = ()
    is_key: bool = False
    birthday: Birthday | None = None
    met_on: date | None = None
    met_place: str | None = None
    met_occasion: str | None = None


class Note(NamedTuple):
    """A note; `noted_at` and `by` are known from our own JSON only."""

    text: str
    noted_at: str | None = None
    by: str | None = None


class PastCorrection(NamedTuple):
    """What a visit said before it was corrected."""

    what: str
    old_text: str | None = None
    new_text: str | None = None
    corrected_at: str | None = None
    by: str | None = None
    reason: str | None = None


class PastVisit(NamedTuple):
    """A contact that the file tells of; `by` None: the customer's owner. `aspects` are pairs of name and text."""

    contact_on: date
    kind: str = "other"
    summary: str = ""
    at: str | None = None
    by: str | None = None
    companions: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    grade_before: str | None = None
    grade_after: str | None = None
    grade_reconsidered: bool = False
    reason: str | None = None
    next_on: date | None = None
    topic: str | None = None
    line: str | None = None
    is_short: bool = False
    is_scout: bool = False
    told: tuple[str, ...] = ()
    satisfaction: int | None = None
    proxy: str | None = None
    aspects: tuple[tuple[str, str], ...] = ()
    corrections: tuple[PastCorrection, ...] = ()


class PastOwed(NamedTuple):
    """One item as a file tells it. `columns` are those of `owed`, `staff` names by key; `visit` its day and number."""

    steps: Steps
    columns: tuple[tuple[str, object], ...]
    staff: tuple[tuple[str, str | None], ...]
    visit: tuple[date, int] | None

    @property
    def sign(self) -> tuple[str, date, str]:
        """By what it is known again."""
        columns = dict(self.columns)
        return self.steps.kind, self.steps.opened_on, str(columns["text"])


class PastMark(NamedTuple):
    """One mark as a file tells it."""

    given_on: date
    mark: int
    comment: str | None
    survey: str | None
    by: str | None

    @property
    def sign(self) -> tuple[date, int, str | None, str | None]:
        """By what it is known again."""
        return self.given_on, self.mark, self.comment, self.survey


class PastFact(NamedTuple):
    """Something that became of the card, as a file tells it: of which part, its keys, who is named, its sign."""

    part: str
    told: tuple[tuple[str, object], ...]
    staff: tuple[str, ...]
    sign: tuple[object, ...]


class Card:
    """One row, parsed. `columns` has card columns by name, only those that the row fills.

    `columns["next_follow_up_on"]` is a date somebody agreed. `phones` are in the order in which to call,
    those of `people` among them.
    """

    __slots__ = (
        "code",
        "columns",
        "grade",
        "line",
        "marks",
        "name_folded",
        "notes",
        "owed",
        "own_fields",
        "owner",
        "past",
        "people",
        "phones",
        "tags",
        "visits",
    )

    def __init__(self, line: int) -> None:
        self.line = line
        self.code: str | None = None
        self.columns: dict[str, object] = {}
        self.name_folded = ""
        self.grade: str | None = None
        self.owner: str | None = None
        self.phones: tuple[Phone, ...] = ()
        self.people: tuple[Person, ...] = ()
        self.notes: tuple[Note, ...] = ()
        self.tags: tuple[str, ...] = ()
        self.own_fields: dict[str, str] | None = None
        self.visits: tuple[PastVisit, ...] = ()
        self.owed: tuple[PastOwed, ...] = ()
        self.marks: tuple[PastMark, ...] = ()
        self.past: tuple[PastFact, ...] = ()

    @property
    def name(self) -> str:
        """The customer's name."""
        return str(self.columns["name"])

    @property
    def mobiles(self) -> list[str]:
        """The mobile numbers, which tell customers apart; a landline is shared by many."""
        return [phone.number for phone in self.phones if phone.kind == "mobile"]

    @property
    def has_key(self) -> bool:
        """Whether a code, a number or a mobile says who it is; a name alone may be that of several."""
        return bool(self.code or self.columns.keys() & {"id_number", "licence_number"} or self.mobiles)

    def forget(self) -> None:
        """Let go of what is in the book by now: its indexes need the room."""
        self.columns = {}
        self.own_fields = None
        self.phones = self.people = self.notes = self.visits = ()

    def staff_names(self) -> Iterator[str]:
        """Everybody on our side whom the row names."""
        if self.owner is not None:
            yield self.owner
        for visit in self.visits:
            if visit.by is not None:
                yield visit.by
            yield from visit.companions
            yield from visit.told
            yield from (corrected.by for corrected in visit.corrections if corrected.by is not None)
        for note in self.notes:
            if note.by is not None:
                yield note.by
        for mark in self.marks:
            if mark.by is not None:
                yield mark.by
        for owed in self.owed:
            yield from (name for _key, name in owed.staff if name is not None)
        for fact in self.past:
            yield from fact.staff

    def content(self) -> tuple[object, ...]:
        """Everything the row says but its place and its code."""
        return (
            self.columns,
            self.grade,
            self.owner,
            self.phones,
            self.people,
            self.notes,
            self.tags,
            self.own_fields,
            self.visits,
            self.owed,
            self.marks,
            self.past,
        )
