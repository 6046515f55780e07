"""The policy in force, as plain values that rules can ask. Source of the thresholds: docs/rules.md#grades."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from crmcli.kit.cadence import Cadence
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _, language
from crmcli.kit.workdays import WorkCalendar


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
        letter = _letter(typed, self.letters) if len(typed) <= _LONGEST_TYPED else None
        if letter is None:
            raise ValueRefused(
                _("There is no grade {letter}; the grades are {letters}."),
                letter=typed[:_LONGEST_TYPED],
                letters=" ".join(self.letters),
            )
        return letter

    def parse_grades(self, typed: str) -> list[str | None]:
        """`AB`, `A,B`, `A、B` or `A-` (the dash: no grade) as letters, best first. Raises ValueRefused."""
        asked = {
            None if letter in "-－" else self.parse_grade(letter)
            for letter in typed
            if letter not in ", ，、"
        }
        if not asked:
            self.parse_grade(typed)  # refuses it, and says which grades there are
        return [letter for letter in (*self.letters, None) if letter in asked]


_LONGEST_TYPED = 40
_PREFIXES = ("客户", "意向", "等级", "级别", "grade", "level", "class")
_SUFFIXES = ("客户", "级", "类", "等", "档", "grade", "level", "class")


@lru_cache(maxsize=1024)
def _letter(typed: str, letters: tuple[str, ...]) -> str | None:
    by_folded = {letter.casefold(): letter for letter in letters}
    rest = "".join(filter(str.isalnum, normalize("NFKC", typed).casefold()))
    while rest and rest not in by_folded:
        shorter = _without_one_affix(rest)
        if shorter == rest:
            return None
        rest = shorter
    return by_folded.get(rest)


def _without_one_affix(folded: str) -> str:
    for prefix in _PREFIXES:
        if folded.startswith(prefix):
            return folded.removeprefix(prefix)
    for suffix in _SUFFIXES:
        if folded.endswith(suffix):
            return folded.removesuffix(suffix)
    return folded
