"""The policy in force, read from the book."""

from __future__ import annotations

from crmcli.kit.cadence import parse_cadence
from crmcli.kit.days import date
from crmcli.kit.workdays import WorkCalendar
from crmcli.policy.promises import promise_rules
from crmcli.policy.rules import (
    OFF,
    TEAM_RULES,
    USUAL_APPROVERS,
    USUAL_FALL_FROM,
    USUAL_MODES,
    FirstFollowUp,
    GradePolicy,
    Policy,
    TeamRules,
    TimeToAct,
)

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

TOGETHER = "policy"  # solo or team; like own.RULE it is of the book and outlives a change of playbook
RULES_SINCE = "rules_since"  # the day on which the first rule was turned on


def policy_in_force(connection: sqlite3.Connection) -> Policy:
    """The policy that was compiled into the book; the shipped general one where there is no book yet."""
    grades = connection.execute(
        "select letter, cadence, needs, closes_within, meaning_en, meaning_zh, on_rest_day"
        " from policy_grade order by rank"
    ).fetchall()
    values = dict(connection.execute("select key, value from policy_value").fetchall())
    if not values:
        from crmcli.policy.schema import load_playbook, policy_rows

        return build_policy(*policy_rows(load_playbook("general", "")))
    return build_policy(grades, values)


def checklists_in_force(book: sqlite3.Connection) -> list[str]:
    """The names of the checklists that belong to the line of business."""
    found = book.execute("select value from policy_value where key = 'checklists'").fetchone()
    return found[0].split() if found else []


GradeRow = tuple[str, str, str, str | None, str, str, str]


def build_policy(grades: Sequence[GradeRow], values: Mapping[str, str]) -> Policy:
    """The policy from its stored rows: the columns of `policy_grade` besides id and rank, best first."""
    return Policy(
        playbook=values["playbook"],
        grades=tuple(
            GradePolicy(
                letter,
                parse_cadence(cadence),
                tuple(needs.split()),
                parse_cadence(within) if within else None,
                en,
                zh,
                on_rest_day,
            )
            for letter, cadence, needs, within, en, zh, on_rest_day in grades
        ),
        after_sale_cadence=parse_cadence(values["after_sale_cadence"]),
        lost_grade=values["lost_grade"],
        key_amount_fen=int(values["key_amount_fen"]),
        time_to_act=TimeToAct(
            parse_cadence(values["urgent_within"]),
            parse_cadence(values["soon_within"]),
            parse_cadence(values["not_urgent_within"]),
        ),
        first_follow_up=(
            FirstFollowUp(
                tuple(values["first_follow_up_after"].split()),
                int(values["first_follow_up_from_day"]),
                int(values["first_follow_up_due_day"]),
            )
            if "first_follow_up_from_day" in values
            else None
        ),
        workdays_a_week=int(values.get("workdays_a_week", "5")),
        calendar=_calendar(values) if any(row[-1] != "stay" for row in grades) else None,
        team=_team_rules(values),
        promises=promise_rules(values),
    )


def _team_rules(values: Mapping[str, str]) -> TeamRules:
    """What somebody set counts before the playbook; for one person alone the playbook's rules are off."""
    together = values.get(TOGETHER) == "team"
    modes = {
        rule: values.get(f"own.{rule}")
        or (values.get(f"team.{rule}", USUAL_MODES[rule]) if together else OFF)
        for rule in TEAM_RULES
    }
    return TeamRules(
        together,
        {rule: mode for rule, mode in modes.items() if mode != OFF},
        tuple(values["fall_from"].split()) if "fall_from" in values else USUAL_FALL_FROM,
        {kind: values.get(f"approver.{kind}", role) for kind, role in USUAL_APPROVERS.items()},
        values.get(RULES_SINCE),
    )


def calendar_in_force(connection: sqlite3.Connection) -> WorkCalendar:
    """The working days that were compiled into the book."""
    return _calendar(dict(connection.execute("select key, value from policy_value").fetchall()))


def calendar_values(calendar: WorkCalendar) -> dict[str, str]:
    """A calendar as the book stores it, beside the other values of the policy."""
    return {
        "holidays": " ".join(day.isoformat() for day in sorted(calendar.holidays)),
        "worked_instead": " ".join(day.isoformat() for day in sorted(calendar.worked)),
        "holiday_years": " ".join(map(str, sorted(calendar.years))),
    }


def _calendar(values: Mapping[str, str]) -> WorkCalendar:
    holidays, worked = (
        frozenset(map(date.fromisoformat, values.get(key, "").split()))
        for key in ("holidays", "worked_instead")
    )
    years = frozenset(map(int, values.get("holiday_years", "").split()))
    return WorkCalendar(holidays, worked, years, int(values.get("workdays_a_week", "5")))
