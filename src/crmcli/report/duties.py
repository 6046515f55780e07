"""What annotations of reports ask of people, as items of the due list (docs/rules.md#handing-up)."""

import sqlite3
from collections.abc import Iterator, Sequence

from crmcli.duty.service import DutyRow
from crmcli.duty.sources import Range
from crmcli.kit.i18n import _, in_both_languages

# One for a branch is due for everybody who works there, until one of them says that it is done.
_OPEN = """
select a.id, s.id, a.annotated_on, coalesce(a.due_on, a.annotated_on), a.text, b.name, r.report, r.id,
  a.for_department
from report_annotation a join report_submission r on r.id = a.submission_id join staff b on b.id = a.by_id
join staff s on s.id = a.for_id or (a.for_branch is not null and s.branch = a.for_branch and s.left_on is null)
where a.done_on is null and a.id between ? and ? order by a.id, s.id
"""


def annotation_duties(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """An item for each annotation that is for somebody, and each person whom it is for."""
    for ids in ranges:
        for number, owner_id, visible_on, due_on, text, by, report, submission, department in book.execute(
            _OPEN, ids
        ).fetchall():
            en, zh = in_both_languages(lambda: _words(number, text, by, department))  # noqa: B023 - called at once
            yield DutyRow(
                "annotation",
                owner_id,
                visible_on,
                due_on,
                text,
                en,
                zh,
                source_id=number,
                code=f"R{number}",
                name=f"{report} {submission}",
            )


def _words(number: int, text: str, by: str, department: str | None) -> str:
    if department is not None:
        words = _("for {department}: {text} ({by}); when done: crm report done {number}")
        return words.format(department=department, text=text, by=by, number=number)
    return _("{text} ({by}); when done: crm report done {number}").format(text=text, by=by, number=number)
