"""Putting a playbook in force: its policy is compiled into the book."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, select

from crmcli.change.service import Writing
from crmcli.kit.workdays import WorkCalendar
from crmcli.policy.compiling import (
    card_rows,
    definitions_in_use,
    retired_fields,
    retired_sources,
    row_of_definition,
)
from crmcli.policy.festivals import festival_values
from crmcli.policy.fields import FieldDefinition, SourceDefinition
from crmcli.policy.queries import RULES_SINCE, TOGETHER, calendar_values, policy_in_force
from crmcli.policy.rules import Policy
from crmcli.policy.schema import Playbook, policy_rows
from crmcli.policy.sections import card_of
from crmcli.policy.tables import PolicyField, PolicyGrade, PolicyGroup, PolicySource, PolicyValue

Row = PolicyField | PolicyGrade | PolicyGroup | PolicySource | PolicyValue


def compile_policy(
    writing: Writing,
    playbook: Playbook,
    calendar: WorkCalendar,
    festivals: Mapping[str, str] | None = None,
) -> Policy:
    """Put the playbook, its working days and the festivals in force; None: those that come with the program.

    Stored dates stay: `grade.service.reschedule_all` moves them.
    """
    session = writing.session
    old = _rows_in_force(session)
    before = definitions_in_use(writing.reading(), card_of(playbook))
    in_use = [*retired_fields(writing, playbook, before), *retired_sources(writing, playbook, old)]
    for row in old:
        if not (isinstance(row, PolicyValue) and is_of_the_book(row.key)):
            session.delete(row)
    session.flush()
    grades, values = policy_rows(playbook)
    for rank, grade in enumerate(grades, start=1):
        letter, cadence, needs, closes_within, meaning_en, meaning_zh, on_rest_day = grade
        session.add(
            PolicyGrade(
                letter=letter,
                rank=rank,
                cadence=cadence,
                needs=needs,
                closes_within=closes_within,
                meaning_en=meaning_en,
                meaning_zh=meaning_zh,
                on_rest_day=on_rest_day,
            )
        )
    known_festivals = festival_values(None) if festivals is None else festivals
    for key, value in {**values, **calendar_values(calendar), **known_festivals}.items():
        session.add(PolicyValue(key=key, value=value))
    session.add_all([*card_rows(playbook), *in_use])
    session.flush()
    return policy_in_force(writing.reading())


def _rows_in_force(session: Session) -> list[Row]:
    found: list[Row] = []
    for table in (PolicyGrade, PolicyValue, PolicyField, PolicyGroup, PolicySource):
        found += session.exec(select(table))
    return found


def is_of_the_book(key: str) -> bool:
    """Whether a value is set by hand for this book and no playbook takes it away."""
    return key in (TOGETHER, RULES_SINCE) or key.startswith("own.")


def set_for_the_book(writing: Writing, key: str, value: str) -> bool:
    """Set a value of the policy by hand; an empty one gives it back to the playbook. Whether anything changed."""
    found = writing.session.exec(select(PolicyValue).where(PolicyValue.key == key)).first()
    if (found.value if found else "") == value:
        return False
    if not value:
        writing.session.delete(found)
    elif found:
        found.value = value
        writing.session.add(found)
    else:
        writing.session.add(PolicyValue(key=key, value=value))
    writing.session.flush()
    return True


def keep_definitions(
    writing: Writing, kept: Sequence[FieldDefinition], sources: Sequence[SourceDefinition] = ()
) -> None:
    """Let definitions of other playbooks stand beside those in force, retired, where the book has them not yet."""
    rows = {row.key: row for row in writing.session.exec(select(PolicyField))}
    rank = max((row.rank for row in rows.values() if row.retired), default=0)
    for place, one in enumerate((one for one in kept if one.key not in rows), start=1):
        writing.session.add(row_of_definition(rank + place, one))
    known = {row.key for row in writing.session.exec(select(PolicySource))}
    for place, source in enumerate((one for one in sources if one.key not in known), start=len(known) + 1):
        also = "\n".join(source.also)
        writing.session.add(PolicySource(**{**source._asdict(), "also": also, "rank": place}))
    writing.session.flush()


def forget_unused_definitions(writing: Writing) -> None:
    """Take away retired definitions of which there is no value, but not what says that a value was sensitive."""
    book = writing.reading()
    rows = [row for row in writing.session.exec(select(PolicyField)) if row.retired]
    having = "select 1 from customer_field where field = ? limit 1"
    used = {row.key for row in rows if row.sensitive or book.execute(having, (row.key,)).fetchone()}
    used |= {row.parent_key or row.key for row in rows if row.key in used}
    for row in rows:
        if row.key not in used:
            writing.session.delete(row)
    writing.session.flush()
