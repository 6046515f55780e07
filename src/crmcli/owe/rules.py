"""In which order something owed goes its way, and by when. Rules: docs/rules.md#promises-and-complaints."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from crmcli.kit.errors import RuleRefused, ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import typed_value

KINDS = ("promise", "complaint", "suggestion", "message")
MUST_BE_TOLD = ("complaint", "suggestion")  # never closed before the customer knows what came of it
STATES = ("open", "answered", "told", "closed", "dropped")
OPEN_STATES = STATES[:3]
MOST_SATISFIED = 5
NOTED_LATER = frozenset(
    {"outcome", "prevention", "topic"}
)  # what may still be said of something that is over


class Steps(NamedTuple):
    """How far something owed has come: the day of each step."""

    ref: str
    kind: str
    opened_on: date
    due_on: date
    answered_on: date | None = None
    expected_on: date | None = None
    told_on: date | None = None
    closed_on: date | None = None
    is_dropped: bool = False

    @property
    def state(self) -> str:
        """One of STATES."""
        if self.closed_on is not None:
            return "dropped" if self.is_dropped else "closed"
        if self.told_on is not None:
            return "told"
        return "open" if self.answered_on is None else "answered"

    @property
    def next_due_on(self) -> date:
        """By when the next step is to be made: the day that was named, the promised one, or the telling."""
        day = self.due_on if self.expected_on is None else self.expected_on
        return day if self.told_on is None else max(day, self.told_on)


def next_step(state: str, kind: str) -> str | None:
    """What is to be done next: answer, tell, do (keep it, pass it on) or close; None once it is over."""
    if state == "open":
        return "answer" if kind in MUST_BE_TOLD else "do"
    return {"answered": "tell", "told": "close"}.get(state)


def visible_on(steps: Steps, ahead_days: int) -> date:
    """From when it is in the due list: what somebody waits to have answered at once, the rest some days before."""
    if next_step(steps.state, steps.kind) != "do":
        return steps.opened_on
    first = max(steps.next_due_on.toordinal() - ahead_days, date.min.toordinal())
    return max(steps.opened_on, date.fromordinal(first))


def check_opening(kind: str, opened_on: date, due_on: date, today: date, *, by_customer: bool) -> None:
    """What is noted has been said, and is due no earlier. Raises RuleRefused."""
    if opened_on > today:
        raise RuleRefused(_("{day} is still to come; say what has happened."), day=opened_on)
    if due_on < opened_on:
        raise RuleRefused(
            _("It cannot be due on {due}, before it was said ({day})."), due=due_on, day=opened_on
        )
    if by_customer and kind != "promise":
        raise RuleRefused(_("--by-customer goes with a promise: it is the customer who promised it."))


def check_answer(steps: Steps, on: date, today: date, expected_on: date | None) -> None:
    """An answer is given once, to what is open. Raises RuleRefused."""
    _check_running(steps)
    if steps.answered_on is not None:
        raise RuleRefused(
            _("{ref} was answered on {day} already; crm owe edit {ref} --answer TEXT corrects the answer."),
            ref=steps.ref,
            day=steps.answered_on,
        )
    _check_day(steps.ref, on, steps.opened_on, today)
    if expected_on is not None and expected_on < on:
        raise RuleRefused(
            _("{ref} cannot be answered on {day} with {expected}, which is earlier."),
            ref=steps.ref,
            day=on,
            expected=expected_on,
        )


def check_told(steps: Steps, on: date, today: date) -> None:
    """The customer is told once, and what was answered. Raises RuleRefused."""
    _check_running(steps)
    if steps.told_on is not None:
        raise RuleRefused(
            _("The customer was told of {ref} on {day} already."), ref=steps.ref, day=steps.told_on
        )
    if steps.answered_on is None:
        raise RuleRefused(
            _("{ref} has no answer yet, so nothing can be told; crm owe answer {ref} TEXT comes first."),
            ref=steps.ref,
        )
    _check_day(steps.ref, on, steps.answered_on, today)


def check_close(steps: Steps, on: date, today: date, *, reasoned: bool) -> None:
    """What somebody waits for is closed when it was told, or with a reason. Raises RuleRefused."""
    _check_running(steps)
    if steps.kind in MUST_BE_TOLD and steps.told_on is None and not reasoned:
        if steps.answered_on is None:
            sentence = _(
                "{ref} has no answer, and the customer knows nothing: crm owe answer {ref} TEXT, then"
                " crm owe told {ref}; or close it with --anyway --reason TEXT."
            )
        else:
            sentence = _(
                "The customer has not been told what came of {ref}: crm owe told {ref} comes first;"
                " or close it with --anyway --reason TEXT."
            )
        raise RuleRefused(sentence, ref=steps.ref)
    _check_day(steps.ref, on, steps.told_on or steps.answered_on or steps.opened_on, today)


def check_drop(steps: Steps) -> None:
    """What is over cannot be dropped. Raises RuleRefused."""
    _check_running(steps)


def check_order(steps: Steps, *, reasoned: bool) -> None:
    """Whether all steps, read from a file, can have been. Raises ValueRefused."""
    days = [steps.opened_on, steps.answered_on, steps.told_on, steps.closed_on]
    there = [day for day in days if day is not None]
    untold = steps.kind in MUST_BE_TOLD and steps.told_on is None and steps.closed_on is not None
    told_first = steps.told_on is not None and steps.answered_on is None
    dropped_open = steps.is_dropped and (steps.closed_on is None or not reasoned)
    if there != sorted(there) or (untold and not reasoned) or told_first or dropped_open:
        raise ValueRefused(_("the steps of {ref} cannot have been in this order."), ref=steps.ref or "-")


def check_edit(steps: Steps, columns: Iterable[str]) -> None:
    """What is over stays as it is; what came of it, and what keeps it from recurring, is noted later too."""
    if not NOTED_LATER.issuperset(columns):
        _check_running(steps)


def _check_running(steps: Steps) -> None:
    if steps.closed_on is not None:
        sentence = (
            _("{ref} was dropped on {day}; nothing was changed.")
            if steps.is_dropped
            else _("{ref} was closed on {day} already; nothing was changed.")
        )
        raise RuleRefused(sentence, ref=steps.ref, day=steps.closed_on)


def _check_day(ref: str, on: date, earliest: date, today: date) -> None:
    if on > today:
        raise RuleRefused(_("{day} is still to come; say what has happened."), day=on)
    if on < earliest:
        raise RuleRefused(
            _("{day} lies before the last step of {ref} ({earliest})."), day=on, ref=ref, earliest=earliest
        )


def parse_mark(typed: str) -> int:
    """A mark from 1 (not satisfied) to 5: `4`, `4分`, `4/5`. Raises ValueRefused."""
    text = typed_value(typed).removesuffix("分").removesuffix("/5").strip()
    if text in ("1", "2", "3", "4", "5"):
        return int(text)
    raise ValueRefused(
        _("{typed} is no mark; say 1 (not satisfied at all) to 5 (very satisfied)."), typed=typed[:40]
    )
