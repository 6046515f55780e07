"""The card asked for field by field. What has been answered is kept group by group, an interruption included."""

import re
from collections.abc import Iterator, Mapping

from crmcli.customer.card_fields import CardFields, card_value, fields_of
from crmcli.customer.queries import Match
from crmcli.customer.selection import describe, one_customer
from crmcli.customer.showing import written_record
from crmcli.customer.vocabulary import labels
from crmcli.intake.adding import TypedCard, parse_card
from crmcli.intake.editing import edit_fields
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import ask
from crmcli.kit.errors import CrmError, NotFound, RuleRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.kit.phone_wording import format_stored_phone
from crmcli.kit.where.fields import folded, nearest
from crmcli.policy.fields import CardDefinition, FieldDefinition, GroupDefinition, source_labels

_BETWEEN = re.compile(r"[\s,，、;；/]+")
WORDS = ("kind", "need", "status", "tier")  # columns of the card that hold stored words
_EXPLAIN = ("?", "？")
_TAKE_AWAY = ("-", "－")


def fill_in(run: Invocation, typed: str, group: str | None) -> Record:
    """Ask for every field, or those of one group. Raises RuleRefused where nobody can be asked."""
    with run.reading() as book:
        match = one_customer(run, book, typed)
        sources = source_labels(book)
        values = fields_of(book, match.customer_id, run.today)
        columns = card_value(book, match.customer_id)
    groups = _groups(values.card, group)
    if not run.interactive:
        raise RuleRefused(
            _("crm card form asks on a terminal; in a script say crm edit CUSTOMER --set FIELD=VALUE.")
        )
    run.say(describe(match))
    run.say(_("Enter keeps it, - takes it away, ? explains, Ctrl-D ends; answers are kept."))
    for one in groups:
        fields = [
            field
            for field in values.card.fields()
            if field.group_key == one.key and not field.retired and field.computed_from is None
        ]
        if not _Group(run, match, values, columns, sources).ask_all(one, fields):
            break
    return written_record(run, match.customer_id, match.code)


def _groups(card: CardDefinition, typed: str | None) -> list[GroupDefinition]:
    if not card.groups:
        raise RuleRefused(
            _(
                "The playbook in force defines no fields; crm playbook list shows others, crm playbook new makes one."
            )
        )
    if typed is None:
        return card.groups
    names = {
        folded(name): group for group in card.groups for name in (group.key, group.title_en, group.title_zh)
    }
    found = names.get(folded(typed))
    if found is None:
        raise NotFound(
            _("There is no group {typed}; did you mean {near}?"),
            typed=typed[:40],
            near=nearest(typed, [group.title for group in card.groups])
            or ", ".join(group.title for group in card.groups),
        )
    return [found]


class _Group:
    def __init__(
        self,
        run: Invocation,
        match: Match,
        values: CardFields,
        columns: dict[str, str | None],
        sources: Mapping[str, str],
    ) -> None:
        self._run = run
        self._match = match
        self._values = values
        self._columns = columns
        self._sources = sources
        self._answers: list[str] = []

    def ask_all(self, group: GroupDefinition, fields: list[FieldDefinition]) -> bool:
        """Ask for the fields of a group and keep the answers; False where somebody has had enough."""
        self._run.say(f"\n{group.title}")
        going_on = True
        try:
            for field in fields:
                self._ask_list(field) if field.type == "records" else self._ask_one(field)
        except EOFError:
            going_on = False
        except KeyboardInterrupt:
            self._keep()
            raise
        self._keep()
        return going_on

    def _keep(self) -> None:
        answers, self._answers = self._answers, []
        if answers:
            edit_fields(self._run, self._match, answers)

    def _ask_one(self, field: FieldDefinition) -> None:
        shown = self._of_column(field.card_column) if field.card_column else self._values.shown(field)
        self._answer(field, field.key, shown or "")

    def _of_column(self, column: str) -> str | None:
        """What stands in a column of the card, in the words of people."""
        stored = self._columns.get(column)
        if stored and column == "source":
            return self._sources.get(stored, stored)
        if stored and column == "phone":
            return format_stored_phone(stored)
        return labels(column).get(stored, stored) if stored and column in WORDS else stored

    def _ask_list(self, field: FieldDefinition) -> None:
        """The records there are, then new ones until the first column is left empty."""
        columns = self._values.card.columns(field)
        for line in self._values.record_lines(field):
            self._run.say(f"  {line}")
        self._run.say(_("{field}: one more? Enter at the first column for none.").format(field=field.title))
        number = self._values.next_record(field)
        while True:
            before = len(self._answers)
            for place, column in enumerate(columns):
                self._answer(column, f"{field.key}.{number}.{column.own_key}", "", lead=f"  {number} ")
                if place == 0 and len(self._answers) == before:
                    return
            number += 1

    def _answer(self, field: FieldDefinition, path: str, shown: str, lead: str = "") -> None:
        question = f"{lead}{field.title}" + (f" [{shown}]" if shown else "")
        for line in _choices(field):
            self._run.say(f"  {line}")
        while True:
            typed = ask(question)
            if typed in _EXPLAIN:
                self._run.say(field.definition or field.title)
                continue
            if not typed or (typed in _TAKE_AWAY and not shown):
                return
            setting = f"{path}={'' if typed in _TAKE_AWAY else _choice_meant(field, typed)}"
            try:
                parse_card(self._run, TypedCard({}, settings=[setting]))
            except CrmError as refusal:
                self._run.warn(str(refusal))
                continue
            self._answers.append(setting)
            return


def _choices(field: FieldDefinition) -> Iterator[str]:
    return (f"{place}  {choice.label}" for place, choice in enumerate(field.choices, start=1))


def _choice_meant(field: FieldDefinition, typed: str) -> str:
    """Numbers stand for the choices at their places: one, or several where the field takes several."""
    parts = _BETWEEN.split(typed.strip(" ,，、")) if field.type == "choices" else [typed]
    if not field.choices or not all(part.isdecimal() for part in parts):
        return typed
    # A number that is none of the places stays as it is, and is what is refused.
    return ",".join(field.choices[int(part) - 1].key if _is_place(part, field) else part for part in parts)


def _is_place(part: str, field: FieldDefinition) -> bool:
    return part.isdecimal() and 1 <= int(part) <= len(field.choices)
