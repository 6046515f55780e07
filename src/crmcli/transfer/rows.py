"""The row of the table `customer` that a card becomes, new or changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crmcli.customer.rules import code_key, likely_kind, pinyin_column
from crmcli.customer.tables import Customer
from crmcli.grade.rules import ceiling_on, is_opportunity, suggest_grade
from crmcli.kit.i18n import _
from crmcli.kit.text import fold
from crmcli.policy.rules import Policy
from crmcli.transfer.cards import Card
from crmcli.transfer.rules import Changes, Row, follow_up_columns, latest_contact
from crmcli.visit.rules import Agreement, is_latest, kept_agreement, rhythm_after_contact

# What a row has before anything is known of it.
EMPTY_ROW: Row = {
    name: None if field.is_required() else field.default
    for name, field in Customer.model_fields.items()
    if name != "id"
}


class Terms:
    """What rows are decided by; `late_reason` stands with a date that a file agrees later than the rhythm.

    Many rows have the same grade and days, so that what follows from them is worked out once.
    """

    def __init__(self, policy: Policy, today: date, late_reason: str) -> None:
        self.policy = policy
        self.today = today
        self.late_reason = late_reason
        self._ceilings: dict[tuple[str | None, str, date], date | None] = {}
        self._suggested: dict[tuple[str | None, date | None], str | None] = {}

    def ceiling(self, grade: str | None, status: str, rhythm_from_on: date) -> date | None:
        """The last day on which the rhythm allows the next follow-up."""
        key = (grade, status, rhythm_from_on)
        if key not in self._ceilings:
            self._ceilings[key] = ceiling_on(self.policy, grade, status, rhythm_from_on)
        return self._ceilings[key]

    def suggested(self, need: str | None, expected_close_on: date | None) -> str | None:
        """The grade that need and close date suggest."""
        key = (need, expected_close_on)
        if key not in self._suggested:
            self._suggested[key] = suggest_grade(self.policy, need, expected_close_on, self.today).letter
        return self._suggested[key]


def import_terms(policy: Policy, today: date) -> Terms:
    """The terms of an import: a date later than the rhythm is kept, because the file says so."""
    return Terms(policy, today, _("as the imported file says"))


# What every new row decides about.
DECIDED = (
    "code",
    "code_key",
    "kind",
    "name",
    "name_folded",
    "grade",
    "owner_id",
    "registered_on",
    "last_contact_on",
    "rhythm_from_on",
    "agreed_on",
    "agreed_reason",
    "next_follow_up_on",
)


def blank_row(cards: Sequence[Card]) -> Row:
    """The columns that any of these cards fills or a new row decides about; the others need not be written."""
    filled = set(DECIDED).union(*(card.columns for card in cards))
    return {column: value for column, value in EMPTY_ROW.items() if value is not None or column in filled}


def new_row(card: Card, code: str, owner_id: int, terms: Terms, blank: Row = EMPTY_ROW) -> Row:
    """The row of a customer who is new. The rhythm counts from the last contact, else from today."""
    last_contact_on = latest_contact(card.visits) if card.visits else None
    row = {**blank, **card.columns}
    row["kind"] = row["kind"] or likely_kind(card.name)
    row["code"] = code
    row["code_key"] = code_key(code)
    row["name_folded"] = card.name_folded
    row["pinyin_keys"] = pinyin_column(card.name)
    row["owner_id"] = owner_id
    row["grade"] = card.grade
    row["registered_on"] = row["registered_on"] or terms.today
    row["last_contact_on"] = last_contact_on
    row["rhythm_from_on"] = rhythm_start(card, terms)
    agreed = row.pop("next_follow_up_on", None)
    row |= _follow_up(row, agreed, terms)
    return row


def rhythm_start(card: Card, terms: Terms) -> date:
    """From when the rhythm of a new customer counts: the last contact or what the file says, else today."""
    told = card.columns.get("rhythm_from_on")
    last_contact_on = latest_contact(card.visits) if card.visits else None
    return _later(told if isinstance(told, date) else None, last_contact_on) or terms.today


def changed_row(row: Row, changes: Changes, owner_id: int | None, terms: Terms) -> Row:
    """The stored row with what the card says besides; a contact counts when it is the latest one."""
    told = changes.columns
    changed = {**row, **told}
    contact_on = latest_contact(changes.visits)
    if contact_on is not None and not is_latest(contact_on, row["last_contact_on"]):
        contact_on = None
    if contact_on is not None:
        _count_contact(changed, row, told, contact_on)
    if changes.grade is not None:
        _give_grade(changed, row, told, changes.grade, terms)
    if contact_on is not None:
        _keep_agreement(changed, told, contact_on, terms)
    if "name" in told:
        changed["name_folded"] = fold(changed["name"])
        changed["pinyin_keys"] = pinyin_column(changed["name"])
    changed["owner_id"] = owner_id or row["owner_id"]
    agreed = told.get("next_follow_up_on")
    changed |= _follow_up(changed, agreed if isinstance(agreed, date) else None, terms)
    changed["rev"] = row["rev"] + 1
    return changed


def _count_contact(changed: Row, row: Row, told: Row, contact_on: date) -> None:
    """The latest contact starts the rhythm and is a first follow-up, unless the file tells of these itself."""
    changed["last_contact_on"] = contact_on
    if "rhythm_from_on" in told:
        changed["rhythm_from_on"] = max(changed["rhythm_from_on"], contact_on)
    else:
        changed["rhythm_from_on"] = rhythm_after_contact(contact_on, row["rhythm_from_on"], row["status"])
    window_from = row["first_follow_up_from_on"]
    if "first_follow_up_from_on" not in told and window_from is not None and contact_on >= window_from:
        changed["first_follow_up_from_on"] = changed["first_follow_up_due_on"] = None


def _give_grade(changed: Row, row: Row, told: Row, grade: str, terms: Terms) -> None:
    """As `grade.service.set_grade`; what the file tells itself goes before what follows from the grade."""
    changed["grade"] = grade
    is_first = row["grade"] is None and changed["last_contact_on"] is None
    is_closed = row["status"] in ("won", "lost")  # its rhythm counts from the deal
    if is_first and not is_closed and "rhythm_from_on" not in told:
        changed["rhythm_from_on"] = max(changed["rhythm_from_on"], terms.today)
    if is_closed and is_opportunity(terms.policy, grade) and "status" not in told:
        changed["status"] = "negotiating"


def _keep_agreement(changed: Row, told: Row, contact_on: date, terms: Terms) -> None:
    """A contact uses up the stored agreement up to its day, or later than the rhythm without a reason."""
    if "agreed_on" not in told:
        ceiling = terms.ceiling(changed["grade"], changed["status"], changed["rhythm_from_on"])
        agreement = Agreement(changed["agreed_on"], changed["agreed_reason"])
        changed["agreed_on"], reason = kept_agreement(contact_on, agreement, ceiling)
        changed["agreed_reason"] = reason if "agreed_reason" not in told else changed["agreed_reason"]
    if changed["agreed_on"] is None and "next_topic" not in told:
        changed["next_topic"] = None


def _follow_up(row: Row, agreed: date | None, terms: Terms) -> Row:
    ceiling = terms.ceiling(row["grade"], row["status"], row["rhythm_from_on"])
    return follow_up_columns(row, agreed, ceiling, terms.late_reason)


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day is not None), default=None)
