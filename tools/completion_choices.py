"""The closed sets that completion offers, taken from where the program checks them."""

from collections.abc import Iterable

Word = tuple[str, str, str]  # the word, what is said of it in English, in Chinese

_PAST = "today yesterday 今天 昨天 前天 上周五"
_COMING = "today tomorrow +3d +7d +1m mon tue wed thu fri sat sun eom 今天 明天 后天 下周一 下周五 月底"


def choices() -> dict[str, list[Word]]:
    """Name of the source to its words, in the order of use."""
    from crmcli.card.problem_words import PROBLEM_WORDS
    from crmcli.customer.listing import LIST_KEYS
    from crmcli.due.arms import ARMS
    from crmcli.due.rules import _WORDS as WHEN
    from crmcli.kit.settings import DEFAULTS, FORMATS
    from crmcli.policy.schema import shipped_names

    settings = tuple(DEFAULTS)
    found = {
        name: _of_vocabulary(name)
        for name in ("kind", "need", "status", "importance", "urgency", "tier", "card_state")
    }
    found |= {
        name: _of_vocabulary(name)
        for name in (
            "contact_kind",
            "outcome",
            "opinion_kind",
            "owed_kind",
            "owed_state",
            "visit_purpose",
            "visit_aspect",
            "tier",
            "card_state",
        )
    }
    found |= {
        "when": _plain(WHEN),
        "due_kind": _plain(ARMS),
        "formats": _plain(FORMATS),
        "languages": [("zh", "中文", "中文"), ("en", "English", "English")],
        "fields": _plain(key for key in LIST_KEYS if key != "tags"),
        "input_formats": _plain("csv tsv xlsx json jsonl".split()),
        "encodings": _plain("utf-8 gb18030 big5 utf-16".split()),
        "past": _plain(_PAST.split()),
        "coming": _plain(_COMING.split()),
        "next": _plain(["none", *_COMING.split()]),
        "satisfaction": _plain("1 2 3 4 5".split()),
        "card_problem": [(name, words, _in_chinese(words)) for name, words in PROBLEM_WORDS.items()],
        "met_by": _plain(["region", "industry"]),
        "owner_or_branch": _plain(["owner", "branch"]),
        "quality_by": _plain(["owner", "branch", "customer"]),
        "shells": _plain("bash zsh fish".split()),
        "playbooks": [_playbook(name) for name in shipped_names()],
        "settings": _plain(settings),
    }
    found |= {"setting lang": found["languages"], "setting format": found["formats"]}
    found |= {"setting playbook": found["playbooks"]}
    booleans = [name for name, default in DEFAULTS.items() if isinstance(default, bool)]
    return found | {f"setting {name}": _plain(["true", "false"]) for name in booleans}


def _plain(words: Iterable[str]) -> list[Word]:
    return [(word, "", "") for word in words]


def _in_chinese(text: str) -> str:
    from crmcli.kit.i18n import _, speaking

    with speaking("zh"):
        return _(text)


def _of_vocabulary(name: str) -> list[Word]:
    from crmcli.customer.vocabulary import VOCABULARIES

    return [(word, written["en"][0], written["zh"][0]) for word, written in VOCABULARIES[name].items()]


def _playbook(name: str) -> Word:
    from crmcli.policy.schema import load_playbook

    title = load_playbook(name, "").title
    return name, title.en, title.zh
