"""Numbers that carry their own check: ID numbers of people, credit and licence codes of companies.

No refusal quotes the whole number or tells the right check character: the user must look at the paper.
"""

from datetime import date

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.kit.text import typed_value

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CENTURIES = ("18", "19", "20")


def parse_id_number(text: str) -> str:
    """The 18 characters of a Chinese ID number, check digit and birth date verified, `X` upper-case.

    ValueRefused otherwise, with what is wrong. Old numbers of 15 digits are refused: the card has a new one.
    """
    number = _compact(text)
    _refuse_rounded(number)
    if len(number) == 15 and _is_digits(number):
        raise ValueRefused(
            _("This is an old ID number of 15 digits; type the 18 characters of the present card.")
        )
    if len(number) != 18:
        raise ValueRefused(_("An ID number has 18 characters; this one has {count}."), count=len(number))
    if not _is_digits(number[:17]) or number[17] not in _ID_CHECKS or number[0] == "0":
        raise ValueRefused(_("An ID number is 17 digits, not beginning with 0, and a last digit or X."))
    if number[17] != id_check_character(number[:17]):
        _refuse_zeroed(number)
        raise ValueRefused(
            _(
                "The check digit of this ID number does not fit: a character is wrong. "
                "Compare it with the card."
            )
        )
    birth_date(number)
    return number


def id_check_character(first_17_digits: str) -> str:
    """The last character of an ID number by ISO 7064 MOD 11-2."""
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, first_17_digits, strict=True))
    return _ID_CHECKS[total % 11]


def birth_date(id_number: str) -> date:
    """The birth date inside an 18-character ID number; ValueRefused when there is no such day."""
    year, month, day = id_number[6:10], id_number[10:12], id_number[12:14]
    try:
        if year[:2] in _CENTURIES:
            return date(int(year), int(month), int(day))
    except ValueError:
        pass
    raise ValueRefused(
        _("The birth date in this ID number, {date}, does not exist. Compare it with the card."),
        date=f"{year}-{month}-{day}",
    )


def parse_credit_code(text: str) -> str:
    """A unified social credit code (18 characters) or an old business licence number (15 digits), verified.

    ValueRefused otherwise, with what is wrong.
    """
    code = _compact(text)
    _refuse_rounded(code)
    if len(code) == 15 and _is_digits(code):
        return _parse_licence_number(code)
    if len(code) != 18:
        raise ValueRefused(
            _("A credit code has 18 characters, an old licence number 15 digits; this one has {count}."),
            count=len(code),
        )
    strange = sorted(set(code) - set(_CREDIT_CHARACTERS))
    if strange:
        raise ValueRefused(
            _("A credit code has only digits and letters, but no I, O, S, V or Z; is an O a 0, or an I a 1?")
        )
    if code[17] != credit_check_character(code[:17]):
        _refuse_zeroed(code)
        raise ValueRefused(
            _(
                "The check character of this credit code does not fit: a character is wrong. "
                "Compare it with the licence."
            )
        )
    return code


def credit_check_character(first_17_characters: str) -> str:
    """The last character of a unified social credit code by GB 32100-2015: weights 3^i modulo 31."""
    total = sum(
        _CREDIT_CHARACTERS.index(character) * pow(3, place, 31)
        for place, character in enumerate(first_17_characters)
    )
    return _CREDIT_CHARACTERS[-total % 31]


def _parse_licence_number(number: str) -> str:
    if number[14] != licence_check_digit(number[:14]):
        raise ValueRefused(
            _(
                "The check digit of this licence number does not fit: a digit is wrong. "
                "Compare it with the licence."
            )
        )
    return number


def licence_check_digit(first_14_digits: str) -> str:
    """The last digit of a 15-digit business licence number by ISO 7064 MOD 11,10."""
    product = 10
    for digit in first_14_digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def _compact(text: str) -> str:
    """Upper-case, half-width, without spaces, dashes and the `'` that makes a spreadsheet keep text."""
    return "".join(typed_value(text).upper().split()).replace("-", "").replace("'", "")


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _refuse_rounded(number: str) -> None:
    """A spreadsheet shows a long number as `4.10105E+17`: its last digits are gone."""
    mantissa, mark, exponent = number.partition("E")
    is_scientific = mark and ("." in mantissa or "+" in exponent)
    if is_scientific and _is_digits(mantissa.replace(".", "", 1)) and _is_digits(exponent.removeprefix("+")):
        raise ValueRefused(
            _(
                "A spreadsheet has shortened this number to {typed} and lost its last digits. "
                "Format the column as text and type the number again."
            ),
            typed=excerpt(number),
        )


def _refuse_zeroed(number: str) -> None:
    """A spreadsheet keeps 15 digits of a number; the last three of 18 become zeros."""
    if _is_digits(number) and number.endswith("000"):
        raise ValueRefused(
            _(
                "A spreadsheet has turned the last three digits of this number into 000. "
                "Format the column as text and type the number again."
            )
        )
