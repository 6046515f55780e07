"""The policy in force, read from the book."""

import sqlite3
from collections.abc import Mapping, Sequence

from crmcli.kit.cadence import parse_cadence
from crmcli.policy.rules import FirstFollowUp, GradePolicy, Policy, TimeToAct


def policy_in_force(connection: sqlite3.Connection) -> Policy:
    """The policy that was compiled into the book; the shipped general one where there is no book yet."""
    grades = connection.execute(
        "select letter, cadence, needs, closes_within, meaning_en, meaning_zh from policy_grade order by rank"
    ).fetchall()
    values = dict(connection.execute("select key, value from policy_value").fetchall())
    if not values:
        from crmcli.policy.schema import load_playbook, policy_rows

        return build_policy(*policy_rows(load_playbook("general", "")))
    return build_policy(grades, values)


GradeRow = tuple[str, str, str, str | None, str, str]


def build_policy(grades: Sequence[GradeRow], values: Mapping[str, str]) -> Policy:
    """The policy from its stored rows: (letter, cadence, needs, closes_within, meaning en, zh), best first."""
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
            )
            for letter, cadence, needs, within, en, zh in grades
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
    )
