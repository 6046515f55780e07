"""A customer as vCards 3.0, as every phone takes them: the customer's own, and one for each person there.

`card` is a customer under English keys (`customer.showing.customer_mapping`, or what an export reads).
Notes, visits and money are no business of an address book, which is copied to wherever its owner copies it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crmcli.kit.content_lines import escaped, folded

Card = Mapping[str, Any]
# Fields of the user's own that have a property, by their names in either language.
_FAX = ("传真", "Fax")
_WEBSITE = ("网址", "Website", "URL")
_QQ = ("QQ",)
_POSITION = ("职务", "Position")
# The largest code of blocks that 80 columns hold beside its margins, and what it holds at the lowest correction.
MOST_QR_OCTETS = 425
LONGEST_QR_NAME = 30
# A scanned card is for calling somebody: the most needed first.
WANTED_IN_QR = ("N:", "FN", "TEL", "ORG", "TITLE", "EMAIL", "X-WECHAT", "ADR")


def vcards(card: Card) -> Iterator[bytes]:
    """Every card of a customer, the customer's own first; a company with nothing of its own gives only people."""
    people = card["contacts"]
    if card["kind"] == "person" or not people or has_own(card):
        yield _written(_customer_lines(card))
    for person in people:
        yield _written(_person_lines(card, person))


def has_own(card: Card) -> bool:
    """Whether something can be reached at the customer itself, and at nobody there in particular."""
    own = any(phone["contact"] is None for phone in card["phones"])
    return bool(own or card["email"] or card["wechat"] or card["address"] or card["birthday"])


def small_vcard(card: Card) -> str:
    """One card that fits into a QR code: of the person to ask for at a company, else of the customer.

    What does not fit is left out, from the least needed on.
    """
    card = _short(card)
    people = [_short(person) for person in card["contacts"]]
    lines = _person_lines(card, people[0]) if card["kind"] == "company" and people else _customer_lines(card)
    if not any(line.startswith("TEL") for line in lines):
        lines += [line for line in _customer_lines(card) if line.startswith("TEL")]
    kept = [line for line in lines if line.startswith(WANTED_IN_QR) and not line.startswith("TEL;TYPE=FAX")]
    kept.sort(key=_need)
    while len(_text(kept).encode(errors="replace")) > MOST_QR_OCTETS and len(kept) > 1:
        kept.pop()
    return _text(kept)


def _short(who: Card) -> Card:
    return {**who, "name": who["name"][:LONGEST_QR_NAME]}


def _need(line: str) -> int:
    """How soon a line may stay away."""
    return next(place for place, start in enumerate(WANTED_IN_QR) if line.startswith(start))


def _text(lines: list[str]) -> str:
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD"])


def _written(lines: list[str]) -> bytes:
    return b"".join(map(folded, ["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD"]))


def _customer_lines(card: Card) -> list[str]:
    name, is_company = card["name"], card["kind"] == "company"
    lines = _name_lines("" if is_company else name, name)
    if is_company:
        lines += [f"ORG:{escaped(name)}", "X-ABSHOWAS:COMPANY"]
    lines += [_phone_line(_stored(phone)) for phone in card["phones"] if phone["contact"] is None]
    lines += _reached(card)
    fields = card["fields"]
    lines += [f"TEL;TYPE=FAX:{escaped(value)}" for value in _values(fields, _FAX)]
    lines += [f"URL:{escaped(value)}" for value in _values(fields, _WEBSITE)]
    lines += [f"X-QQ:{escaped(value)}" for value in _values(fields, _QQ)]
    if not is_company:
        lines += [f"TITLE:{escaped(value)}" for value in _values(fields, _POSITION)]
    return [*lines, *_address_lines(card, "WORK" if is_company else "HOME"), *_tag_lines(card)]


def _person_lines(card: Card, person: Card) -> list[str]:
    lines = [*_name_lines(person["name"], person["name"]), f"ORG:{escaped(card['name'])}"]
    if card["kind"] != "company":
        lines.append(f"X-CRM-KIND:{card['kind']}")
    if person["position"]:
        lines.append(f"TITLE:{escaped(person['position'])}")
    lines += [*map(_phone_line, person["phones"]), *_reached(person)]
    return lines if has_own(card) else [*lines, *_tag_lines(card)]


def _name_lines(name: str, shown: str) -> list[str]:
    """N with the family name apart where it stands last; a Chinese name is left whole."""
    given, gap, family = name.rpartition(" ") if name.isascii() else ("", "", name)
    return [f"N:{escaped(family)};{escaped(given if gap else '')};;;", f"FN:{escaped(shown)}"]


def _reached(who: Card) -> list[str]:
    lines = [f"EMAIL:{escaped(who['email'])}"] if who["email"] else []
    if who["wechat"]:
        lines.append(f"X-WECHAT:{escaped(who['wechat'])}")
    birthday = who["birthday"]
    if birthday and who["birthday_is_lunar"]:
        lines.append(f"X-CRM-LUNAR-BIRTHDAY:{birthday}")
    elif birthday:
        # Apple's way of saying that the year is not known; others show a person of some age.
        lines.append(
            f"BDAY:{birthday}" if len(birthday) > 5 else f"BDAY;X-APPLE-OMIT-YEAR=1604:1604-{birthday}"
        )
    return lines


def _address_lines(card: Card, type: str) -> list[str]:
    return [f"ADR;TYPE={type}:;;{escaped(card['address'])};;;;"] if card["address"] else []


def _tag_lines(card: Card) -> list[str]:
    return [f"CATEGORIES:{','.join(map(escaped, card['tags']))}"] if card["tags"] else []


def _values(fields: Mapping[str, object], names: tuple[str, ...]) -> list[str]:
    return [value for name in names if name in fields for value in str(fields[name]).split("; ")]


def _stored(phone: Card) -> str:
    return f"{phone['number']}-{phone['extension']}" if phone["extension"] else str(phone["number"])


def _phone_line(stored: str) -> str:
    """A phone waits at a comma before it dials the extension."""
    number, _dash, extension = stored.partition("-")
    kind = "CELL" if number.startswith("+861") and len(number) == 14 else "WORK,VOICE"
    return f"TEL;TYPE={kind}:{number}{f',{extension}' if extension else ''}"
