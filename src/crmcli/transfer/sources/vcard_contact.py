"""One vCard as a contact: name, company, phones and the rest, out of the properties that phones and programs write."""

from __future__ import annotations

import re
from collections.abc import Callable

from crmcli.kit.content_lines import BINARY, Property, ReadCard, split_value
from crmcli.kit.i18n import _

# What says nothing about the person.
_TECHNICAL = frozenset(
    "VERSION PRODID REV UID SORT-STRING MAILER CLASS SOURCE NAME PROFILE LANG CLIENTPIDMAP AGENT LABEL XML"
    " X-ABLABEL X-ABADR X-ABUID X-ABSHOWAS X-CRM-KIND KIND N FN ORG TZ GEO CALURI FBURL".split()
)
_TECHNICAL_PREFIXES = ("X-MS-OL-", "X-PHONETIC-", "X-APPLE-", "X-EVOLUTION-")
# Chinese and Japanese names are written family first, without a space.
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?")
_YEARLESS = re.compile(r"--(\d\d)-?(\d\d)(?:T.*)?")
_DIALLED = re.compile(r"(.*\d)\s*[,;pw]+\s*(\d{1,6})#?", re.IGNORECASE | re.DOTALL)
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_APPLE_NO_YEAR = "1604"
_WECHAT = ("wechat", "weixin", "微信")
_SYSTEM_GROUPS = ("mycontacts", "starred")
_CHINA = ("中国", "中华人民共和国", "china", "cn")


class Contact:
    """What a card says. `company` is empty for a private person, `name` is empty for the company itself."""

    def __init__(self, card: ReadCard) -> None:
        self.line = card.line
        self.name = ""
        self.company = ""
        self.position = ""
        self.is_group = False
        self.is_at_person = False
        self.phones: list[dict[str, str]] = []
        self.emails: list[str] = []
        self.addresses: list[tuple[bool, str]] = []  # whether it is the one at work
        self.birthday: tuple[str, bool] | None = None  # as typed, and whether lunar
        self.wechat = ""
        self.notes: list[str] = []
        self.tags: list[str] = []
        self.fields: dict[str, list[str]] = {}
        self.photos = 0
        self.left_out: set[str] = set()
        self._read(card)

    def _read(self, card: ReadCard) -> None:
        labels = {found.group: _label(found) for found in card.properties if found.name == "X-ABLABEL"}
        for found in sorted(card.properties, key=lambda found: "PREF" not in found.types):
            label = labels.get(found.group, "") if found.group else ""
            reader = _READERS.get(found.name)
            if reader is not None:
                reader(self, found, label)
            elif found.name in BINARY:
                self.photos += found.name != "KEY"
            elif not _is_technical(found):
                self.left_out.add(found.name)
        self._name(card)

    def add_field(self, name: str, value: str) -> None:
        """A field of the user's own; several values stand in one."""
        value = value.strip()
        if value and value not in self.fields.setdefault(name, []):
            self.fields[name].append(value)

    def _name(self, card: ReadCard) -> None:
        first = {found.name: found for found in reversed(card.properties)}
        kinds = {
            first[key].text.strip().lower() for key in ("KIND", "X-ADDRESSBOOKSERVER-KIND") if key in first
        }
        self.is_group = "group" in kinds
        organisation = _parts(first.get("ORG"), ";")
        self.company = organisation[0] if organisation else ""
        self.position = " ".join(dict.fromkeys(filter(None, [*organisation[1:], self.position])))
        full = _one_line(first["FN"].text) if "FN" in first else ""
        self.name = _personal_name(full, split_value(first["N"].value, ";") if "N" in first else [])
        shown_as_company = "X-ABSHOWAS" in first and first["X-ABSHOWAS"].text.upper() == "COMPANY"
        if "org" in kinds or shown_as_company or self.name == self.company:
            self.company, self.name = self.company or self.name, ""
        if not self.name and not self.company and "NICKNAME" in first:
            self.name = _one_line(first["NICKNAME"].text)
            self.left_out.discard("NICKNAME")
        self.is_at_person = "X-CRM-KIND" in first and first["X-CRM-KIND"].text == "person"


def _is_technical(found: Property) -> bool:
    return found.name in _TECHNICAL or found.name.startswith(_TECHNICAL_PREFIXES) or not found.text.strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _parts(found: Property | None, separator: str) -> list[str]:
    return [_one_line(part) for part in split_value(found.value, separator)] if found else []


def _label(found: Property) -> str:
    apple = _APPLE_LABEL.fullmatch(found.text)
    return apple[1] if apple else found.text


def _personal_name(full: str, parts: list[str]) -> str:
    """The name in full; where it is only given in parts, or is Chinese with a gap, family before given name."""
    family, given, middle, prefix, suffix = ([_one_line(part) for part in parts] + [""] * 5)[:5]
    if _CJK.search(family + given) and (not full or (" " in full and family and given)):
        return family + middle + given
    return full or " ".join(filter(None, (prefix, given, middle, family, suffix)))


