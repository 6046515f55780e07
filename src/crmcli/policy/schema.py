"""The shape of a playbook file. Every key is checked; a wrong one is named with the nearest valid key."""

from collections.abc import Collection, Iterable
from importlib import resources
from typing import Literal

from pydantic import Field, field_validator, model_validator

from crmcli.kit.cadence import parse_cadence
from crmcli.kit.errors import NotFound, RuleRefused, ValueRefused
from crmcli.kit.i18n import _, language
from crmcli.kit.money import parse_money
from crmcli.kit.policy_files import check_name, find_file, own_files, shipped_files
from crmcli.kit.shown import excerpt
from crmcli.kit.toml_models import (
    Frozen,
    Wording,
    as_value_error,
    raise_together,
    refuse_all,
    sentence_about,
)
from crmcli.kit.toml_reading import Location, ReadFile, read_model
from crmcli.policy.card_schema import CardSection
from crmcli.policy.consistency import playbook_faults
from crmcli.policy.festivals import GreetingsSection
from crmcli.policy.field_schema import FieldSection, GroupSection, SourceSection
from crmcli.policy.promises import USUAL_AHEAD_DAYS, USUAL_DUE_DAYS, USUAL_LOW_MARK
from crmcli.policy.queries import GradeRow
from crmcli.policy.report_policy import KEY as REPORTS
from crmcli.policy.report_schema import ReportsSection
from crmcli.policy.rules import USUAL_APPROVERS, USUAL_FALL_FROM, check_rule
from crmcli.policy.visit_record import KEY as VISIT_RECORD
from crmcli.policy.visit_schema import AspectSection, FormSection, record_value

MOST_DAYS = 365
# What stands for a key that must be there and is wrong or missing, while the rest of a file is looked at.
_WORDS = {"en": "-", "zh": "-"}
_GRADE = {"letter": "Z", "cadence": "1w", "meaning": _WORDS}
_NEUTRAL: dict[object, object] = {
    "name": "x",
    "key": "x",
    "en": "-",
    "zh": "-",
    "letter": "Z",
    "cadence": "1w",
}
_NEUTRAL |= {"title": _WORDS, "meaning": _WORDS, "definition": _WORDS, "group": "x", "kind": 2}
_NEUTRAL |= {"from_day": 0, "due_day": MOST_DAYS}
_NEUTRAL_AT_TOP: dict[object, object] = {"name": "x", "title": _WORDS, "grade": [_GRADE]}

# Named here and not taken from the visits, which lie above; a test holds the two together.
CONTACT_KINDS = ("visit", "reception", "call", "message", "wechat", "email", "fax", "mail", "other")


def _duration(text: str) -> str:
    return str(as_value_error(parse_cadence, text))


class GradeSection(Frozen):
    """One `[[grade]]`: letter, cadence, and what suggests it."""

    letter: str = Field(pattern=r"^[A-Z]$")
    cadence: str
    need: list[str] = Field(default=[])
    closes_within: str | None = None
    on_rest_day: Literal["stay", "next", "previous"] = "stay"
    meaning: Wording

    _durations = field_validator("cadence", "closes_within")(_duration)

    @field_validator("need")
    @classmethod
    def _known_needs(cls, needs: list[str]) -> list[str]:
        unknown = [need for need in needs if need not in ("target", "potential", "none")]
        raise_together(
            [_("{need} is not one of target, potential, none").format(need=one) for one in unknown]
        )
        return needs


def _known_kinds(kinds: list[str]) -> list[str]:
    raise_together(_unknown(kinds, CONTACT_KINDS))
    return kinds


def _unknown(words: Iterable[str], known: Collection[str]) -> list[str]:
    """What is to be said of each word that is none of the known ones."""
    sentence = _("{kind} is not one of {kinds}")
    return [sentence.format(kind=word, kinds=", ".join(known)) for word in words if word not in known]


