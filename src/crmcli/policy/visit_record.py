"""What the playbook in force says of the record of a visit: form, own aspects, phrases, the company's lines."""

from __future__ import annotations

from crmcli.kit.i18n import language

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from typing import Any, NamedTuple
else:
    from crmcli.kit.named import NamedTuple

# Named here and not taken from the vocabulary, which lies above; a test holds the two together.
VISIT_ASPECTS = (
    "impression",
    "presented",
    "interests",
    "concerns",
    "problems",
    "measures",
    "competitor",
    "next_problem",
    "next_measure",
    "strengths",
    "weaknesses",
)
# What a form may ask beside aspects.
VISIT_FACTS = ("with", "purpose", "line", "satisfaction", "proxy")
KEY = "visit_record"  # of the value in which the book has it all, as JSON


class VisitRecord(NamedTuple):
    """Own aspects by name, with their title in both languages; per kind of contact what is asked, and required."""

    own_aspects: Mapping[str, Mapping[str, str]] = {}
    asked: Mapping[str, tuple[str, ...]] = {}
    required: Mapping[str, tuple[str, ...]] = {}
    phrases: Mapping[str, Mapping[str, str]] = {}
    company_lines: tuple[str, ...] = ()

    @property
    def aspects(self) -> tuple[str, ...]:
        """Every aspect there is: the ten and one that each book has, and the playbook's own."""
        return (*VISIT_ASPECTS, *self.own_aspects)

    def own_title(self, aspect: str) -> str:
        """What an aspect of the playbook's own is called in the language in force; else its name."""
        return self.own_aspects.get(aspect, {}).get(language(), aspect)


def visit_record_in_force(book: sqlite3.Connection) -> VisitRecord:
    """As the book has it; a playbook that says nothing asks nothing."""
    found = book.execute("select value from policy_value where key = ?", (KEY,)).fetchone()
    if found is None:
        return VisitRecord()
    import json

    return read_record(json.loads(found[0]))


def read_record(stored: Mapping[str, Any]) -> VisitRecord:
    """The record's rules from what the book stores."""
    forms = stored["forms"]
    return VisitRecord(
        stored["aspects"],
        {kind: tuple(form["ask"]) for kind, form in forms.items()},
        {kind: tuple(form["required"]) for kind, form in forms.items()},
        stored["phrases"],
        tuple(stored["company_lines"]),
    )
