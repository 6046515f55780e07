"""What is said of papers: what is asked for, what is missing and why."""

from collections.abc import Iterable, Sequence
from datetime import date

from crmcli.checklist.periods import Period, required_periods
from crmcli.checklist.queries import Application
from crmcli.checklist.records import Party, Receipt
from crmcli.checklist.rules import has_expired
from crmcli.checklist.standing import Bundle, Line, Part
from crmcli.checklist.sufficiency import Shortfall
from crmcli.checklist.template import Words
from crmcli.checklist.vocabulary import GATHERED, form_words, role_words, state_labels
from crmcli.kit.cadence import describe_span, parse_cadence
from crmcli.kit.i18n import _
from crmcli.kit.text import fold


def period_words(period: Period) -> str:
    """2026-05-20 to 2026-11-19; one day alone."""
    if period.first == period.last:
        return str(period.first)
    return _("{first} to {last}").format(first=period.first, last=period.last)


def party_words(party: Party) -> str:
    """A party as people read it: 李丽 (spouse)."""
    role = role_words(party.role)
    return f"{party.name} ({role})" if party.name else role


def asked_words(one: Application, part: Part) -> str:
    """How a paper must be: how many, which period, which form; empty where nothing is said."""
    requirement = part.requirement
    words = []
    if requirement.at_least > 1:
        words.append(_("at least {count}").format(count=requirement.at_least))
    if requirement.covers:
        periods = required_periods(requirement.covers, one.records.applied_on)
        words.append(_(", ").join(map(period_words, periods)))
    if requirement.max_age:
        age = describe_span(parse_cadence(requirement.max_age))
        words.append(_("not older than {age}").format(age=age))
    told = f"{part.item.title.here} {title_of(one, part)}"
    words += [word for word in map(form_words, requirement.form) if word not in told]
    return _(", ").join(words)


def words_of(one: Application, part: Part) -> Words:
    """What a paper is called in both languages."""
    return one.template_of(part.holder).paper_title(part.paper)


def title_of(one: Application, part: Part) -> str:
    """What a paper is called."""
    return words_of(one, part).here


def shortfall_words(short: Shortfall) -> str:
    """Why papers that came are not enough."""
    if short.kind == "copies":
        return _("{count} more").format(count=short.lacking)
    if short.kind == "expired":
        return _("had expired on {day}").format(day=short.day)
    if short.kind == "too_old":
        return _("is too old, of {day}").format(day=short.day)
    periods = _(", ").join(map(period_words, short.periods))
    if short.kind == "unknown_period":
        return _("period not said, {periods} is asked for").format(periods=periods)
    return _("{periods} is missing").format(periods=periods)


def line_words(one: Application, line: Line) -> str:
    """What of an item is missing and why; what was said of it where it is settled or there."""
    words = "; ".join(_settled(line)) if line.state in GATHERED else _bundle(one, line, line.bundle)
    return "" if fold(words) == fold(line.item.title.here) else words


def _settled(line: Line) -> list[str]:
    """Of what is there who looked at it, until when it is valid, the file; of what is waived who said so and why."""
    words: list[str] = []
    for part in line.bundle.counting():
        if part.state == "waived" and part.waiver:
            words.append(
                _("waived by {name}: {reason}").format(name=part.waiver.by, reason=part.waiver.reason)
            )
        live = [receipt for receipt in part.receipts if receipt.state != "rejected"]
        words += [told for receipt in live[-1:] if (told := _receipt(receipt))]
    return list(dict.fromkeys(words))


def _receipt(receipt: Receipt) -> str:
    words = []
    if receipt.state == "verified":
        words.append(f"{receipt.decided_by or ''} {receipt.decided_on or ''}".strip())
    if receipt.original_seen:
        words.append(_("original seen"))
    if receipt.expires_on is not None:
        words.append(_("valid until {day}").format(day=receipt.expires_on))
    if receipt.file_name:
        words.append(receipt.file_name)
    if receipt.note:
        words.append(receipt.note)
    return _(", ").join(words)


