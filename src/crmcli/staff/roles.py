"""The roles there are, and how people write them."""

from __future__ import annotations

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _, language
from crmcli.kit.text import clean_line, fold

_WRITTEN = {
    "salesperson": (("salesperson", "sales", "rep", "account manager"), ("业务员", "销售", "客户经理", "置业顾问")),
    "supervisor": (
        ("supervisor", "team lead", "branch manager", "deputy branch manager"),
        ("主管", "主任", "分公司经理", "分公司副经理", "现场主管"),
    ),
    "manager": (
        ("manager", "department manager", "general manager", "director"),
        ("经理", "部门经理", "总经理", "营业部经理"),
    ),
}  # fmt: skip
_BY_WORD = {fold(word): role for role, written in _WRITTEN.items() for words in written for word in words}


def parse_role(typed: str) -> str:
    """The stored word of a role as people write it. Raises ValueRefused with the roles there are."""
    role = _BY_WORD.get(fold(clean_line(typed, 50).text))
    if role is None:
        raise ValueRefused(
            _("There is no role {role}; there are: {roles}."),
            role=typed[:50],
            roles=", ".join(role_words(role) for role in _WRITTEN),
        )
    return role


def role_words(role: str) -> str:
    """The role in the language of this run."""
    return _WRITTEN[role][language() == "zh"][0]


def role_labels() -> dict[str, str]:
    """Stored word to the word to show."""
    return {role: role_words(role) for role in _WRITTEN}
