"""Phone numbers as Chinese users type them; held in E.164 where they have such a form.

Mobiles and landlines with an area code become `+86…`. A landline without one (`62345678`), 400/800 and
short numbers (`95588`) stay as they are, because nothing outside makes them more definite.
"""

from __future__ import annotations

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.phone_wording import SERVICE_PREFIXES, area_length
from crmcli.kit.shown import excerpt
from crmcli.kit.text import typed_value

# `typing` costs more than a whole quick answer may; checkers take this name for theirs.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    PhoneKind = Literal["mobile", "landline", "service", "foreign"]

_LONGEST_TYPED = 60
_LONGEST_EXTENSION = 6
_EXTENSION_MARKS = ("转接", "转", "轉", "分机号", "分机", "EXTENSION", "EXT.", "EXT", "X", "#")
_BETWEEN_NUMBERS = dict.fromkeys(map(ord, "/、;,\\|&\n"), "/")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－ー─_~"), "-")
_PUNCTUATION = dict.fromkeys(map(ord, " ().\t\u3000"), " ")
_CHINA = ("+86", "0086")


class Phone:
    """A phone number, the extension behind it (digits, or empty), and what kind of number it is."""

    __slots__ = ("extension", "kind", "number")

    def __init__(self, number: str, extension: str, kind: PhoneKind) -> None:
        self.number = number
        self.extension = extension
        self.kind = kind

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phone) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def _parts(self) -> tuple[str, str, str]:
        return self.number, self.extension, self.kind

    def __repr__(self) -> str:
        return f"Phone({self.number!r}, {self.extension!r}, {self.kind!r})"


def parse_phone(text: str) -> Phone:
    """The phone number in `138 1234 5678`, `0086-…`, `021-62345678转801`, `400-800-1234`, `+852 …`.

    Full-width digits, dashes, brackets and a spreadsheet's `.0` are taken. ValueRefused says what is wrong.
    """
    if _is_digits(text) and _is_mobile(text):
        return Phone("+86" + text, "", "mobile")
    typed = typed_value(text)[: _LONGEST_TYPED + 1].translate(_DASHES).upper()
    typed = typed.removeprefix("TEL:").removesuffix(".0")
    _refuse_strange_text(typed, text)
    main, mark, extension = _split_marked_extension(typed)
    if mark:
        _refuse_strange_extension(extension, text)
    groups = _groups(main)
    phone = _read(groups, extension)
    if phone is None:
        raise _number_refusal(groups, text)
    return phone


def _read(groups: list[str], extension: str) -> Phone | None:
    """The number in these groups of digits; its extension may be the last of them when none was marked."""
    whole = "".join(groups)
    if extension:
        return _with_extension(_classified(whole), extension)
    if whole.startswith(("+", "00")) and not whole.startswith(_CHINA):
        return _classified(whole)
    return _dashed_extension(groups) or _classified(whole) or _loose_extension(groups)


def _groups(main: str) -> list[str]:
    """The runs of digits, as somebody divided them; a leading `+` stays with the first."""
    return main.translate(_PUNCTUATION).replace("-", " ").replace("+ ", "+").split()


def _split_marked_extension(typed: str) -> tuple[str, str, str]:
    for mark in _EXTENSION_MARKS:
        main, found, extension = typed.partition(mark)
        if found:
            return main, mark, extension.strip(" .:-()")
    return typed, "", ""


def _dashed_extension(groups: list[str]) -> Phone | None:
    """`021-62345678-801`: what follows a whole subscriber number or a whole short number."""
    *head, extension = groups or [""]
    if not head or len(extension) > _LONGEST_EXTENSION:
        return None
    phone = _classified("".join(head))
    if phone is None or phone.kind not in ("landline", "service"):
        return None
    is_whole = len(head[-1]) in (7, 8) or (len(head) == 1 and phone.kind == "service")
    return _with_extension(phone, extension) if is_whole else None


def _loose_extension(groups: list[str]) -> Phone | None:
    """`400-800-1234-5`, `13812345678-802`: what is too long as one number, but whole without its end."""
    *head, extension = groups or [""]
    if not head or len(extension) > _LONGEST_EXTENSION:
        return None
    return _with_extension(_classified("".join(head)), extension)


def _with_extension(phone: Phone | None, extension: str) -> Phone | None:
    return Phone(phone.number, extension, phone.kind) if phone else None


