"""From typed words to a changed card, of one customer or of several."""

from collections.abc import Sequence

from crmcli.customer.bulk import change_several
from crmcli.customer.confirming import note_changed_columns
from crmcli.customer.field_values import register_files, set_fields
from crmcli.customer.queries import Match
from crmcli.customer.selection import say_who_has_it_too, several_customers
from crmcli.customer.service import add_phone, drop_phone, load_customer, phones_of, touch
from crmcli.customer.tables import Customer
from crmcli.filing.referral import WhoReferred, set_referrer
from crmcli.grade.service import set_grade
from crmcli.intake.adding import ParsedCard, TypedCard, parse_card
from crmcli.intake.service import edit_columns
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import RuleRefused, UsageRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.kit.phones import Phone, parse_phone
from crmcli.staff.desk import Desk, desk, owner_meant

UNIQUE = ("name", "id_number", "licence_number")


def edit_customers(
    run: Invocation, typed_customer: str | None, where: str | None, typed: TypedCard, dropped: Sequence[str]
) -> Record | Text:
    """Apply the typed changes. Several customers never get one name, number or phone."""
    with run.reading() as book:
        matches, bulk = several_customers(run, book, typed_customer, where)
    parsed = parse_card(run, typed)
    unwanted = [parse_phone(phone) for phone in dropped]
    said = (
        parsed.columns,
        parsed.own_fields,
        parsed.phones,
        unwanted,
        parsed.grade,
        parsed.owner,
        parsed.referrer,
    )
    if not any(said):
        raise UsageRefused(_("Say what to change, for example --region 郑州 or --set FIELD=VALUE."))
    if bulk and (parsed.phones or unwanted or any(column in parsed.columns for column in UNIQUE)):
        raise RuleRefused(_("A name, a number or a phone belongs to one customer; edit it one by one."))
    done = change_several(run, "edit", matches, bulk, lambda at, one: _edit(at, one, parsed, unwanted))
    if not bulk:
        numbers = [parsed.columns.get(column) for column in ("id_number", "licence_number")]
        say_who_has_it_too(run, matches[0].customer_id, parsed.phones, numbers)
    return done


def edit_fields(run: Invocation, match: Match, settings: Sequence[str]) -> bool:
    """Apply `FIELD=VALUE` settings to one card, each said back when it was typed; whether anything changed."""
    parsed = parsed_quietly(run, settings)
    with desk(run, "card form") as at:
        return _edit(at, load_customer(at, match.customer_id), parsed, [])


def parsed_quietly(run: Invocation, settings: Sequence[str]) -> ParsedCard:
    """What settings mean that were said back before."""
    was_quiet, run.quiet = run.quiet, True
    try:
        return parse_card(run, TypedCard({}, settings=settings))
    finally:
        run.quiet = was_quiet


def _edit(at: Desk, customer: Customer, parsed: ParsedCard, unwanted: Sequence[Phone]) -> bool:
    columns = dict(parsed.columns)
    if parsed.owner:
        columns["owner_id"] = owner_meant(at, parsed.owner).id
    changed = edit_columns(at, customer, columns)
    register_files(at, parsed.files)
    changed = set_fields(at, customer, parsed.own_fields) or changed
    if parsed.referrer is not None:
        by = parsed.referrer.customer_id
        changed = set_referrer(at, customer, None if by is None else WhoReferred(by)) or changed
    if parsed.grade:
        changed = set_grade(at, customer, at.policy.parse_grade(parsed.grade)) is not None or changed
    return _edit_phones(at, customer, parsed.phones, unwanted) or changed


def _edit_phones(at: Desk, customer: Customer, wanted: Sequence[Phone], unwanted: Sequence[Phone]) -> bool:
    had_one = bool(phones_of(at, customer))
    for phone in unwanted:
        drop_phone(at, customer, phone)
    before = len(phones_of(at, customer))
    for phone in wanted:
        add_phone(at, customer, phone)
    changed = len(phones_of(at, customer)) != before
    if changed:
        touch(at, customer)
    if had_one and (changed or unwanted):
        note_changed_columns(at, customer, ["phone"])
    return changed or bool(unwanted)