class FirstFollowUpSection(Frozen):
    """`[first_follow_up]`: days after the first contact of the kinds in `after`, both included."""

    after: list[str] = Field(default=["reception", "visit"], min_length=1)
    from_day: int = Field(ge=0, le=365)
    due_day: int = Field(ge=0, le=365)

    _kinds = field_validator("after")(_known_kinds)

    @model_validator(mode="after")
    def _in_order(self) -> "FirstFollowUpSection":
        if self.due_day < self.from_day:
            raise ValueError(_("due_day lies before from_day"))
        return self


class TimeToActSection(Frozen):
    """`[time_to_act]`: durations that divide customers by urgency."""

    urgent: str = "7d"
    soon: str = "1m"
    not_urgent: str = "3m"

    _durations = field_validator("urgent", "soon", "not_urgent")(_duration)


class TeamSection(Frozen):
    """`[team]`: what each rule does once `crm config policy team` has turned them on (docs/rules.md#team-rules).

    `rules` and `approvers` need to name only what differs from the usual.
    """

    rules: dict[str, str] = Field(default={})
    fall_from: list[str] = Field(default=list(USUAL_FALL_FROM))
    approvers: dict[str, Literal["supervisor", "manager"]] = Field(default={})

    @field_validator("rules")
    @classmethod
    def _known_rules(cls, rules: dict[str, str]) -> dict[str, str]:
        problems: list[str] = []
        for rule, mode in rules.items():
            try:
                check_rule(rule, mode)
            except ValueRefused as refusal:
                problems.append(str(refusal))
        raise_together(problems)
        return rules

    @field_validator("approvers")
    @classmethod
    def _known_approvals(cls, approvers: dict[str, str]) -> dict[str, str]:
        raise_together(_unknown(approvers, USUAL_APPROVERS))
        return approvers


class PromisesSection(Frozen):
    """`[promises]`: what is owed to customers. `due_days` need to name only what differs from the usual."""

    due_days: dict[str, int] = Field(default={})
    ahead_days: int = Field(default=USUAL_AHEAD_DAYS, ge=0, le=365)
    low_mark: int = Field(default=USUAL_LOW_MARK, ge=1, le=5)

    @field_validator("due_days")
    @classmethod
    def _known_days(cls, days: dict[str, int]) -> dict[str, int]:
        far = [kind for kind, count in days.items() if not 0 <= count <= MOST_DAYS]
        sentence = _("{kind} is a number of days from 0 to 365")
        raise_together([*_unknown(days, USUAL_DUE_DAYS), *(sentence.format(kind=kind) for kind in far)])
        return days