def _classified(digits: str) -> Phone | None:
    """The number these digits are, or None; `+`, `00` and `86` in front are understood."""
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if digits.startswith("+86"):
        return _chinese(digits[3:], after_country=True)
    if digits.startswith("+"):
        return _foreign(digits)
    phone = _chinese(digits, after_country=False)
    if phone is None and digits.startswith("86") and len(digits) >= 12:
        return _chinese(digits[2:], after_country=True)
    return phone


def _chinese(digits: str, *, after_country: bool) -> Phone | None:
    """Only behind the country code may an area code stand without its 0; else 3812345678 would be one."""
    national = digits.removeprefix("0")
    if _is_mobile(national):
        return Phone("+86" + national, "", "mobile")
    if len(digits) == 10 and digits.startswith(SERVICE_PREFIXES):
        return Phone(digits, "", "service")
    if _is_short_number(digits):
        return Phone(digits, "", "service")
    if len(digits) in (7, 8) and digits[0] in "23456789":
        return Phone(digits, "", "landline")
    has_area = after_country or digits.startswith("0")
    return Phone("+86" + national, "", "landline") if has_area and _is_landline(national) else None


def _is_mobile(digits: str) -> bool:
    return len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789"


def _is_short_number(digits: str) -> bool:
    """95588, 96110, 12345, 10086, 110."""
    if len(digits) == 3:
        return digits.startswith(("11", "12"))
    return len(digits) in (5, 6) and digits.startswith(("10", "11", "12", "95", "96"))


def _is_landline(national: str) -> bool:
    area = area_length(national)
    subscriber = national[area:]
    if len(subscriber) not in ((8,) if area == 2 else (7, 8)) or national.startswith(SERVICE_PREFIXES):
        return False
    return (area == 2 or national[0] in "3456789") and subscriber[0] in "23456789"


def _foreign(digits: str) -> Phone | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), "", "foreign")


def _refuse_strange_text(typed: str, text: str) -> None:
    """Refuse what no reading of digits can make a phone number."""
    mantissa, mark, exponent = typed.partition("E+")
    if mark and _is_digits(mantissa.replace(".", "", 1)) and _is_digits(exponent):
        raise ValueRefused(
            _(
                "A spreadsheet has shortened this phone number to {typed}. "
                "Format the column as text and type it again."
            ),
            typed=excerpt(text),
        )
    if sum(map(_is_phone_like, typed.translate(_BETWEEN_NUMBERS).split("/"))) > 1:
        raise ValueRefused(
            _("{typed} looks like several phone numbers; give them one by one."), typed=excerpt(text)
        )
    main = _split_marked_extension(typed)[0]
    bare = main.translate(_PUNCTUATION).replace("-", "").replace(" ", "").removeprefix("+")
    if len(typed) > _LONGEST_TYPED or not _is_digits(bare):
        raise ValueRefused(
            _(
                "{typed} is not a phone number; type digits, like 13812345678 or 021-62345678, "
                "and an extension like 021-62345678-801."
            ),
            typed=excerpt(text),
        )


def _is_phone_like(part: str) -> bool:
    return sum(character in "0123456789" for character in part) >= 7


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _refuse_strange_extension(extension: str, text: str) -> None:
    if not _is_digits(extension) or len(extension) > _LONGEST_EXTENSION:
        raise ValueRefused(
            _("An extension has 1 to 6 digits, as in 021-62345678-801; {typed} has another."),
            typed=excerpt(text),
        )


def _number_refusal(groups: list[str], text: str) -> ValueRefused:
    """Which rule the digits break."""
    digits = "".join(groups)
    national = _without_country(digits)
    return ValueRefused(_number_sentence(digits, national), typed=excerpt(text), count=len(national))


def _number_sentence(digits: str, national: str) -> str:
    if digits.startswith(("+", "00")) and not digits.startswith(_CHINA):
        return _(
            "{typed} is not a number of any country; type + and the country code first, like +852 2345 6789."
        )
    if national.startswith("1") and len(national) == 11:
        return _("No mobile number begins like {typed}; they begin with 13 to 19.")
    if national.startswith("1") and len(national) > 6:
        return _("A mobile number has 11 digits; {typed} has {count}.")
    if national.startswith("0"):
        return _(
            "After the area code a phone number has 7 or 8 digits, like 021-62345678; {typed} does not fit."
        )
    return _(
        "{typed} is no phone number: a mobile has 11 digits, a landline its area code with the 0 "
        "and 7 or 8 digits, a number abroad begins with +."
    )


def _without_country(digits: str) -> str:
    for prefix in _CHINA:
        if digits.startswith(prefix):
            return digits.removeprefix(prefix)
    return digits[2:] if digits.startswith("861") and len(digits) > 9 else digits
