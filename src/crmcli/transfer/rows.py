"""The row of the table `customer` that a card becomes, new or changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crmcli.customer.rules import code_key, likely_kind, pinyin_column
from crmcli.grade.rules import ceiling_on, is_opportunity, suggest_grade
from crmcli.kit.text import fold
from crmcli.policy.rules import Policy
from crmcli.transfer.cards import Card
from crmcli.transfer.rules import Changes, Row, follow_up_columns, latest_contact

EMPTY_ROW: Row = {
    "code": None,
    "code_key": None,
    "kind": None,
    "name": None,
    "name_folded": None,
    "pinyin_keys": "",
    "status": "potential",
    "importance_set": None,
    "need": None,
    "expected_close_on": None,
    "amount_fen": None,
    "grade": None,
    "source": None,
    "region": None,
    "industry": None,
    "address": None,
    "email": None,
    "wechat": None,
    "birthday": None,
    "birthday_is_lunar": False,
    "id_number": None,
    "licence_number": None,
    "owner_id": None,
    "preferred_channel": None,
    "preferred_time": None,
    "registered_on": None,
    "archived_on": None,
    "duplicate_accepted_of": None,
    "last_contact_on": None,
    "rhythm_from_on": None,
    "agreed_on": None,
    "agreed_reason": None,
    "next_topic": None,
    "next_follow_up_on": None,
    "first_follow_up_from_on": None,
    "first_follow_up_due_on": None,
    "rev": 1,
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
    row["rhythm_from_on"] = _later(row["rhythm_from_on"], last_contact_on) or terms.today
    agreed = row.pop("next_follow_up_on", None)
    row |= _follow_up(row, agreed, terms)
    return row


def changed_row(row: Row, changes: Changes, owner_id: int | None, terms: Terms) -> Row:
    """The stored row with what the card says besides; a contact counts when it is the latest one."""
    changed = {**row, **changes.columns}
    agreed = changes.columns.get("next_follow_up_on")
    contact_on = latest_contact(changes.visits)
    if contact_on is not None and (row["last_contact_on"] is None or contact_on >= row["last_contact_on"]):
        _count_contact(changed, row, contact_on)
    if changes.grade is not None:
        changed["grade"] = changes.grade
        if changed["last_contact_on"] is None and "rhythm_from_on" not in changes.columns:
            changed["rhythm_from_on"] = max(changed["rhythm_from_on"], terms.today)
        is_new_chance = row["status"] in ("won", "lost") and is_opportunity(terms.policy, changes.grade)
        if is_new_chance and "status" not in changes.columns:
            changed["status"] = "negotiating"
    if "name" in changes.columns:
        changed["name_folded"] = fold(changed["name"])
        changed["pinyin_keys"] = pinyin_column(changed["name"])
    changed["owner_id"] = owner_id or row["owner_id"]
    agreed = agreed if isinstance(agreed, date) else None
    changed |= _follow_up(changed, agreed, terms)
    changed["rev"] = row["rev"] + 1
    return changed


def _count_contact(changed: Row, row: Row, contact_on: date) -> None:
    """The latest contact starts the rhythm, uses up topic and agreements up to its day, and is a first follow-up."""
    changed["last_contact_on"] = contact_on
    changed["rhythm_from_on"] = _later(changed["rhythm_from_on"], contact_on)
    if row["agreed_on"] is None or row["agreed_on"] <= contact_on:
        for column in ("agreed_on", "agreed_reason", "next_topic"):
            changed[column] = None if changed[column] == row[column] else changed[column]
    window_from = changed["first_follow_up_from_on"]
    if (
        window_from is not None
        and contact_on >= window_from
        and window_from == row["first_follow_up_from_on"]
    ):
        changed["first_follow_up_from_on"] = changed["first_follow_up_due_on"] = None


def _follow_up(row: Row, agreed: date | None, terms: Terms) -> Row:
    ceiling = terms.ceiling(row["grade"], row["status"], row["rhythm_from_on"])
    return follow_up_columns(row, agreed, ceiling, terms.late_reason)


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day is not None), default=None)
