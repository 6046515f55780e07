"""What people type about checklists: parties, facts, deadlines, made into values."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from crmcli.checklist.vocabulary import ROLES, parse_role, role_words
from crmcli.customer.rules import parse_name
from crmcli.kit.dates import parse_date
from crmcli.kit.errors import UsageRefused, ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import fold, halfwidth

_WORKING_DAYS = re.compile(r"(\d{1,4})\s*(?:wd|个?工作日)", re.IGNORECASE)
_KINDS = {"person": "person", "company": "company", "个人": "person", "企业": "company", "公司": "company"}
_YES, _NO = ("yes", "y", "true", "1", "是", "有", "对"), ("no", "n", "false", "0", "否", "无", "不")
MOST_WORKING_DAYS = 1000


class TypedParty(NamedTuple):
    """`[HOLDER/]ROLE[:KIND]=NAME`: in whose list, as what, whether person or company, and the name."""

    holder: str | None
    role: str
    kind: str | None
    name: str


class TypedFact(NamedTuple):
    """`[HOLDER/]FACT=yes|no`."""

    holder: str | None
    fact: str
    value: bool


class Deadline(NamedTuple):
    """What was typed, `3wd` or a date, and the day where it is one."""

    rule: str
    on: date | None
    working_days: int | None


def parse_party(typed: str) -> TypedParty:
    """`spouse=李丽`, `guarantor:company=金桥物流`, `张三/spouse=赵丽`; roles in either language."""
    left, equals, name = typed.partition("=")
    if not equals:
        raise UsageRefused(_("--party is ROLE=NAME, for example spouse=李丽; not {typed}."), typed=typed[:60])
    holder, slash, rest = left.rpartition("/")
    word, colon, kind = rest.partition(":")
    return TypedParty(
        holder.strip() if slash else None, known_role(word), _kind(kind) if colon else None, parse_name(name)
    )


def known_role(typed: str) -> str:
    """The role that was typed. ValueRefused with the roles there are."""
    role = parse_role(typed)
    if role is None:
        raise ValueRefused(
            _("There is no role {typed}; there are: {roles}."),
            typed=typed.strip()[:40] or "-",
            roles=", ".join(
                f"{role} ({role_words(role)})" if role_words(role) != role else role for role in ROLES
            ),
        )
    return role


def _kind(typed: str) -> str:
    word = typed.strip().lower()
    if word not in _KINDS:
        raise ValueRefused(_("A party is a person or a company, not {typed}."), typed=typed[:40])
    return _KINDS[word]


def parse_fact(typed: str) -> TypedFact:
    """`unmarried=no`, `张三/loan-overdue=yes`."""
    left, equals, word = typed.partition("=")
    answer = word.strip().lower()
    if not equals or answer not in (*_YES, *_NO):
        raise UsageRefused(_("--fact is FACT=yes or FACT=no, not {typed}."), typed=typed[:60])
    holder, slash, fact = left.rpartition("/")
    return TypedFact(holder.strip() if slash else None, fact.strip(), answer in _YES)


def parse_deadline(typed: str, today: date) -> Deadline:
    """`5wd` or `5个工作日`, or any date to come. ValueRefused."""
    found = _WORKING_DAYS.fullmatch(halfwidth(typed).strip())
    if found is None:
        day = parse_date(typed, today, "future")
        return Deadline(day.isoformat(), day, None)
    number = int(found[1])
    if not 1 <= number <= MOST_WORKING_DAYS:
        raise ValueRefused(
            _("A deadline is 1 to {most} working days, not {number}."), most=MOST_WORKING_DAYS, number=number
        )
    return Deadline(f"{number}wd", None, number)


def same_words(typed: str, *names: str) -> bool:
    """Whether what was typed is one of these names, written in whatever way."""
    folded = fold(typed)
    return bool(folded) and any(fold(name) == folded for name in names)


def nearest(typed: str, words: Mapping[str, object]) -> str:
    """The words most like the typed one, or all of them."""
    import difflib

    near = difflib.get_close_matches(typed, words, n=3, cutoff=0.5) or list(words)
    return ", ".join(near) or "-"