def _bundle(one: Application, line: Line, bundle: Bundle, *, joined: bool = False) -> str:
    """What a bundle lacks; alternatives with a slash, `joined`: what belongs to one of them with a plus."""
    if bundle.state in GATHERED:
        return ""
    if bundle.part:
        return part_words(one, line, bundle.part)
    if bundle.options:
        begun = [option for option in bundle.options if option.state != "missing"] or bundle.options
        return " / ".join(filter(None, (_bundle(one, line, option, joined=True) for option in begun)))
    comma = " + " if joined else _(", ")
    lacking = [inside for inside in bundle.every if inside.state not in GATHERED]
    if len({_persons(inside) for inside in lacking}) > 1 and all(
        len(_persons(inside)) == 1 for inside in lacking
    ):
        return _by_person(one, line, lacking, comma)
    return comma.join(filter(None, (_bundle(one, line, inside) for inside in lacking)))


def _persons(bundle: Bundle) -> tuple[Party, ...]:
    return tuple(dict.fromkeys(part.person for part in bundle.parts()))


def _by_person(one: Application, line: Line, lacking: Sequence[Bundle], comma: str) -> str:
    """Whose each paper is, each person once: 王小明: ID card, register; 李丽 (spouse): ID card."""
    parts = [inside.part for inside in lacking if inside.part and inside.state == "missing"]
    if len(parts) == len(lacking) and len({part.paper for part in parts}) == 1:
        words = part_words(one, line, parts[0])
        whose = enumerate_words(_whose(part.person) for part in parts)
        return _("{what}: {why}").format(what=words, why=whose) if words else whose
    by_person: dict[Party, list[str]] = {}
    for inside in lacking:
        by_person.setdefault(_persons(inside)[0], []).append(_bundle(one, line, inside))
    return "; ".join(
        _("{what}: {why}").format(what=_whose(person), why=comma.join(filter(None, words)))
        if any(words)
        else _whose(person)
        for person, words in by_person.items()
    )


def _whose(person: Party) -> str:
    return person.name if person.hands_in_a_list else party_words(person)


def part_words(one: Application, line: Line, part: Part) -> str:
    """One paper that is still to come: its name where the item has others, and what it lacks."""
    name = title_of(one, part) if len({each.paper for each in line.bundle.parts()}) > 1 else ""
    if part.state == "rejected":
        why = _("rejected: {reason}").format(reason=part.receipts[-1].reason)
    elif part.state == "partial":
        why = _(", ").join(map(shortfall_words, part.shortfalls))
    else:
        return _with_terms(name, asked_words(one, part))
    return _("{what}: {why}").format(what=name, why=why) if name else why


def _with_terms(name: str, terms: str) -> str:
    return f"{name} ({terms})" if name and terms else name or terms


def state_word(line: Line, today: date) -> str:
    """An item's state as people read it, half a bundle as half; what has ended since is no longer there."""
    if has_expired(line, today):
        return _("expired")
    word = state_labels()[line.state]
    if line.state == "partial" and line.bundle.need > 1:
        return f"{word} {line.bundle.have}/{line.bundle.need}"
    return word


def timeliness(
    deadline_on: date | None, gathered_on: date | None, today: date, *, closed: bool = False
) -> str | None:
    """in_time, late, or open while papers are missing before the deadline; None where there is no deadline."""
    if deadline_on is None:
        return None
    if gathered_on is not None:
        return "in_time" if gathered_on <= deadline_on else "late"
    return "late" if today > deadline_on else None if closed else "open"


def timeliness_labels() -> dict[str, str]:
    """How a checklist stands to its deadline, as people read it."""
    return {"in_time": _("in time"), "late": _("late"), "open": _("still open")}


def enumerate_words(words: Iterable[str]) -> str:
    """Words one after another, as the language does."""
    return _(", ").join(words)


def still_missing(one: Application, parts: Sequence[Part]) -> list[str]:
    """What the papers just received lack: a line for each that is not complete."""
    keys = {(part.holder.id, part.person.id, part.item.name, part.paper) for part in parts}
    return [
        f"{title_of(one, part)}: {enumerate_words(map(shortfall_words, part.shortfalls))}"
        for line in one.standing.lines
        for part in line.bundle.parts()
        if part.state == "partial" and (part.holder.id, part.person.id, part.item.name, part.paper) in keys
    ]
