"""Putting a playbook in force: its policy is compiled into the book."""

from sqlmodel import select

from crmcli.change.service import Writing
from crmcli.policy.queries import policy_in_force
from crmcli.policy.rules import Policy
from crmcli.policy.schema import Playbook, policy_rows
from crmcli.policy.tables import PolicyGrade, PolicyValue


def compile_policy(writing: Writing, playbook: Playbook) -> Policy:
    """Put the playbook in force. Stored dates stay as they are: `grade.service.reschedule_all` moves them."""
    session = writing.session
    for old in [*session.exec(select(PolicyGrade)), *session.exec(select(PolicyValue))]:
        session.delete(old)
    session.flush()
    grades, values = policy_rows(playbook)
    for rank, (letter, cadence, needs, closes_within, meaning_en, meaning_zh) in enumerate(grades, start=1):
        session.add(
            PolicyGrade(
                letter=letter,
                rank=rank,
                cadence=cadence,
                needs=needs,
                closes_within=closes_within,
                meaning_en=meaning_en,
                meaning_zh=meaning_zh,
            )
        )
    for key, value in values.items():
        session.add(PolicyValue(key=key, value=value))
    session.flush()
    return policy_in_force(writing.reading())
