"""`crm merge`: two cards become one in one entry of the history; nothing of either is lost."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlmodel import col, select

from crmcli.approval.kinds import MERGED
from crmcli.approval.service import withdraw_about
from crmcli.campaign.service import forget_dropped
from crmcli.change.joining import Joiner, Lost
from crmcli.customer.card_fields import as_seen
from crmcli.customer.rules import code_key
from crmcli.customer.service import add_note, load_customer, touch
from crmcli.customer.tables import Contact, Customer, CustomerAlias, CustomerField, CustomerPhone
from crmcli.grade.falls import needs_a_yes
from crmcli.grade.service import reschedule, set_grade
from crmcli.grade.tables import GradeChange
from crmcli.kit.i18n import _
from crmcli.merge.choosing import CHOSEN, Two, label, worded
from crmcli.merge.referrals import keep_one_referrer, referrals_of
from crmcli.policy.fields import CardDefinition, card_definition, shown_name
from crmcli.staff.desk import Desk

# Rows of one card that are the same thing, though no unique index says so.
_SAME = {"customer_phone": ("customer_id", "number", "extension"), "contact": ("customer_id", "name_folded")}
_UNTOLD = frozenset(
    {
        "id",
        "rank",
        "kind",
        "digits",
        "pinyin_keys",
        "name_folded",
        "is_key",
        "contact_id",
        "birthday_is_lunar",
        "planned_on",
        "done_on",
        "done_by_id",
    }
)

_UNTOLD_TABLES = frozenset({"card_filing"})  # how far a card is says nothing of the customer


def merge_cards(desk: Desk, two: Two, codes: Mapping[str, str]) -> Customer:
    """Join the second card with the first, `codes` saying whose value counts. RuleRefused where one has moved since."""
    for match in (two.keep, two.drop):
        load_customer(desk, match.customer_id, match.rev)
    after = _joined(two, codes)
    after["grade"], fallen = _without_fall(desk, two, after["grade"])
    withdraw_about(desk, two.drop.customer_id, MERGED)
    if after["grade"] != two.keep_row["grade"]:
        withdraw_about(desk, two.keep.customer_id, MERGED, ["grade_fall"])
    referrals = referrals_of(desk, two)
    joiner = Joiner(desk.writing, _SAME)
    _make_room_for_phones(desk, two)
    _make_room_for_records(desk, two)
    forget_dropped(desk, two.keep.customer_id, two.drop.customer_id)
    joiner.join("customer", two.keep_row, two.drop_row, after)
    customer = load_customer(desk, two.keep.customer_id)
    desk.session.add(
        CustomerAlias(customer_id=two.keep.customer_id, code=two.drop.code, code_key=code_key(two.drop.code))
    )
    _keep_one_key_person(desk, customer)
    unkept = keep_one_referrer(desk, customer, referrals)
    _keep_grade_history(desk, two, customer)
    _note_what_was_lost(desk, two, customer, codes, [*_lost_lines(desk, two, joiner.lost), *unkept])
    reschedule(desk, customer)
    touch(desk, customer)
    desk.session.flush()
    if fallen is not None:
        set_grade(desk, customer, fallen, reason=_("merged with {code}").format(code=two.drop.code))
    return customer


def _without_fall(desk: Desk, two: Two, grade: str | None) -> tuple[str | None, str | None]:
    """The grade of the joined card, and the one that has to be asked for because either card would fall to it."""
    held = [row["grade"] for row in (two.keep_row, two.drop_row) if row["grade"] is not None]
    higher = [before for before in held if needs_a_yes(desk.policy, before, grade)]
    if not higher:
        return grade, None
    return min(higher, key=desk.policy.letters.index), grade


def _joined(two: Two, codes: Mapping[str, str]) -> dict[str, Any]:
    keep, drop = two.keep_row, two.drop_row
    after = dict(keep)
    for column in CHOSEN:
        if codes.get(column) == two.drop.code or keep[column] in (None, ""):
            after[column] = drop[column]
    taken = [drop if after[column] == drop[column] else keep for column in ("name", "birthday")]
    after["name_folded"], after["pinyin_keys"] = taken[0]["name_folded"], taken[0]["pinyin_keys"]
    after["birthday_is_lunar"] = taken[1]["birthday_is_lunar"]
    return after | _follow_up(two)


def _follow_up(two: Two) -> dict[str, Any]:
    """The later contact counts, and of what is agreed after it the earlier date."""
    rows = [two.keep_row, two.drop_row]
    last = max((row["last_contact_on"] for row in rows if row["last_contact_on"]), default=None)
    agreed = [row for row in rows if row["agreed_on"] and (last is None or row["agreed_on"] >= last)]
    soonest = min(agreed, key=lambda row: str(row["agreed_on"]), default={})
    windows = [row for row in rows if row["first_follow_up_due_on"]]
    window = windows[0] if len(windows) == len(rows) or (windows and last is None) else {}
    beside = {code for row in rows for code in (row["duplicate_accepted_of"] or "").split(";") if code}
    archived = [row["archived_on"] for row in rows]
    return {
        "registered_on": min(row["registered_on"] for row in rows),
        "archived_on": None if None in archived else max(archived),
        "last_contact_on": last,
        "rhythm_from_on": max(row["rhythm_from_on"] for row in rows if row["last_contact_on"] == last),
        "agreed_on": soonest.get("agreed_on"),
        "agreed_reason": soonest.get("agreed_reason"),
        "next_topic": soonest.get("next_topic")
        or next((row["next_topic"] for row in rows if row["next_topic"]), None),
        "first_follow_up_from_on": window.get("first_follow_up_from_on"),
        "first_follow_up_due_on": window.get("first_follow_up_due_on"),
        "duplicate_accepted_of": ";".join(sorted(beside - {row["code"] for row in rows})) or None,
    }


def _make_room_for_phones(desk: Desk, two: Two) -> None:
    """The phones of the card that goes come after those of the one that stays."""

    def phones_of(customer_id: int) -> list[CustomerPhone]:
        query = select(CustomerPhone).where(CustomerPhone.customer_id == customer_id)
        return list(desk.session.exec(query.order_by(col(CustomerPhone.rank))))

    last = max((phone.rank for phone in phones_of(two.keep.customer_id)), default=0)
    for rank, phone in enumerate(phones_of(two.drop.customer_id), start=last + 1):
        phone.rank = rank
        desk.session.add(phone)
    desk.session.flush()


def _make_room_for_records(desk: Desk, two: Two) -> None:
    """The records of each list of the card that goes come after those of the one that stays."""
    lists = {key: field.parent_key for key, field in card_definition(desk.writing.reading()).by_key.items()}

    def cells_of(customer_id: int) -> list[CustomerField]:
        query = select(CustomerField).where(CustomerField.customer_id == customer_id)
        found = desk.session.exec(query.order_by(col(CustomerField.record).desc()))
        return [cell for cell in found if lists.get(cell.field)]

    next_record: dict[str, int] = {}
    for cell in cells_of(two.keep.customer_id):
        name = lists[cell.field] or ""
        next_record[name] = max(next_record.get(name, 0), cell.record + 1)
    for cell in cells_of(two.drop.customer_id):
        cell.record += next_record.get(lists[cell.field] or "", 0)
        desk.session.add(cell)
        desk.session.flush()  # the last first, each alone: two may not have one number in between


def _keep_one_key_person(desk: Desk, customer: Customer) -> None:
    keys = (
        select(Contact)
        .where(Contact.customer_id == customer.id, col(Contact.is_key))
        .order_by(col(Contact.id))
    )
    for person in list(desk.session.exec(keys))[1:]:
        person.is_key = False
        desk.session.add(person)


def _keep_grade_history(desk: Desk, two: Two, customer: Customer) -> None:
    """The last change of the joined history must lead to the grade that the card has now."""
    changes = (
        select(GradeChange).where(GradeChange.customer_id == customer.id).order_by(col(GradeChange.id).desc())
    )
    last = desk.session.exec(changes).first()
    if customer.grade != (last.to_grade if last else None):
        desk.session.add(
            GradeChange(
                customer_id=two.keep.customer_id,
                changed_on=desk.today,
                from_grade=last.to_grade if last else None,
                to_grade=customer.grade,
                reason=_("merged with {code}").format(code=two.drop.code),
                by_id=desk.my_id,
            )
        )


def _note_what_was_lost(
    desk: Desk, two: Two, customer: Customer, codes: Mapping[str, str], lost: Iterable[str]
) -> None:
    """What the other card said and has no room is kept as a note."""
    book = desk.writing.reading()
    lines = []
    for column, code in codes.items():
        row = two.drop_row if code == two.keep.code else two.keep_row
        lines.append(f"{label(column)}: {worded(book, column, row[column])} ({row['code']})")
    lines += lost
    if lines:
        heading = _("Merged with {name} ({code}), which said:").format(name=two.drop.name, code=two.drop.code)
        add_note(desk, customer, f"{heading} {'; '.join(lines)}")


def _lost_lines(desk: Desk, two: Two, lost: Iterable[Lost]) -> Iterator[str]:
    card = card_definition(desk.writing.reading())
    for one in lost:
        if one.column not in _UNTOLD and one.table not in _UNTOLD_TABLES:
            yield f"{_said_by(card, one)} ({two.drop.code})"


def _said_by(card: CardDefinition, one: Lost) -> str:
    """What is lost, with its name; everybody reads notes, so what is sensitive is masked there, too."""
    name = one.row.get("field")
    if name is None:
        return f"{one.row.get('name') or one.table}: {one.value}"
    value = as_seen(card, str(name), str(one.value))
    return f"{shown_name(card, str(name), int(one.row.get('record') or 0))}: {value}"
