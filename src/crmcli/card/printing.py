"""A customer's card as one HTML file to print: no tier, no grade, nothing of what we think of the customer."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from crmcli.customer.acquaintance import met_words
from crmcli.customer.birthday import describe_birthday
from crmcli.customer.birthday_words import birthday_of
from crmcli.customer.card_fields import CardFields
from crmcli.customer.qr import qr_code
from crmcli.customer.vcards import small_vcard
from crmcli.customer.vocabulary import labels
from crmcli.kit.formats import Listing
from crmcli.kit.i18n import _, language
from crmcli.kit.phone_wording import format_phone, format_stored_phone
from crmcli.kit.shown import displayable

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #eceff1; color: #1c2429;
  font: 15px/1.5 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Source Han Sans SC", system-ui, sans-serif; }
article { width: 180mm; max-width: 100%; margin: 8mm auto; padding: 9mm 10mm; background: #fff;
  border: 1px solid #cfd8dc; border-radius: 3mm; }
header { display: flex; justify-content: space-between; gap: 8mm; align-items: flex-start;
  border-bottom: 2px solid #263238; padding-bottom: 5mm; }
h1 { margin: 0; font-size: 26px; line-height: 1.25; overflow-wrap: anywhere; }
header p { margin: 1mm 0 0; color: #546e7a; }
svg { width: 36mm; height: 36mm; flex: none; }
h2 { margin: 6mm 0 2mm; font-size: 15px; color: #37474f; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1mm 6mm; margin: 5mm 0 0; }
dt { color: #607d8b; }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-weight: 600; color: #607d8b; }
th, td { padding: 1.2mm 3mm 1.2mm 0; border-bottom: 1px solid #eceff1; vertical-align: top; overflow-wrap: anywhere; }
@media print { body { background: #fff; } article { margin: 0; border: 0; width: auto; }
  h2, tr, dl > * { break-inside: avoid; } @page { size: A4; margin: 12mm; } }
"""


def card_page(card: Mapping[str, Any], fields: CardFields | None) -> str:
    """The page: whom to reach and how, with a code to scan; with `fields` what is registered besides."""
    name = _text(card["name"])
    parts = [
        "<!doctype html>",
        f'<html lang="{"zh-CN" if language() == "zh" else "en"}">',
        f'<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{name}</title><style>{_STYLE}</style></head>",
        f"<body><article><header><div><h1>{name}</h1><p>{_subtitle(card)}</p></div>{_code(card)}</header>",
        _facts(list(_reached(card))),
        _people(card["contacts"]),
        *(_fields(fields) if fields else ()),
        "</article></body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _text(value: object) -> str:
    return escape(displayable(str(value)))


def _subtitle(card: Mapping[str, Any]) -> str:
    words = [card["code"], labels("kind")[card["kind"]], card["industry"], card["region"]]
    return " · ".join(_text(word) for word in words if word)


def _code(card: Mapping[str, Any]) -> str:
    drawn = io.BytesIO()
    qr_code(small_vcard(card)).save(
        drawn,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=1,
        title=_("Scan to save the contact"),
    )
    return drawn.getvalue().decode("utf-8").strip()


def _reached(card: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    birthday = birthday_of(card)
    own = [
        format_phone(phone["number"], phone["extension"]) for phone in card["phones"] if not phone["contact"]
    ]
    yield _("Phone"), "\n".join(own)
    yield _("Email"), card["email"]
    yield _("WeChat"), card["wechat"]
    yield _("Address"), card["address"]
    yield _("Birthday"), describe_birthday(birthday) if birthday else None
    yield _("Preferred time"), card["preferred_time"]
    yield _("Met"), met_words(card)
    yield _("Owner"), card["owner"]


def _facts(facts: Sequence[tuple[str, object]]) -> str:
    rows = [f"<dt>{_text(label)}</dt><dd>{_text_lines(value)}</dd>" for label, value in facts if value]
    return f"<dl>{''.join(rows)}</dl>" if rows else ""


def _text_lines(value: object) -> str:
    return "\n".join(_text(line) for line in str(value).splitlines())


def _people(people: Sequence[Mapping[str, Any]]) -> str:
    if not people:
        return ""
    heads = (_("Name"), _("Position"), _("Phone"), _("Email"), _("WeChat"))
    rows = []
    for one in people:
        phones = ", ".join(map(format_stored_phone, one["phones"]))
        rows.append((one["name"], one["position"], phones, one["email"], one["wechat"]))
    told = [place for place in range(len(heads)) if any(row[place] for row in rows)]
    table = _table([heads[place] for place in told], [[row[place] for place in told] for row in rows])
    return f"<h2>{_text(_('People'))}</h2>{table}"


def _fields(fields: CardFields) -> Iterator[str]:
    """The groups of both pages of the card as the book shows them, sensitive values masked."""
    for block in (*fields.blocks("front"), *fields.blocks("back"), *fields.other_blocks()):
        if isinstance(block.content, Listing):
            heads = [column.header for column in block.content.columns]
            content = _table(heads, block.content.rows) if block.content.rows else ""
        else:
            content = _facts([(field.label, field.value) for field in block.content])
        if content:
            yield f"<h2>{_text(block.heading)}</h2>{content}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f"<th>{_text(one)}</th>" for one in heads)
    lines = ("".join(f"<td>{_text('' if cell is None else cell)}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
