"""What the kinds of problems of cards are called, and which is meant (docs/rules.md#cleaning)."""

from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import N_, _, language
from crmcli.kit.shown import excerpt
from crmcli.kit.where.fields import folded

PROBLEM_WORDS = {
    "missing": N_("missing"),
    "impossible": N_("cannot be"),
    "stale": N_("not confirmed since"),
    "stale_values": N_("values to confirm again"),
    "dead": N_("dead since"),
    "twice": N_("there twice"),
}
_NAMES = {
    "missing": ("缺失", "缺少", "缺项", "不全"),
    "impossible": ("不合理", "不可能", "错误"),
    "stale": ("过期", "未核实", "久未核实"),
    "stale_values": ("待核实", "待核实项目"),
    "dead": ("失效", "无望", "长期无望"),
    "twice": ("重复",),
}


def problem_meant(typed: str) -> str:
    """The kind that is called so, or as the list shows it, or whose name alone begins so.

    Raises UsageRefused with those that there are.
    """
    wanted = folded(typed.strip())
    shown = {kind: (words, _(words)) for kind, words in PROBLEM_WORDS.items()}
    named = {kind: [kind, *names, *shown[kind]] for kind, names in _NAMES.items()}
    exact = [kind for kind, words in named.items() if wanted in map(folded, words)]
    near = [kind for kind, words in named.items() if any(_begins(word, wanted) for word in words)]
    found = exact or near
    if len(found) != 1:
        known = [names[0] if language() == "zh" else kind for kind, names in _NAMES.items()]
        raise UsageRefused(
            _("There is no problem {typed}; there are: {known}."),
            typed=excerpt(typed),
            known=_(", ").join(known),
        )
    return found[0]


def _begins(word: str, part: str) -> bool:
    """Whether a word may be meant by its beginning: one sign alone says nothing."""
    return len(part) > 1 and folded(word).startswith(part)
