"""Which follow-ups were due when, and when they were made, out of contacts, agreed dates, deals and grades.

docs/rules.md#coverage. Pure: the life of one customer in, its obligations out.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from crmcli.grade.rules import ceiling_on, is_opportunity, next_follow_up_on
from crmcli.policy.rules import Policy
from crmcli.visit.rules import Agreement, kept_agreement, rhythm_after_contact

NO_AGREEMENT = Agreement(None, None)


class Contact(NamedTuple):
    """A contact as it was logged."""

    on: date
    grade: str | None
    next_on: date | None
    reason: str | None


class Graded(NamedTuple):
    """A change of grade that no contact made."""

    on: date
    grade: str | None


class Closed(NamedTuple):
    """A deal."""

    on: date
    outcome: str


Event = Contact | Closed | Graded
# Of one day the contact comes first, then the deal, then the grades that were given.
_ORDER = {Contact: 0, Closed: 1, Graded: 2}


class Life(NamedTuple):
    """What is known of a customer. `next_on` is what the card says now: the open obligation as it was last moved."""

    registered_on: date
    archived_on: date | None
    next_on: date | None
    events: Sequence[Event]


class Obligation(NamedTuple):
    """A follow-up that was due on a day, under a grade (None: after a sale), and when it was made."""

    due_on: date
    grade: str | None
    done_on: date | None

    @property
    def in_time(self) -> bool:
        """Made on the day or before."""
        return self.done_on is not None and self.done_on <= self.due_on


class _Story:
    """The follow-up of one customer as it stood on each day."""

    def __init__(self, policy: Policy, registered_on: date) -> None:
        self.policy = policy
        self.rhythm_from_on = registered_on
        self.grade: str | None = None
        self.status = "potential"
        self.agreement = NO_AGREEMENT
        self.last_on: date | None = None
        self.due_on: date | None = None

    def taken_up(self, day: date) -> Iterator[Obligation]:
        """What a contact or a deal of that day fulfils; once a day."""
        if self.due_on is not None and self.last_on != day:
            yield Obligation(self.due_on, self.grade, day)
        self.due_on = None

    def regrade(self, grade: str | None, day: date) -> None:
        if grade == self.grade:
            return
        closed = self.status in ("won", "lost")
        if self.grade is None and self.last_on is None and not closed:
            self.rhythm_from_on = max(self.rhythm_from_on, day)
        self.grade = grade
        if closed and is_opportunity(self.policy, grade):
            self.status = "negotiating"

    def contact(self, contact: Contact) -> None:
        self.last_on = contact.on
        self.rhythm_from_on = rhythm_after_contact(contact.on, self.rhythm_from_on, self.status)
        if contact.grade is not None:
            self.regrade(contact.grade, contact.on)
        if contact.next_on is not None:
            self.agreement = Agreement(contact.next_on, contact.reason)
        else:
            self.agreement = kept_agreement(contact.on, self.agreement, self.ceiling())

    def close(self, deal: Closed) -> None:
        self.status = deal.outcome
        self.grade = None if deal.outcome == "won" else self.grade
        self.rhythm_from_on = max(self.last_on or deal.on, deal.on)
        self.agreement = NO_AGREEMENT
        self.last_on = deal.on

    def ceiling(self) -> date | None:
        return ceiling_on(self.policy, self.grade, self.status, self.rhythm_from_on)

    def plan(self, day: date) -> None:
        """When the next one is due, seen from that day: nothing becomes due before the day on which it was made so."""
        due_on = next_follow_up_on(self.ceiling(), *self.agreement)
        self.due_on = None if due_on is None else max(due_on, day)

    def is_late(self, day: date) -> bool:
        return self.due_on is not None and self.due_on < day


def obligations(policy: Policy, life: Life, today: date) -> Iterator[Obligation]:
    """Every follow-up that was made, or was due before `today` and is not made yet."""
    story = _Story(policy, life.registered_on)
    for event in sorted(life.events, key=lambda event: (event.on, _ORDER[type(event)])):
        if isinstance(event, Graded):
            # What is late stays late until somebody calls.
            if story.is_late(event.on):
                story.regrade(event.grade, event.on)
                continue
            story.regrade(event.grade, event.on)
        else:
            yield from story.taken_up(event.on)
            story.contact(event) if isinstance(event, Contact) else story.close(event)
        story.plan(event.on)
    yield from _left_open(story, life, today)


def _left_open(story: _Story, life: Life, today: date) -> Iterator[Obligation]:
    """The last one, if it is late: on the card it may have been moved; of an archived card nothing is due any more."""
    due_on = story.due_on
    if life.archived_on is None:
        due_on = life.next_on
    end = min(today, life.archived_on or today)
    if due_on is not None and due_on < end:
        yield Obligation(due_on, story.grade, None)
