"""The shape of a playbook file. Every key is checked; a wrong one is named with the nearest valid key."""

from importlib import resources
from typing import Literal

from pydantic import Field, field_validator, model_validator

from crmcli.kit.cadence import parse_cadence
from crmcli.kit.errors import NotFound
from crmcli.kit.i18n import _
from crmcli.kit.money import parse_money
from crmcli.kit.policy_files import check_name, find_file, own_files, shipped_files
from crmcli.kit.toml_models import Frozen, Wording, as_value_error, parse_model
from crmcli.policy.field_schema import FieldSection, GroupSection, SourceSection, check_card
from crmcli.policy.queries import GradeRow

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
        for need in needs:
            if need not in ("target", "potential", "none"):
                raise ValueError(_("{need} is not one of target, potential, none").format(need=need))
        return needs


def _known_kinds(kinds: list[str]) -> list[str]:
    for kind in kinds:
        if kind not in CONTACT_KINDS:
            raise ValueError(
                _("{kind} is not one of {kinds}").format(kind=kind, kinds=", ".join(CONTACT_KINDS))
            )
    return kinds


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
    grade: list[GradeSection] = Field(min_length=1)
    group: list[GroupSection] = Field(default=[])
    field: list[FieldSection] = Field(default=[])
    source: list[SourceSection] = Field(default=[])

    _durations = field_validator("after_sale_cadence")(_duration)

    @field_validator("key_amount")
    @classmethod
    def _amount(cls, text: str) -> str:
        as_value_error(parse_money, text)
        return text

    @field_validator("grade")
    @classmethod
    def _once_each(cls, grades: list[GradeSection]) -> list[GradeSection]:
        letters = [grade.letter for grade in grades]
        twice = [letter for letter in letters if letters.count(letter) > 1]
        if twice:
            raise ValueError(_("{letter} is defined twice").format(letter=twice[0]))
        return grades

    @model_validator(mode="after")
    def _lost_grade_known(self) -> "Playbook":
        letters = [grade.letter for grade in self.grade]
        if self.lost_grade not in letters:
            raise ValueError(_("lost_grade {letter} is not among the grades").format(letter=self.lost_grade))
        return self

    @model_validator(mode="after")
    def _card_consistent(self) -> "Playbook":
        check_card(self.group, self.field, self.source)
        return self


def shipped_names() -> list[str]:
    """The playbooks that come with the program."""
    return shipped_files(resources.files("crmcli.playbooks"))


def load_playbook(name: str, folder: str) -> Playbook:
    """The playbook of that name; one in the user's `folder` overrides a shipped one.

    Raises NotFound with the names there are; RuleRefused naming file and key where the file is wrong.
    """
    found = find_file(name, folder, resources.files("crmcli.playbooks"))
    if found is None:
        names = ", ".join(sorted({*own_files(folder), *shipped_names()}))
        raise NotFound(_("There is no playbook {name}; there are: {names}."), name=name, names=names)
    path, content = found
    playbook = parse_playbook(content, path)
    check_name(path, playbook.name, name)
    return playbook


def parse_playbook(content: bytes, path: str) -> Playbook:
    """Check the text of a playbook file. Raises RuleRefused naming file, line or key, and the nearest valid key."""
    return parse_model(Playbook, content, path)


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
    if playbook.first_follow_up:
        values["first_follow_up_after"] = " ".join(playbook.first_follow_up.after)
        values["first_follow_up_from_day"] = str(playbook.first_follow_up.from_day)
        values["first_follow_up_due_day"] = str(playbook.first_follow_up.due_day)
    return grades, values
