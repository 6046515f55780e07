"""What a card may say, and how a customer is known. Rules: docs/rules.md#identity."""

from __future__ import annotations

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.remembered import lru_cache
from crmcli.kit.text import clean_block, clean_line

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Callable

NAME_LIMIT = 200
LINE_LIMIT = 500
NOTE_LIMIT = 10_000
TAG_LIMIT = 50
FIELD_NAME_LIMIT = 60
FIELD_VALUE_LIMIT = 10_000
OPEN_STATUSES = ("potential", "negotiating")  # a deal may still come

# Without regular expressions: what finds a customer stands here too, and a quick answer loads no `re`.
_COMPANY_ENDINGS = tuple(
    "公司 集团 厂 店 中心 合作社 事务所 工作室 商行 银行 医院 学校 大学 协会 部 所 院 局 社 行"
    " 物流 运输 货运 车队 商贸 贸易 科技 实业 建材 机械 电子 超市 酒店 宾馆 餐饮 百货 农场".split()
)
_COMPANY_WORDS = frozenset("ltd inc llc gmbh corp co company limited group".split())
_CODE_MARKS = dict.fromkeys(map(ord, "._/-"))
_LONGEST_CODE_LETTERS, _LONGEST_CODE_NUMBER = 10, 18


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
    if not tag or any(letter.isspace() or letter in ",;，；、" for letter in tag):
        raise ValueRefused(
            _("A tag is one word without spaces and commas, not {typed}."), typed=typed[:TAG_LIMIT]
        )
    return tag


def likely_kind(name: str) -> str:
    """Company where the name ends like one, else person; `--kind` says it for sure."""
    last_word = _tail(name.removesuffix("."), _is_letter)
    is_company = name.endswith(_COMPANY_ENDINGS) or last_word.lower() in _COMPANY_WORDS
    return "company" if is_company else "person"


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"


def _tail(text: str, belongs: Callable[[str], bool]) -> str:
    """The end of the text, as far as its characters belong to it."""
    start = len(text)
    while start and belongs(text[start - 1]):
        start -= 1
    return text[start:]


def parse_code(typed: str) -> str:
    """A customer's code as the user's own files carry it. Raises ValueRefused."""
    code = clean_line(typed, 40).text
    plain = code.isascii() and code.translate(_CODE_MARKS).isalnum() and code[:1].isalnum()
    if not plain:
        raise ValueRefused(
            _("A customer code has letters, digits and . _ / - only (C0001, KH00001), not {typed}."),
            typed=typed[:40],
        )
    return code


def code_key(code: str) -> str:
    """What a code is compared by: without leading zeros and in capitals, `kh00001` is KH1."""
    digits = _tail(code, str.isdecimal)
    letters = code[: len(code) - len(digits)]
    letters = letters[:-1] if letters[-1:] in ("-", "_") else letters
    number = digits.lstrip("0") or digits[-1:]
    is_plain = (
        letters.isascii() and (not letters or letters.isalpha()) and len(letters) <= _LONGEST_CODE_LETTERS
    )
    return letters.upper() + number if is_plain and 0 < len(number) <= _LONGEST_CODE_NUMBER else code.upper()


def is_key(importance_set: str | None, amount_fen: int | None, key_amount_fen: int) -> bool:
    """Whether a customer is a key one: as was set by hand, else by the amount (docs/rules.md#divisions)."""
    return (importance_set or ("key" if (amount_fen or 0) >= key_amount_fen else "ordinary")) == "key"


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
