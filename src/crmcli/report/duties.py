"""What annotations of reports ask of people, as items of the due list (docs/rules.md#handing-up)."""

import sqlite3
from collections.abc import Iterator, Sequence

from crmcli.duty.service import DutyRow
from crmcli.duty.sources import Range
from crmcli.kit.i18n import _, in_both_languages
from crmcli.report.catalogue import title_of

_OPEN = """
select a.id, coalesce(a.for_id, a.by_id), a.for_branch, a.annotated_on, coalesce(a.due_on, a.annotated_on),
  a.text, b.name, r.report, r.id, a.for_department
from report_annotation a join report_submission r on r.id = a.submission_id join staff b on b.id = a.by_id
where a.done_on is null and coalesce(a.for_id, a.for_branch) is not null and a.id between ? and ? order by a.id
"""


def annotation_duties(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """An item for each annotation that is for somebody; one for a branch is that of everybody who works there."""
    for ids in ranges:
        for row in book.execute(_OPEN, ids).fetchall():
            number, owner_id, branch, visible_on, due_on, text, by, report, submission, department = row
            en, zh = in_both_languages(lambda: _words(number, text, by, department))  # noqa: B023 - called at once
            _name, name_zh = in_both_languages(lambda: f"{title_of(report)} {submission}")  # noqa: B023
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
                branch=branch,
                name_zh=name_zh,
            )


def _words(number: int, text: str, by: str, department: str | None) -> str:
    if department is not None:
        words = _("for {department}: {text} ({by}); when done: crm report done {number}")
        return words.format(department=department, text=text, by=by, number=number)
    return _("{text} ({by}); when done: crm report done {number}").format(text=text, by=by, number=number)
