"""What is asked on a terminal about a visit: the grade, what was said, the form, the next date."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from crmcli.customer.rules import parse_line
from crmcli.customer.vocabulary import labels
from crmcli.grade.rules import ceiling_on, check_agreed, suggest_grade
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import ask, ask_until
from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.kit.text import fold
from crmcli.policy.visit_record import VISIT_FACTS, VisitRecord
from crmcli.staff.rules import nobody_called
from crmcli.visit.drafts import Draft
from crmcli.visit.particulars import (
    Particulars,
    item_titles,
    parse_proxy,
    parse_purposes,
    parse_satisfaction,
    parse_text,
)
from crmcli.visit.phrases import SUMMARY, Phrases, chosen
from crmcli.visit.seen import Seen
from crmcli.visit.service import NewVisit

Value = TypeVar("Value")
_SEPARATORS = str.maketrans("，、；;", ",,,,")


class Form:
    """The questions of one visit. Each answer is put in `new` at once, so that nothing is lost when one breaks off."""

    def __init__(self, run: Invocation, seen: Seen, phrases: Phrases, new: NewVisit) -> None:
        self._run = run
        self._seen = seen
        self._phrases = phrases
        self._titles = item_titles(seen.record)
        self.new = new
        self._typed = new
        self.draft: Draft | None = None  # the document that the texts are taken from

    @property
    def code(self) -> str:
        """The customer's code."""
        return self._seen.match.code

    @property
    def was_asked(self) -> bool:
        """Whether anything was answered that was not typed at first."""
        return self.new != self._typed

    def finish(self) -> None:
        """Nothing is to be kept of the draft any longer; a dry run has written nothing and keeps it."""
        if self.draft is not None and not self._run.dry_run:
            self.draft.done()
            self.draft = None

    def ask_grade(self) -> None:
        """The grade after this contact; Enter keeps it."""
        policy, seen = self._seen.policy, self._seen
        suggestion = suggest_grade(policy, seen.need, seen.expected_close_on, self._run.today)
        if suggestion.letter is not None:
            self._run.say(
                _("Suggested: {letter} ({why})").format(letter=suggestion.letter, why=suggestion.why)
            )
        question = _("Grade after this contact ({letters})").format(letters=" ".join(policy.letters))
        now = seen.match.grade or ""
        grade = ask_until(question, lambda text: policy.parse_grade(text) if text else "", now)
        self.new = self.new._replace(grade=grade or None, reconsidered=True)

    def ask_summary(self) -> None:
        """What was said, in short."""
        self.new = self.new._replace(summary=self._ask_text(SUMMARY, _("What was said"), needed=False))

    def ask_items(self, items: Iterable[str]) -> None:
        """The aspects and facts that a form asks, but what is said already."""
        required = self._seen.record.required.get(self.new.kind, ())
        for item in items:
            if item in VISIT_FACTS:
                self._ask_fact(item)
            elif item not in self.new.told.aspects:
                needed = item in required and not self.new.told.is_short
                said = self._ask_text(item, self._titles[item], needed=needed)
                if said:
                    self._tell(aspects={**self.new.told.aspects, item: said})

    def _tell(self, **told: object) -> None:
        self.new = self.new._replace(told=self.new.told._replace(**told))  # type: ignore[arg-type]

    def _ask_text(self, part: str, question: str, *, needed: bool) -> str:
        for number, text in enumerate(self._phrases.get(part, {}).values(), start=1):
            self._run.warn(f"{number:>3}  {text}")

        def parse(typed: str) -> str:
            text = parse_text(chosen(part, typed, self._phrases))
            if needed and not text:
                raise ValueRefused(
                    _("This must be answered; Ctrl-C leaves the form and gives back what you typed.")
                )
            return text

        return ask_until(question, parse)

    def _ask_fact(self, item: str) -> None:
        told = self.new.told
        if item == "with" and not self.new.companions:
            self.new = self.new._replace(companions=ask_until(self._titles[item], self._parse_companions))
        elif item == "purpose" and not told.purposes:
            words = labels("visit_purpose")
            self._tell(purposes=self._ask_numbered(item, list(words.values()), parse_purposes))
        elif item == "line" and told.line is None:
            lines = self._seen.record.company_lines
            named = self._ask_numbered(item, lines, lambda typed: tuple(map(parse_line, typed)))
            self._tell(line=next(filter(None, named), None))
        elif item == "satisfaction" and told.satisfaction is None:
            self._tell(satisfaction=ask_until(self._titles[item], parse_satisfaction))
        elif item == "proxy" and told.proxy is None:
            self._tell(proxy=ask_until(self._titles[item], parse_proxy))

    def _ask_numbered(
        self, item: str, offered: Sequence[str], parse: Callable[[Sequence[str]], tuple[Value, ...]]
    ) -> tuple[Value, ...]:
        for number, text in enumerate(offered, start=1):
            self._run.warn(f"{number:>3}  {text}")
        question = self._titles[item]
        if offered:
            question = _("{what} (numbers, or your own words after a comma)").format(what=question)
        return ask_until(question, lambda typed: parse(list(_taken(typed, offered))))

    def _parse_companions(self, typed: str) -> tuple[str, ...]:
        names = self._seen.staff
        meant = []
        for part in _parts(typed):
            name = next((name for name in names if fold(name) == fold(part)), None)
            if name is None:
                raise ValueRefused(str(nobody_called(part, names)))
            if fold(name) == fold(self._run.actor_name):
                raise ValueRefused(_("{name} logs this visit and cannot be the companion too."), name=name)
            meant.append(name)
        return tuple(dict.fromkeys(meant))

    def ask_next(self) -> None:
        """The next date, and what to open with; a date later than the rhythm needs a reason, else it is another."""
        self._ask_next_date()
        if self.new.next_on is not None and self.new.topic is None:
            self.new = self.new._replace(topic=parse_line(ask(_("Topic to open with"))))

    def _ask_next_date(self) -> None:
        new, seen = self.new, self._seen
        ceiling = ceiling_on(seen.policy, new.grade or seen.match.grade, seen.status, new.contact_on)

        def parse(typed: str) -> date | None:
            day = parse_date(typed, self._run.today, "future") if typed else None
            if day is not None:
                check_agreed(day, None, None, new.contact_on)
            return day

        while True:
            next_on = ask_until(_("Next date agreed (Enter: by the rhythm)"), parse)
            if next_on is None or ceiling is None or next_on <= ceiling or new.reason:
                self.new = new._replace(next_on=next_on)
                return
            question = _("{next} is later than the rhythm ({ceiling}); why").format(
                next=describe_date(next_on), ceiling=describe_date(ceiling)
            )
            reason = parse_line(ask(question))
            if reason:
                self.new = new._replace(next_on=next_on, reason=reason)
                return


def _parts(typed: str) -> Iterator[str]:
    return (part.strip() for part in typed.translate(_SEPARATORS).split(",") if part.strip())


def _taken(typed: str, offered: Sequence[str]) -> Iterator[str]:
    """The parts of an answer; a number of the list stands for what it numbers. Raises ValueRefused."""
    for part in _parts(typed):
        numbers = part.split()
        if not offered or not all(
            number.isascii() and number.isdigit() and len(number) < 3 for number in numbers
        ):
            yield part
            continue
        for number in numbers:
            if not 1 <= int(number) <= len(offered):
                raise ValueRefused(
                    _("Type a number from 1 to {most}, or your own words; not {typed}."),
                    most=len(offered),
                    typed=excerpt(number),
                )
            yield offered[int(number) - 1]


def every_item(record: VisitRecord) -> list[str]:
    """Everything that a form can ask, in order."""
    return ["with", "purpose", "line", *record.aspects, "satisfaction", "proxy"]


def asked_items(record: VisitRecord, kind: str, told: Particulars, *, everything: bool) -> Sequence[str]:
    """What is to be asked about a contact of that kind: nothing of a short one, unless the whole form is wanted."""
    if everything:
        return every_item(record)
    return () if told.is_short else record.asked.get(kind, ())
