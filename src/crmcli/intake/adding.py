"""From typed words to a registered customer: parse, ask for what is missing, register."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, cast

from crmcli.customer.acquaintance import say_met
from crmcli.customer.birthday_words import birthday_columns
from crmcli.customer.card import Typing, parse_field
from crmcli.customer.field_values import FieldSetting, register_files
from crmcli.customer.fields import customer_fields
from crmcli.customer.meant import one_customer
from crmcli.customer.rules import parse_name
from crmcli.customer.showing import written_record
from crmcli.customer.tables import Customer
from crmcli.customer.vocabulary import labels
from crmcli.filing.opening import open_card
from crmcli.grade.rules import suggest_grade
from crmcli.intake.service import NewCustomer, namesakes_of, register_customer
from crmcli.intake.settings import parse_settings, quiet_reading
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import ask_until
from crmcli.kit.dates import describe_date
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.kit.keeping import Copied
from crmcli.kit.phones import Phone, parse_phone
from crmcli.kit.shown import excerpt
from crmcli.policy.choosing import policy_for
from crmcli.policy.fields import SourceDefinition, sources_in_force
from crmcli.policy.rules import Policy
from crmcli.staff.desk import Desk, desk, owner_meant


class TypedCard(NamedTuple):
    """A card as typed: `columns` are card columns (None: not said), `settings` the `FIELD=VALUE` words."""

    columns: Mapping[str, str | None]
    lunar: bool = False
    grade: str | None = None
    owner: str | None = None
    phones: Sequence[str] = ()
    contacts: Sequence[str] = ()
    notes: Sequence[str] = ()
    tags: Sequence[str] = ()
    settings: Sequence[str] = ()
    unset: Sequence[str] = ()
    referred_by: str | None = None


class ParsedCard(NamedTuple):
    """The same, parsed: `grade` and `owner` as `--set` may name them, `files` those of which copies were kept."""

    columns: dict[str, object]
    own_fields: list[FieldSetting]
    files: list[Copied]
    phones: list[Phone]
    grade: str | None
    owner: str | None
    referrer: "Referrer | None" = None


class Referrer(NamedTuple):
    """Who referred a customer; the id None takes it away."""

    customer_id: int | None


def _referrer(run: Invocation, typed: str | None) -> Referrer | None:
    """The customer of the book that is meant. Raises NotFound, Ambiguous."""
    if typed is None or not typed.strip():
        return None if typed is None else Referrer(None)
    with quiet_reading(run) as book:
        return Referrer(one_customer(run, book, typed).customer_id)


def parse_card(run: Invocation, typed: TypedCard) -> ParsedCard:
    """Every typed word of a card. Raises ValueRefused, UsageRefused."""
    words = {column: text for column, text in typed.columns.items() if text is not None}
    settings = parse_settings(run, typed.settings, typed.unset)
    _refuse_two_words(run, words, settings.columns)
    words |= settings.columns
    typing = Typing(run.today, _sources(run) if "source" in words else ())
    parsed = ParsedCard(
        {},
        settings.fields,
        settings.files,
        [*map(parse_phone, typed.phones), *settings.phones],
        settings.grades[-1] if settings.grades else typed.grade,
        settings.owners[-1] if settings.owners else typed.owner,
        _referrer(run, typed.referred_by),
    )
    parsed.columns.update(birthday_columns(run, words.pop("birthday", None), typed.lunar))
    for column, text in words.items():
        parsed.columns[column] = parse_field(column, text, typing)
    say_met(run, parsed.columns)
    close_on = parsed.columns.get("expected_close_on")
    if isinstance(close_on, date):
        run.say(_("Expected to close on {day}.").format(day=describe_date(close_on)))
    return parsed


def _refuse_two_words(run: Invocation, said: Mapping[str, str], settings: Mapping[str, str]) -> None:
    """What an option and --set say differently is meant in one way only. Raises UsageRefused."""
    for column, text in settings.items():
        if said.get(column, text) != text:
            with quiet_reading(run) as book:
                field = customer_fields(book, run.today).built_in(column)
            raise UsageRefused(
                _("{field} is said twice, as {one} and as {other}; say it once."),
                field=field.label if field else column,
                one=excerpt(said[column]),
                other=excerpt(text),
            )


def _sources(run: Invocation) -> Sequence[SourceDefinition]:
    with quiet_reading(run) as book:
        return sources_in_force(book)


def add_customer(run: Invocation, typed: TypedCard, allow_duplicate: bool) -> Record:
    """Register what was typed; on a terminal ask for what is missing first."""
    with quiet_reading(run) as book:
        policy = policy_for(run, book)
    typed = _ask_for_missing(run, typed, policy)
    parsed = parse_card(run, typed)
    grade = policy.parse_grade(parsed.grade) if parsed.grade else None
    with desk(run, "add") as at:
        owner = owner_meant(at, parsed.owner) if parsed.owner else at.me
        assert owner.id is not None
        new = NewCustomer(
            {column: value for column, value in parsed.columns.items() if value is not None},
            owner.id,
            grade,
            parsed.phones,
            typed.contacts,
            typed.notes,
            typed.tags,
            parsed.own_fields,
            allow_duplicate,
        )
        register_files(at, parsed.files)
        customer = register_customer(at, new)
        if parsed.referrer is not None and parsed.referrer.customer_id is not None:
            _link_referrer(at, customer, parsed.referrer.customer_id)
        lacking = open_card(at, customer)
        namesakes = [other.code for other in namesakes_of(at, customer)]
        code, name, next_on, customer_id = (
            customer.code,
            customer.name,
            customer.next_follow_up_on,
            customer.id,
        )
    if namesakes:
        run.say(_("There is another {name}: {codes}.").format(name=name, codes=", ".join(namesakes)))
    _say_registered(run, code, name, next_on)
    if lacking:
        sentence = _("The card is submitted as it is; should it be returned, it needs these too: {fields}.")
        run.say(sentence.format(fields=_(", ").join(lacking)))
    assert customer_id is not None
    return written_record(run, customer_id, code)


def _link_referrer(at: Desk, customer: Customer, referrer_id: int) -> None:
    from crmcli.filing.referral import (  # its tables take longer to load than most cards to add
        WhoReferred,
        set_referrer,
    )

    set_referrer(at, customer, WhoReferred(referrer_id))


def _say_registered(run: Invocation, code: str, name: str, next_on: object) -> None:
    from crmcli.kit.dates import describe_date

    if isinstance(next_on, date):
        sentence = _("{name} is registered as {code}; next follow-up {day}.")
        run.say(sentence.format(name=name, code=code, day=describe_date(next_on)))
    else:
        sentence = _("{name} is registered as {code}, without a grade: crm grade {code} A-E gives one.")
        run.say(sentence.format(name=name, code=code))


def _ask_for_missing(run: Invocation, typed: TypedCard, policy: Policy) -> TypedCard:
    """On a terminal: name, phone, need, close date and grade; Enter leaves a thing out."""
    if not run.interactive and typed.columns["name"] is not None:
        return typed
    if not run.interactive:
        raise UsageRefused(
            _("{name} is missing.") + " " + _("See {command} --help."), name="NAME", command="crm add"
        )
    columns = dict(typed.columns)
    if columns["name"] is None:
        columns["name"] = ask_until(_("Name"), parse_name)
    phones = typed.phones or _optional(ask_until(_("Phone"), _checked(parse_phone)))
    if typed.grade:
        return typed._replace(columns=columns, phones=phones)
    if columns["need"] is None:
        columns["need"] = _ask_field(run, "need", _need_question())
    if columns["expected_close_on"] is None and columns["need"] == "target":
        columns["expected_close_on"] = _ask_field(run, "expected_close_on", _("Expected close date"))
    grade = _ask_grade(run, policy, columns)
    return typed._replace(columns=columns, phones=phones, grade=grade or None)


def _ask_grade(run: Invocation, policy: Policy, columns: Mapping[str, str | None]) -> str:
    """The grade; the suggested one is what Enter gives."""
    typing = Typing(run.today)
    need, close = (
        parse_field(column, text, typing) if (text := columns[column]) else None
        for column in ("need", "expected_close_on")
    )
    suggestion = suggest_grade(policy, cast("str | None", need), cast("date | None", close), run.today)
    if suggestion.letter is not None:
        run.say(_("Suggested: {letter} ({why})").format(letter=suggestion.letter, why=suggestion.why))
    question = _("Grade ({letters})").format(letters=" ".join(policy.letters))
    return ask_until(question, _checked(policy.parse_grade), suggestion.letter or "")


def _need_question() -> str:
    words = ", ".join(f"{word} {label}" for word, label in labels("need").items())
    return _("Need ({words})").format(words=words)


def _ask_field(run: Invocation, column: str, question: str) -> str | None:
    def parse(text: str) -> object:
        return parse_field(column, text, Typing(run.today))

    return ask_until(question, _checked(parse)) or None


def _checked(parse: Callable[[str], object]) -> Callable[[str], str]:
    """Keep the words when they parse, so that asking and typing take one road; empty stays empty."""

    def check(text: str) -> str:
        if text:
            parsed = parse(text)
            return parsed if isinstance(parsed, str) else text
        return ""

    return check


def _optional(text: str) -> list[str]:
    return [text] if text else []
