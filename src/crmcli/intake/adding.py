"""From typed words to a registered customer: parse, ask for what is missing, register."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from datetime import date
from typing import NamedTuple, cast

from crmcli.customer.acquaintance import say_met
from crmcli.customer.birthday_words import birthday_columns
from crmcli.customer.card import FIELD_TO_COLUMN, PARSERS, Typing, parse_field
from crmcli.customer.fields import customer_fields
from crmcli.customer.rules import parse_name
from crmcli.customer.showing import written_record
from crmcli.customer.vocabulary import labels
from crmcli.filing.service import open_card
from crmcli.grade.rules import suggest_grade
from crmcli.intake.service import NewCustomer, namesakes_of, register_customer
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import ask_until
from crmcli.kit.dates import describe_date
from crmcli.kit.errors import RuleRefused, UsageRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.kit.phones import Phone, parse_phone
from crmcli.kit.storage.migrating import empty_book
from crmcli.kit.where import Field
from crmcli.policy.choosing import policy_for
from crmcli.policy.rules import Policy
from crmcli.staff.desk import desk, owner_meant

OWN_VERBS = {
    "note": "crm note CUSTOMER TEXT",
    "tag": "crm tag CUSTOMER TAG",
    "contact": "crm contact add CUSTOMER NAME",
    "topic": "crm snooze CUSTOMER DATE --topic TEXT",
    "agreed_on": "crm snooze CUSTOMER DATE",
    "next_follow_up_on": "crm snooze CUSTOMER DATE",
    "archived_on": "crm archive CUSTOMER",
}


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


class ParsedCard(NamedTuple):
    """The same, parsed: `own_fields` are (name, value), `grade` and `owner` as `--set` may name them."""

    columns: dict[str, object]
    own_fields: list[tuple[str, str]]
    phones: list[Phone]
    grade: str | None
    owner: str | None


def parse_card(run: Invocation, typed: TypedCard) -> ParsedCard:
    """Every typed word of a card. Raises ValueRefused, UsageRefused."""
    typing = Typing(run.today)
    words = {column: text for column, text in typed.columns.items() if text is not None}
    parsed = ParsedCard({}, [], [parse_phone(phone) for phone in typed.phones], typed.grade, typed.owner)
    parsed = _with_settings(run, parsed, words, typed.settings)
    parsed.columns.update(birthday_columns(run, words.pop("birthday", None), typed.lunar))
    for column, text in words.items():
        parsed.columns[column] = parse_field(column, text, typing)
    say_met(run, parsed.columns)
    close_on = parsed.columns.get("expected_close_on")
    if isinstance(close_on, date):
        run.say(_("Expected to close on {day}.").format(day=describe_date(close_on)))
    return parsed


def _with_settings(
    run: Invocation, parsed: ParsedCard, words: dict[str, str], settings: Sequence[str]
) -> ParsedCard:
    """`--set FIELD=VALUE`: a field of the card by any of its names, or one of the user's own."""
    for name, field, value in _settings(run, settings):
        known = field.name if field and not field.parameters else None
        column = FIELD_TO_COLUMN.get(known or "", known or "")
        if column in PARSERS:
            words[column] = value
        elif known == "grade":
            parsed = parsed._replace(grade=value)
        elif known == "owner":
            parsed = parsed._replace(owner=value)
        elif known == "phone":
            parsed.phones.append(parse_phone(value))
        elif known in OWN_VERBS:
            raise RuleRefused(
                _("{field} is not set like that; use: {command}."), field=name, command=OWN_VERBS[known]
            )
        elif known is not None:
            raise RuleRefused(
                _("{field} cannot be set like that; it follows from something else."), field=name
            )
        else:
            parsed.own_fields.append((field.name if field else name, value))
    return parsed


def _settings(run: Invocation, settings: Sequence[str]) -> list[tuple[str, Field | None, str]]:
    """The name, the field that it means (None: a new one of the user's own) and the value of each setting."""
    if not settings:
        return []
    with _quiet_reading(run) as book:
        fields = customer_fields(book, run.today)
        return [(name, fields.find(name), value) for name, value in map(_split_setting, settings)]


def _split_setting(typed: str) -> tuple[str, str]:
    name, sign, value = typed.partition("=")
    if not sign or not name.strip():
        raise UsageRefused(_("--set needs FIELD=VALUE, not {typed}."), typed=typed[:60])
    return name.strip(), value


def _quiet_reading(run: Invocation) -> AbstractContextManager[sqlite3.Connection]:
    """The book, or an empty one where this very command is going to make it: nothing to say about that."""
    return closing(empty_book()) if run.book_missing else run.reading()


def add_customer(run: Invocation, typed: TypedCard, allow_duplicate: bool) -> Record:
    """Register what was typed; on a terminal ask for what is missing first."""
    with _quiet_reading(run) as book:
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
        customer = register_customer(at, new)
        open_card(at, customer)
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
    assert customer_id is not None
    return written_record(run, customer_id, code)


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
