"""Steps of something owed as typed: answered, told, closed, dropped, corrected."""

from collections.abc import Callable, Mapping

from crmcli.customer.rules import parse_line, parse_note
from crmcli.customer.vocabulary import stored_word
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date
from crmcli.kit.errors import UsageRefused, ValueRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.owe.ended import Ended, ended_as, result_of
from crmcli.owe.meaning import one_owed
from crmcli.owe.queries import Known, told_items
from crmcli.owe.recurring import groups_of, same_thing
from crmcli.owe.service import (
    answer_owed,
    close_owed,
    drop_owed,
    edit_owed,
    load_owed,
    tell_owed,
)
from crmcli.owe.tables import Owed
from crmcli.owe.typed import typed_channel, typed_day
from crmcli.staff.desk import Desk, desk, owner_meant


def _write(
    run: Invocation,
    command: str,
    typed: str,
    states: tuple[str, ...],
    write: Callable[[Desk, Owed], object],
    reason: str | None = None,
) -> tuple[Known, Ended]:
    with run.reading() as book:
        known = one_owed(run, book, typed, states)
    with desk(run, f"owe {command}", reason) as at:
        owed = load_owed(at, known.id)
        write(at, owed)
        return known, ended_as(at, owed)


def answer_typed(
    run: Invocation, typed: str, text: str, by: str | None, on: str | None, *, told: bool, how: str | None
) -> Record:
    """Answer it; `told` where the customer heard the answer at once."""
    answer, day, channel = parse_note(text), typed_day(run, on, "past") or run.today, typed_channel(how)
    expected_on = typed_day(run, by, "future")
    if told and expected_on is not None:
        raise UsageRefused(_("--by says that the result is still to come; it cannot have been told already."))
    if channel is not None and not told:
        raise UsageRefused(_("--how goes with --told."))

    def write(at: Desk, owed: Owed) -> None:
        answer_owed(at, owed, answer, day, expected_on)
        if told:
            tell_owed(at, owed, day, channel)

    known, ended = _write(run, "answer", typed, ("open",), write)
    if not told:
        sentence = _("{ref} is answered; tell {name} what came of it by {day}: crm owe told {ref}")
        run.say(sentence.format(ref=known.ref, name=known.name, day=describe_date(ended.steps.next_due_on)))
    return result_of(run, ended)


def told_typed(run: Invocation, typed: str, result: str, how: str | None, on: str | None) -> Record:
    """The customer knows."""
    day, channel = typed_day(run, on, "past") or run.today, typed_channel(how)
    words = parse_note(result) if result.strip() else None
    known, ended = _write(
        run, "told", typed, ("answered",), lambda at, owed: tell_owed(at, owed, day, channel, words)
    )
    run.say(_("{name} knows of {ref}; crm owe close {ref} closes it.").format(name=known.name, ref=known.ref))
    return result_of(run, ended)


def close_typed(
    run: Invocation,
    typed: str,
    outcome: str | None,
    prevention: str | None,
    on: str | None,
    *,
    anyway: bool,
    reason: str | None,
) -> Record:
    """Close it. Raises UsageRefused where `anyway` has no reason."""
    why = parse_line(reason or "")
    if anyway and why is None:
        raise UsageRefused(_("Say with --reason TEXT why it is closed although nobody was told."))
    if why is not None and not anyway:
        raise UsageRefused(_("--reason goes with --anyway; what came of it is --outcome TEXT."))
    day = typed_day(run, on, "past") or run.today
    told = {
        "outcome": parse_note(outcome) if outcome else None,
        "prevention": parse_note(prevention) if prevention else None,
    }
    known, ended = _write(
        run,
        "close",
        typed,
        ("told",),
        lambda at, owed: close_owed(at, owed, day, **told, anyway=why),
        why,
    )
    run.say(_("{ref} of {name} is closed.").format(ref=known.ref, name=known.name))
    if not ended.mapping["prevention"]:
        _say_nothing_prevents(run, ended)
    return result_of(run, ended)


def _say_nothing_prevents(run: Invocation, ended: Ended) -> None:
    """A complaint that came before is closed without a word on what keeps it from coming again."""
    if ended.steps.kind != "complaint" or run.dry_run:
        return
    with run.reading() as book:
        group = same_thing(groups_of(told_items(book, ["complaint"])), ended.steps.ref)
    if group is not None and len(group.items) > 1:
        sentence = _(
            "It came {count} times: crm owe edit {ref} --prevent TEXT notes what keeps it from recurring."
        )
        run.say(sentence.format(count=len(group.items), ref=ended.steps.ref))


def drop_typed(run: Invocation, typed: str, reason: str) -> Record:
    """It is no longer owed. Raises UsageRefused without a reason."""
    why = parse_line(reason)
    if why is None:
        raise UsageRefused(_("Say why with --reason TEXT."))
    known, ended = _write(run, "drop", typed, (), lambda at, owed: drop_owed(at, owed, why), why)
    run.say(_("{ref} of {name} is dropped.").format(ref=known.ref, name=known.name))
    return result_of(run, ended)


def edit_typed(run: Invocation, typed: str, words: Mapping[str, str | None]) -> Record:
    """Correct what was noted. `words` are columns as typed; an empty one is taken away where it may be."""
    given = {column: text for column, text in words.items() if text is not None}
    if not given:
        raise UsageRefused(_("Say what to change: crm owe edit --help lists it."))
    changes = {
        column: _parsed(run, column, text) for column, text in given.items() if column not in ("owner", "by")
    }
    day = _parsed(run, "by", given["by"]) if "by" in given else None

    def write(at: Desk, owed: Owed) -> None:
        if "owner" in given:
            owner = given["owner"].strip()
            changes["owner_id"] = owner_meant(at, owner).id if owner else None
        if day is not None:
            changes["due_on" if owed.expected_on is None else "expected_on"] = day
        if not edit_owed(at, owed, changes):
            run.say(_("{ref} says so already; nothing was changed.").format(ref=owed.ref))

    _known, ended = _write(run, "edit", typed, (), write)
    return result_of(run, ended)


_NEVER_EMPTY = ("text", "kind", "by", "answer")


def _parsed(run: Invocation, column: str, text: str) -> object:
    if not text.strip():
        if column in _NEVER_EMPTY:
            raise ValueRefused(_("{field} cannot be empty."), field=column)
        return None
    if column == "kind":
        return stored_word("owed_kind", text)
    if column == "by":
        return typed_day(run, text, "future")
    return parse_note(text) if column in ("text", "answer", "outcome", "prevention") else parse_line(text)
