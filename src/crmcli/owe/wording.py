"""Something owed, in words."""

from __future__ import annotations

from crmcli.kit.i18n import N_, _
from crmcli.kit.shown import cut
from crmcli.owe.rules import Steps, next_step

SHORT_COLUMNS = 60
_NEXT = {
    ("promise", "do"): N_("promised: {text}"),
    ("message", "do"): N_("pass on: {text}"),
    ("complaint", "answer"): N_("answer the complaint: {text}"),
    ("suggestion", "answer"): N_("answer the suggestion: {text}"),
}
_OF_ANY_KIND = {"tell": N_("tell the customer what came of it: {text}"), "close": N_("close: {text}")}
_BY_CUSTOMER = N_("the customer promised: {text}")


def step_words(steps: Steps, text: str, *, by_customer: bool, department: str | None) -> str:
    """What is to be done next, in the language in force."""
    step = next_step(steps.state, steps.kind) or ""
    sentence = _NEXT.get((steps.kind, step)) or _OF_ANY_KIND[step]
    if by_customer and step == "do":
        sentence = _BY_CUSTOMER
    where = f"{steps.ref}, {department}" if department else steps.ref
    return f"{_(sentence).format(text=cut(' '.join(text.split()), SHORT_COLUMNS))} ({where})"
