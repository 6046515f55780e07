"""What a card may say, and how a customer is known. Rules: docs/rules.md#identity."""

import re
from functools import lru_cache

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_block, clean_line

NAME_LIMIT = 200
LINE_LIMIT = 500
NOTE_LIMIT = 10_000
TAG_LIMIT = 50

_COMPANY = re.compile(
    r"(公司|集团|厂|店|中心|合作社|事务所|工作室|商行|银行|医院|学校|大学|协会|[部所院局社行]"
    r"|物流|运输|货运|车队|商贸|贸易|科技|实业|建材|机械|电子|超市|酒店|宾馆|餐饮|百货|农场)$"
    r"|\b(ltd|inc|llc|gmbh|corp|co|company|limited|group)\b\.?$",
    re.IGNORECASE,
)
_TYPED_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]*")
_CODE = re.compile(r"([A-Za-z]{0,10})[-_]?0*(\d{1,18})")


def parse_name(typed: str) -> str:
    """A name of a customer or a person, clean. Raises ValueRefused where nothing or too much is left."""
    name = clean_line(typed, NAME_LIMIT).text
    if not name:
        raise ValueRefused(_("A name is missing."))
    return name


def parse_line(typed: str) -> str | None:
    """One line of free text; None where nothing is left."""
    return clean_line(typed, LINE_LIMIT).text or None


def parse_note(typed: str) -> str:
    """A note of several lines. Raises ValueRefused where it is empty or too long."""
    text = clean_block(typed, NOTE_LIMIT).text
    if not text:
        raise ValueRefused(_("The note is empty."))
    return text


def parse_tag(typed: str) -> str:
    """A tag: one word without commas. Raises ValueRefused."""
    tag = clean_line(typed, TAG_LIMIT).text.lstrip("#＃")
    if not tag or re.search(r"[\s,;，；、]", tag):
        raise ValueRefused(
            _("A tag is one word without spaces and commas, not {typed}."), typed=typed[:TAG_LIMIT]
        )
    return tag


def likely_kind(name: str) -> str:
    """Company where the name ends like one, else person; `--kind` says it for sure."""
    return "company" if _COMPANY.search(name) else "person"


def parse_code(typed: str) -> str:
    """A customer's code as the user's own files carry it. Raises ValueRefused."""
    code = clean_line(typed, 40).text
    if not _TYPED_CODE.fullmatch(code):
        raise ValueRefused(
            _("A customer code has letters, digits and . _ / - only (C0001, KH00001), not {typed}."),
            typed=typed[:40],
        )
    return code


def code_key(code: str) -> str:
    """What a code is compared by: without leading zeros and in capitals, `kh00001` is KH1."""
    found = _CODE.fullmatch(code)
    return f"{found[1].upper()}{found[2]}" if found else code.upper()


def own_code(number: int) -> str:
    """The code of the book's n-th own customer."""
    return f"C{number:04d}"


@lru_cache(maxsize=4096)
def pinyin_column(name: str) -> str:
    """Every reading of a name in full and in initials, between spaces, so that a whole key can be looked for."""
    from crmcli.kit.pinyin import pinyin_keys

    keys = pinyin_keys(name)
    distinct = dict.fromkeys((*keys.full, *keys.initials))
    return f" {' '.join(distinct)} " if distinct else ""
