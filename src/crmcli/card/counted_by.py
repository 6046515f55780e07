"""What a list of cards is counted by: a person, a branch, a customer, by any of their names."""

from collections.abc import Sequence

from crmcli.kit.errors import UsageRefused
from crmcli.kit.shown import excerpt
from crmcli.kit.where.fields import folded

_NAMES = {
    "owner": ("负责人", "业务员", "人员"),
    "branch": ("分公司", "网点", "机构"),
    "customer": ("客户", "资料卡"),
}


def by_meant(typed: str, known: Sequence[str], refusal: str) -> str:
    """Which of the known ones somebody means. Raises UsageRefused in these words."""
    wanted = folded(typed.strip())
    for name in known:
        if wanted in (name, *_NAMES[name]):
            return name
    raise UsageRefused(refusal, typed=excerpt(typed))
