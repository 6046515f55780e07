"""Files of ours with more than customers: staff, checklists and campaigns, known by their first key and taken back."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _, speaking
from crmcli.transfer.staff_files import KEYS, MARK, staff_columns

if TYPE_CHECKING:
    from crmcli.transfer.importing import Asked

CUSTOMERS = re.compile(r'"customers":\s*\[\s*\{')
MARKS = {
    "staff": MARK,
    "checklists": "crm_checklist",
    "campaigns": "crm_campaign",
}  # subject -> the first key of its documents
HEAD_BYTES = 4096


def import_with_documents(run: Invocation, asked: Asked) -> Text | None:
    """Take what a file holds: customers, documents of ours, or with an export of everything one after the other."""
    from crmcli.transfer.importing import import_file
    from crmcli.transfer.of_playbook import named_playbook
    from crmcli.transfer.travelled import told_playbook

    text = _marked_text(asked.path)
    found = documents_in(text) if text is not None else None
    if text is None or not found:
        return import_file(run, asked)
    asked = asked._replace(playbook=named_playbook(text), playbook_told=told_playbook(text))
    told = [import_file(run, asked)] if asked.path != "-" and CUSTOMERS.search(text) else []
    told += [take(run, documents, skip_bad=asked.skip_bad) for take, documents in _takers(found)]
    kept = [each for each in told if each is not None]
    records = [each.record for each in kept if isinstance(each.record, Mapping)]
    return Text(
        "\n".join(each.text for each in kept), {key: value for one in records for key, value in one.items()}
    )


def _takers(found: Mapping[str, Sequence[object]]) -> list[tuple[Callable[..., Text], Sequence[object]]]:
    """What takes the documents of each subject, in the order in which one may need another."""
    from crmcli.campaign.carrying_in import take_campaigns
    from crmcli.checklist.carrying_in import take_documents
    from crmcli.transfer.taking_staff import take_staff

    takers = {"staff": take_staff, "checklists": take_documents, "campaigns": take_campaigns}
    return [(take, found[subject]) for subject, take in takers.items() if subject in found]


def documents_in(text: str) -> dict[str, list[object]] | None:
    """The documents in a JSON or JSONL text of ours by subject; None where it holds something else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        try:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            return None
    if isinstance(found, dict) and not any(mark in found for mark in MARKS.values()):
        # In an export of everything a subject without a document is none that was taken.
        return {
            subject: found[subject]
            for subject in MARKS
            if found.get(subject) and isinstance(found[subject], list)
        }
    rows = found if isinstance(found, list) else [found]
    by_subject: dict[str, list[object]] = {subject: [] for subject in MARKS}
    for row in rows:
        marked = (subject for subject in MARKS if isinstance(row, dict) and MARKS[subject] in row)
        by_subject[next(marked, "checklists")].append(row)
    return {subject: documents for subject, documents in by_subject.items() if documents}


def _marked_text(path: str) -> str | None:
    """The text of a file that begins as one of ours with documents; a pipe is looked at and left whole."""
    if path == "-":
        peek = getattr(sys.stdin and sys.stdin.buffer, "peek", None)
        if peek is None or not _is_marked(peek(HEAD_BYTES)[:HEAD_BYTES]):
            return None
        return sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")
    try:
        with open(path, "rb") as file:
            if not _is_marked(file.read(HEAD_BYTES)):
                return None
            file.seek(0)
            return file.read().decode("utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return None  # what is wrong with it is said where it is opened as a table


def _is_marked(head: bytes) -> bool:
    return any(f'"{mark}"'.encode() in head for mark in MARKS.values())


def refuse_table_of_documents(headers: Sequence[str]) -> None:
    """A table of checklists or campaigns is for reading, and would become customers. Raises ValueRefused."""
    checklists, campaigns = {("checklist", "template")}, {("campaign", "planned_on")}
    staff = [list(KEYS)]
    for language in ("en", "zh"):
        with speaking(language):
            staff.append([column.header for column in staff_columns()])
            checklists.add((_("Checklist"), _("Template")))
            campaigns.add((_("Campaign"), _("Planned on")))
    if any(list(headers[:1]) == [first] and second in headers for first, second in checklists):
        raise ValueRefused(
            _(
                "This is a table of checklists, to read; they come back from JSON: crm export checklists -o FILE.json."
            )
        )
    if any(list(headers[:1]) == [first] and second in headers for first, second in campaigns):
        raise ValueRefused(
            _(
                "This is a table of campaigns, to read; they come back from JSON: crm export campaigns -o FILE.json."
            )
        )
    if list(headers) in staff:
        raise ValueRefused(
            _(
                "This is a table of the staff, to read; it comes back from JSON: crm export staff -o FILE.json."
            )
        )