class Playbook(Frozen):
    """A whole playbook file."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: Wording
    after_sale_cadence: str = "90d"
    lost_grade: str = "E"
    key_amount: str = "500000"
    workdays_a_week: int = Field(default=5, ge=5, le=7)
    time_to_act: TimeToActSection = TimeToActSection()
    first_follow_up: FirstFollowUpSection | None = None
    checklists: list[str] = Field(default=[])
    team: TeamSection = TeamSection()
    reports: ReportsSection = ReportsSection()
    greetings: GreetingsSection = GreetingsSection()
    card: CardSection = CardSection()
    company_lines: list[str] = Field(default=[])
    visit_aspect: list[AspectSection] = Field(default=[])
    visit_form: dict[str, FormSection] = Field(default={})
    visit_phrases: dict[str, dict[str, str]] = Field(default={})
    promises: PromisesSection = PromisesSection()
    grade: list[GradeSection] = Field(min_length=1)
    group: list[GroupSection] = Field(default=[])
    field: list[FieldSection] = Field(default=[])
    source: list[SourceSection] = Field(default=[])

    _durations = field_validator("after_sale_cadence")(_duration)

    @property
    def called(self) -> str:
        """What is said of it: in English its name, which is a word there, in Chinese its title."""
        return self.title.zh if language() == "zh" else self.name

    @field_validator("key_amount")
    @classmethod
    def _amount(cls, text: str) -> str:
        as_value_error(parse_money, text)
        return text

    @field_validator("visit_form")
    @classmethod
    def _forms_of_kinds(cls, forms: dict[str, FormSection]) -> dict[str, FormSection]:
        _known_kinds(list(forms))
        return forms


def shipped_names() -> list[str]:
    """The playbooks that come with the program."""
    return shipped_files(resources.files("crmcli.playbooks"))


def load_playbook(name: str, folder: str) -> Playbook:
    """The playbook of that name; one in the user's `folder` overrides a shipped one.

    Raises NotFound with the names there are; RuleRefused naming file and key where the file is wrong.
    """
    return _right(read_playbook(name, folder))


def read_playbook(name: str, folder: str) -> ReadFile[Playbook]:
    """The same as far as the file is right, with everything that is wrong with it. Raises NotFound, RuleRefused."""
    found = find_file(name, folder, resources.files("crmcli.playbooks"))
    if found is None:
        names = ", ".join(sorted({*own_files(folder), *shipped_names()}))
        raise NotFound(_("There is no playbook {name}; there are: {names}."), name=excerpt(name), names=names)
    path, content = found
    read = _read(content, path)
    if read.model is not None and read.is_sure(("name",)):
        try:
            check_name(path, read.model.name, name)
        except RuleRefused as refusal:
            read.told.append(str(refusal))
    return read


def parse_playbook(content: bytes, path: str) -> Playbook:
    """Check the text of a playbook file. Raises RuleRefused naming file, line or key, and the nearest valid key."""
    return _right(_read(content, path))


def _right(read: ReadFile[Playbook]) -> Playbook:
    if read.told or read.model is None:
        refuse_all(read.told)
    return read.model


def _read(content: bytes, path: str) -> ReadFile[Playbook]:
    read = read_model(Playbook, content, path, _neutral)
    if read.model is not None:
        for fault in playbook_faults(read.model):
            if read.is_sure(*fault.about):
                read.told.append(sentence_about(path, fault.at, fault.words))
    return read


def _neutral(location: Location) -> object:
    return (_NEUTRAL if len(location) > 1 else _NEUTRAL_AT_TOP).get(location[-1])


def policy_rows(playbook: Playbook) -> tuple[list[GradeRow], dict[str, str]]:
    """The playbook as the book stores it: its grades, best first, and its single values."""
    grades: list[GradeRow] = [
        (g.letter, g.cadence, " ".join(g.need), g.closes_within, g.meaning.en, g.meaning.zh, g.on_rest_day)
        for g in playbook.grade
    ]
    values = {
        "playbook": playbook.name,
        "playbook_source": playbook.model_dump_json(),
        "after_sale_cadence": playbook.after_sale_cadence,
        "lost_grade": playbook.lost_grade,
        "key_amount_fen": str(parse_money(playbook.key_amount)),
        "urgent_within": playbook.time_to_act.urgent,
        "soon_within": playbook.time_to_act.soon,
        "not_urgent_within": playbook.time_to_act.not_urgent,
        "workdays_a_week": str(playbook.workdays_a_week),
        "checklists": " ".join(playbook.checklists),
    }
    team = playbook.team
    values |= {f"team.{rule}": mode for rule, mode in team.rules.items()}
    values["fall_from"] = " ".join(team.fall_from)
    values |= {f"approver.{kind}": role for kind, role in team.approvers.items()}
    values |= {**playbook.greetings.values(), **playbook.card.values()}
    promises = playbook.promises
    values |= {f"due_days.{kind}": str(days) for kind, days in promises.due_days.items()}
    values |= {"promises_ahead_days": str(promises.ahead_days), "low_mark": str(promises.low_mark)}
    if playbook.first_follow_up:
        values["first_follow_up_after"] = " ".join(playbook.first_follow_up.after)
        values["first_follow_up_from_day"] = str(playbook.first_follow_up.from_day)
        values["first_follow_up_due_day"] = str(playbook.first_follow_up.due_day)
    if playbook.reports != ReportsSection():
        values[REPORTS] = playbook.reports.model_dump_json()
    if playbook.visit_form or playbook.visit_aspect or playbook.visit_phrases or playbook.company_lines:
        values[VISIT_RECORD] = record_value(
            playbook.visit_aspect, playbook.visit_form, playbook.visit_phrases, playbook.company_lines
        )
    return grades, values