def _phone(contact: Contact, found: Property, label: str) -> None:
    number, _sign, rest = (
        found.text.strip().partition(";") if _is_uri(found) else (found.text.strip(), "", "")
    )
    options = dict(part.lower().partition("=")[::2] for part in rest.split(";"))
    number = number.removeprefix("tel:").removeprefix("TEL:").removeprefix("Tel:")
    context, extension = options.get("phone-context", ""), options.get("ext", "")
    if context.startswith("+") and not number.startswith("+"):
        number = f"{context}-{number.removeprefix('0')}"
    dialled = None if extension else _DIALLED.fullmatch(number)
    if dialled:
        number, extension = dialled[1], dialled[2]
    if not number:
        return
    if "FAX" in found.types or "fax" in label.lower() or "传真" in label:
        contact.add_field(_("Fax"), f"{number}-{extension}" if extension else number)
        return
    phone = {"number": number, **({"extension": extension} if extension else {})}
    if phone not in contact.phones:
        contact.phones.append(phone)


def _is_uri(found: Property) -> bool:
    return found.value[:4].lower() == "tel:"


def _email(contact: Contact, found: Property, _label: str) -> None:
    address = found.text.strip().removeprefix("mailto:")
    if address and "X400" not in found.types and address not in contact.emails:
        contact.emails.append(address)


def _address(contact: Contact, found: Property, _label: str) -> None:
    box, extended, street, city, region, code, country = (_parts(found, ";") + [""] * 7)[:7]
    if _CJK.search(street + city + region + extended):
        country = "" if country.lower() in _CHINA else country
        text = " ".join(filter(None, ("".join((country, region, city, street, extended, box)), code)))
    else:
        text = ", ".join(filter(None, (box, street, extended, city, f"{region} {code}".strip(), country)))
    if text:
        contact.addresses.append(("WORK" in found.types, text))


def _birthday(contact: Contact, found: Property, _label: str) -> None:
    text = found.text.strip()
    yearless, whole = _YEARLESS.fullmatch(text), _DATE.fullmatch(text)
    if yearless:
        contact.birthday = f"{yearless[1]}-{yearless[2]}", False
    elif whole and whole[1] in (_APPLE_NO_YEAR, *found.parameters.get("X-APPLE-OMIT-YEAR", ())):
        contact.birthday = f"{whole[2]}-{whole[3]}", False
    elif whole:
        contact.birthday = f"{whole[1]}-{whole[2]}-{whole[3]}", False
    elif text:
        contact.left_out.add("BDAY")


def _lunar_birthday(contact: Contact, found: Property, _label: str) -> None:
    contact.birthday = found.text.strip(), True


def _message_address(contact: Contact, found: Property, label: str) -> None:
    """IMPP and the like: an address of one of many services."""
    services = [*found.parameters.get("X-SERVICE-TYPE", ()), *found.types, label]
    users = found.parameters.get("X-USER") or []
    scheme, sign, address = found.text.strip().partition(":")
    value = users[0] if users else address if sign else scheme
    said = " ".join([*services, scheme if sign else ""]).lower()
    if any(word in said for word in _WECHAT):
        _wechat_id(contact, value)
    elif "qq" in said:
        contact.add_field("QQ", value)
    else:
        contact.add_field(_("Messages"), found.text)


def _wechat_id(contact: Contact, value: str) -> None:
    if not contact.wechat:
        contact.wechat = value.strip()
    elif value.strip() != contact.wechat:
        contact.add_field(_("Other WeChat"), value)


def _categories(contact: Contact, found: Property, _label: str) -> None:
    for tag in _parts(found, ","):
        tag = tag.removeprefix("* ")
        if tag and tag.lower() not in _SYSTEM_GROUPS and tag not in contact.tags:
            contact.tags.append(tag)


def _title(contact: Contact, found: Property, _label: str) -> None:
    contact.position = contact.position or _one_line(found.text)


def _note(contact: Contact, found: Property, _label: str) -> None:
    if found.text.strip():
        contact.notes.append(found.text.strip())


def _web(contact: Contact, found: Property, _label: str) -> None:
    contact.add_field(_("Website"), found.text)


_READERS: dict[str, Callable[[Contact, Property, str], None]] = {
    "TEL": _phone,
    "EMAIL": _email,
    "ADR": _address,
    "BDAY": _birthday,
    "X-CRM-LUNAR-BIRTHDAY": _lunar_birthday,
    "IMPP": _message_address,
    "X-SOCIALPROFILE": _message_address,
    "X-WECHAT": lambda contact, found, _label: _wechat_id(contact, found.text),
    "X-WEIXIN": lambda contact, found, _label: _wechat_id(contact, found.text),
    "X-QQ": lambda contact, found, _label: contact.add_field("QQ", found.text),
    "CATEGORIES": _categories,
    "TITLE": _title,
    "ROLE": _title,
    "NOTE": _note,
    "URL": _web,
}
