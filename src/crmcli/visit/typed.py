"""A visit as typed on the command line, and what its words mean."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crmcli.customer.rules import parse_line
from crmcli.policy.visit_record import VISIT_ASPECTS, VisitRecord
from crmcli.visit.particulars import (
    Particulars,
    parse_proxy,
    parse_purposes,
    parse_satisfaction,
    parse_setting,
    parse_text,
)
from crmcli.visit.phrases import SUMMARY, Phrases, expanded


class TypedRecord(NamedTuple):
    """The full record as typed: None, or nothing in a list, where an option was not given."""

    aspects: Mapping[str, str | None] = dict.fromkeys(VISIT_ASPECTS)
    settings: Sequence[str] = ()
    purposes: Sequence[str] = ()
    line: str | None = None
    short: bool | None = None
    scout: bool | None = None
    told: Sequence[str] = ()
    satisfaction: str | None = None
    proxy: str | None = None
    form: bool = False
    edit: bool = False
    draft: str | None = None


class TypedVisit(NamedTuple):
    """A visit as typed on the command line."""

    customer: str
    summary: str
    kind: str | None
    at: str
    companions: Sequence[str]
    grade: str | None
    reason: str | None
    next: str | None
    topic: str | None
    record: TypedRecord = TypedRecord()

    @property
    def names_phrases(self) -> bool:
        """Whether some text may be the name of a phrase."""
        texts = [self.summary, *self.record.aspects.values(), *self.record.settings]
        return any("@" in text for text in texts if text)


def typed_texts(typed: TypedVisit, record: VisitRecord, phrases: Phrases) -> dict[str, str]:
    """Every aspect that was typed, and the summary where it was; an empty text too.

    Raises ValueRefused, UsageRefused.
    """
    said = {aspect: text for aspect, text in typed.record.aspects.items() if text is not None}
    said |= dict(parse_setting(setting, record) for setting in typed.record.settings)
    if typed.summary.strip():
        said[SUMMARY] = typed.summary
    return {part: parse_text(expanded(part, text, phrases)) for part, text in said.items()}


def typed_particulars(typed: TypedRecord, texts: Mapping[str, str]) -> Particulars:
    """The record as typed, with these texts of aspects. Raises ValueRefused."""
    return Particulars(
        aspects={aspect: text for aspect, text in texts.items() if text and aspect != SUMMARY},
        purposes=parse_purposes(typed.purposes),
        line=parse_line(typed.line or ""),
        is_short=bool(typed.short),
        is_scout=bool(typed.scout),
        told=tuple(name for name in typed.told if name.strip()),
        satisfaction=parse_satisfaction(typed.satisfaction or ""),
        proxy=parse_proxy(typed.proxy or ""),
    )
