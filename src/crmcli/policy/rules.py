"""The policy in force, as plain values that rules can ask. Source of the thresholds: docs/rules.md#grades."""

from __future__ import annotations

from types import MappingProxyType

from crmcli.kit.cadence import Cadence
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _, language
from crmcli.kit.workdays import WorkCalendar
from crmcli.policy.letters import parse_grade
from crmcli.policy.promises import PromiseRules

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import NamedTuple
else:
    from crmcli.kit.named import NamedTuple

# How a value is written, compared and shown: crmcli/field has one object for each.
FIELD_TYPES = (
    "text", "number", "money", "date", "lunar_date", "choice", "choices", "phone", "id_number", "licence", "file",
    "records",
)  # fmt: skip
# How often a value is confirmed (docs/rules.md#verification-classes); a computed one is nobody's to confirm.
VERIFICATION_CLASSES = ("static", "quarterly", "at_once", "computed")
# What a computed field may be counted from: a view or a column each (customer/computed.py).
COMPUTATIONS = (
    "lawfulness", "purchase_quantity", "purchase_amount", "average_purchase_price", "visits_this_quarter",
    "last_contact",
)  # fmt: skip
# The columns of the card that a field of a playbook may be another name of. Named here and not taken from the card,
# which lies above; a test holds the two together.
CARD_COLUMNS = (
    "code", "name", "kind", "owner", "contact", "phone", "address", "email", "wechat", "birthday", "id_number",
    "licence_number", "region", "industry", "source", "status", "importance", "preferred_channel", "preferred_time",
    "last_contact_on", "next_follow_up_on", "registered_on",
)  # fmt: skip
# Columns that the book fills by itself: nobody has to confirm them.
COLUMNS_OF_THE_BOOK = ("code", "owner", "last_contact_on", "next_follow_up_on", "registered_on")
OFF = "off"
# What each rule may do, and what it usually does for people who sell together.
TEAM_RULES = {
    "first_visit_by_two": (OFF, "warn", "refuse", "due"),
    "key_by_two": (OFF, "warn", "due"),
    "private_line": (OFF, "warn", "refuse"),
    "quarterly_visit": (OFF, "due"),
    "grade_review": (OFF, "due"),
    "missing_report": (OFF, "warn"),
    "grade_fall": (OFF, "approve"),
    "new_card": (OFF, "approve"),
    "card_review": (OFF, "due"),
    "verification": (OFF, "due"),
}
USUAL_MODES = {
    "first_visit_by_two": "warn",
    "key_by_two": "due",
    "private_line": "warn",
    "quarterly_visit": "due",
    "grade_review": "due",
    "missing_report": "warn",
    "grade_fall": "approve",
    "new_card": "approve",
    "card_review": "due",
    "verification": "due",
}
USUAL_APPROVERS = {"grade_fall": "supervisor", "new_card": "manager"}
USUAL_FALL_FROM = ("B", "C", "D")


def check_rule(rule: str, mode: str) -> None:
    """Whether there is such a rule, and whether it may do that. Raises ValueRefused with what there is."""
    if rule not in TEAM_RULES:
        import difflib  # only a typo pays for it

        near = difflib.get_close_matches(rule[:50], TEAM_RULES, n=1, cutoff=0.5)
        sentence = (
            _("There is no rule {rule}; did you mean {near}?")
            if near
            else _("There is no rule {rule}; there are: {near}.")
        )
        raise ValueRefused(sentence, rule=rule[:50], near=", ".join(near or TEAM_RULES))
    if mode not in TEAM_RULES[rule]:
        raise ValueRefused(
            _("The rule {rule} is one of {modes}, not {mode}."),
            rule=rule,
            modes=", ".join(TEAM_RULES[rule]),
            mode=mode[:50],
        )


class GradePolicy(NamedTuple):
    """One grade: its follow-up ceiling, and which need and close date suggest it."""

    letter: str
    cadence: Cadence
    needs: tuple[str, ...]
    closes_within: Cadence | None
    meaning_en: str
    meaning_zh: str
    on_rest_day: str = "stay"  # or "next", "previous": to which working day a follow-up moves

    @property
    def meaning(self) -> str:
        """What the grade says of a customer, in the user's language."""
        return self.meaning_zh if language() == "zh" else self.meaning_en


class FirstFollowUp(NamedTuple):
    """The window of the first follow-up, in days after the first contact of one of these kinds, both included."""

    after_kinds: tuple[str, ...]
    from_day: int
    due_day: int


class TimeToAct(NamedTuple):
    """Until when a next follow-up counts as urgent, soon, not urgent; later is slow."""

    urgent: Cadence
    soon: Cadence
    not_urgent: Cadence

    def bounds(self, today: date) -> tuple[date, date, date]:
        """The last days of urgent, soon and not urgent, seen from `today`."""
        return self.urgent.after(today), self.soon.after(today), self.not_urgent.after(today)


class TeamRules(NamedTuple):
    """The rules for people who sell together (docs/rules.md#team-rules); for one person alone all are off.

    `modes` has every rule that is not off: warn, refuse, due or approve.
    """

    together: bool = False
    modes: Mapping[str, str] = MappingProxyType({})
    fall_from: tuple[str, ...] = USUAL_FALL_FROM  # grades from which a fall needs a yes
    approvers: Mapping[str, str] = MappingProxyType(USUAL_APPROVERS)  # by kind: the role that may say yes
    since: str | None = (
        None  # ISO date from which the rules count: nothing is late because of an earlier time
    )

    def mode(self, rule: str) -> str:
        """What a rule does: off, warn, refuse, due or approve."""
        return self.modes.get(rule, OFF)


class Policy(NamedTuple):
    """Everything a playbook decides about customers in general."""

    playbook: str
    grades: tuple[GradePolicy, ...]  # best first
    after_sale_cadence: Cadence
    lost_grade: str
    key_amount_fen: int
    time_to_act: TimeToAct
    first_follow_up: FirstFollowUp | None
    workdays_a_week: int = 5
    calendar: WorkCalendar | None = None  # where a grade moves follow-ups off rest days
    team: TeamRules = TeamRules()
    promises: PromiseRules = PromiseRules()

    @property
    def letters(self) -> tuple[str, ...]:
        """The grades there are, best first."""
        return tuple(grade.letter for grade in self.grades)

    def grade(self, letter: str) -> GradePolicy:
        """The policy of one grade. Raises ValueRefused naming the grades there are."""
        for grade in self.grades:
            if grade.letter == letter:
                return grade
        raise ValueRefused(
            _("There is no grade {letter}; the grades are {letters}."),
            letter=letter,
            letters=" ".join(self.letters),
        )

    def parse_grade(self, typed: str) -> str:
        """The letter of a grade as people write it: `b`, `B级`, `Ｂ类客户`, `Grade B`. Raises ValueRefused."""
        return parse_grade(typed, self.letters)
