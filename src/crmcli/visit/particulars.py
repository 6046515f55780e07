"""The full record of a visit beside its summary, typed and checked (docs/rules.md#visit-record). Pure."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from crmcli.customer.rules import NAME_LIMIT, NOTE_LIMIT, parse_line
from crmcli.customer.visits import builtin_titles
from crmcli.customer.vocabulary import VOCABULARIES, fold_word, known_word
from crmcli.kit.errors import RuleRefused, UsageRefused, ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.kit.text import clean_block, clean_line, typed_value
from crmcli.policy.visit_record import VISIT_FACTS, VisitRecord
from crmcli.visit.rules import LEAST_SATISFIED, MOST_SATISFIED


class Particulars(NamedTuple):
    """What a visit says beside when, how and in short what. `purposes` are stored words or somebody's own."""

    aspects: Mapping[str, str] = {}
    purposes: tuple[str, ...] = ()
    line: str | None = None
    is_short: bool = False
    is_scout: bool = False
    told: tuple[str, ...] = ()
    satisfaction: int | None = None
    proxy: str | None = None


def parse_text(typed: str) -> str:
    """What was said of an aspect, of several lines at most; empty where nothing is left."""
    return clean_block(typed, NOTE_LIMIT).text


def parse_purpose(typed: str) -> str | None:
    """One of the ten purposes by its stored word, or somebody's own words; None where nothing is left."""
    return known_word("visit_purpose", typed) or parse_line(typed)


def parse_purposes(typed: Iterable[str]) -> tuple[str, ...]:
    """Each purpose once, in the order in which they were typed."""
    return tuple(dict.fromkeys(purpose for purpose in map(parse_purpose, typed) if purpose))


def parse_satisfaction(typed: str) -> int | None:
    """A mark from 1 to 5; None where nothing is typed. Raises ValueRefused."""
    text = typed_value(typed)
    if not text:
        return None
    if not (len(text) == 1 and text.isascii() and text.isdigit()) or not (
        LEAST_SATISFIED <= int(text) <= MOST_SATISFIED
    ):
        raise ValueRefused(
            _("Satisfaction is a mark from {least} (not at all) to {most} (very), not {typed}."),
            least=LEAST_SATISFIED,
            most=MOST_SATISFIED,
            typed=excerpt(typed),
        )
    return int(text)


def parse_proxy(typed: str) -> str | None:
    """Who came in the customer's place; None where nothing is left."""
    return clean_line(typed, NAME_LIMIT).text or None


def aspect_titles(record: VisitRecord) -> dict[str, str]:
    """Every aspect there is to what it is called in the language in force."""
    return {**builtin_titles(), **{name: record.own_title(name) for name in record.own_aspects}}


def aspect_meant(typed: str, record: VisitRecord) -> str:
    """The aspect of that name or title, in either language. Raises ValueRefused with the nearest."""
    folded = fold_word(typed[:NAME_LIMIT])
    known = known_word("visit_aspect", typed)
    if known is not None:
        return known
    for name, titles in record.own_aspects.items():
        if folded in map(fold_word, (name, *titles.values())):
            return name
    titles = aspect_titles(record)
    near = get_close_matches(typed[:NAME_LIMIT], [*titles, *titles.values()], n=1, cutoff=0.5)
    raise ValueRefused(
        _("{typed} is no part of the record of a visit; it is one of: {valid}."),
        typed=excerpt(typed),
        valid=near[0] if near else ", ".join(f"{name} ({title})" for name, title in titles.items()),
    )


def parse_setting(typed: str, record: VisitRecord) -> tuple[str, str]:
    """`ASPECT=TEXT` as typed to `--set`. Raises UsageRefused without the sign, ValueRefused for an unknown aspect."""
    name, sign, text = typed.replace("＝", "=", 1).partition("=")
    if not sign:
        raise UsageRefused(_("--set wants ASPECT=TEXT, not {typed}."), typed=excerpt(typed))
    return aspect_meant(name.strip(), record), text


def check_complete(
    kind: str, summary: str, told: Particulars, record: VisitRecord, given: Iterable[str] = ()
) -> None:
    """Whether everything that must be said is: of a short reception what was gained, else what the form requires.

    `given` are the facts that are there beside the aspects. RuleRefused, naming what is missing.
    """
    if told.is_short:
        if not summary and not told.aspects:
            raise RuleRefused(_("A short reception needs what was gained from it: say it in a few words."))
        return
    missing = [item for item in record.required.get(kind, ()) if item not in {*told.aspects, *given}]
    if missing:
        titles = item_titles(record)
        raise RuleRefused(
            _(
                "The record of this contact needs: {missing}. Say it with {options}, or --short for a short one."
            ),
            missing=", ".join(titles[item] for item in missing),
            options=" ".join(option_of(item) for item in missing),
        )


def item_titles(record: VisitRecord) -> dict[str, str]:
    """What a form may ask, aspects and facts, to what it is called."""
    return {
        **aspect_titles(record),
        "with": _("Went along"),
        "purpose": _("Purpose"),
        "line": _("Company line"),
        "satisfaction": _("Satisfaction (1-5)"),
        "proxy": _("Who came instead"),
    }


def option_of(item: str) -> str:
    """The option that says an aspect or a fact."""
    own = item not in VOCABULARIES["visit_aspect"] and item not in VISIT_FACTS
    return f"--set {item}=" if own else f"--{item.replace('_', '-')}"


def line_known(typed: str, company_lines: Iterable[str]) -> str | None:
    """The company's own line of that name or number as the playbook writes it; None for any other."""
    folded = fold_word(typed)
    return next((line for line in company_lines if fold_word(line) == folded), None)
