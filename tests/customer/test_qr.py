"""A card as a code in the terminal. That phones read such codes was checked with zxing-cpp."""

import pytest
import segno

from crmcli.customer.qr import MARGIN, qr_text
from crmcli.customer.vcards import MOST_QR_OCTETS, small_vcard
from tests.inside import Inside

WIDEST = 80


def modules(text: str) -> list[list[int]]:
    """The code that half blocks show: 1 is dark."""
    rows = []
    for line in text.splitlines():
        rows.append([0 if block in "█▀" else 1 for block in line])
        rows.append([0 if block in "█▄" else 1 for block in line])
    return rows


def expected(payload: str) -> list[list[int]]:
    code = segno.make_qr(payload, error="l", encoding="utf-8", mode="byte", boost_error=False)
    rows = [list(row) for row in code.matrix_iter(border=MARGIN)]
    return [*rows, *([[0] * len(rows[0])] if len(rows) % 2 else [])]


def test_a_card_to_scan(inside: Inside) -> None:
    inside.add("王小明", "--phone", "021-62345678-801", "--wechat", "wx1", "--note", "secret")
    payload = inside.must("show", "王小明", "--qr", "-f", "json").json
    assert payload == (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:王小明;;;;\r\nFN:王小明\r\n"
        "TEL;TYPE=WORK,VOICE:+862162345678,801\r\nX-WECHAT:wx1\r\nEND:VCARD"
    )
    shown = inside.must("show", "王小明", "--qr").out.removesuffix("\n")
    assert "\x1b" not in shown
    assert modules(shown) == expected(payload)


def test_a_company_gives_the_person_to_ask_for(inside: Inside) -> None:
    inside.add("宏达", "--kind", "company", "--phone", "0371-62345678")
    inside.must("contact", "add", "宏达", "李丽", "--position", "采购经理", "--key")
    payload = inside.must("show", "宏达", "--qr", "-f", "json").json
    assert [
        line for line in payload.split("\r\n") if not line.startswith(("BEGIN", "VERSION", "N:", "END"))
    ] == [
        "FN:李丽",
        "TEL;TYPE=WORK,VOICE:+8637162345678",
        "ORG:宏达",
        "TITLE:采购经理",
    ]


@pytest.mark.parametrize("kind", ["person", "company"])
def test_however_long_a_card_is_it_fits_with_its_phone(kind: str) -> None:
    person = {
        "name": "长" * 200,
        "position": "长" * 200,
        "phones": ["+8613812345678"],
        "email": "a" * 200 + "@example.com",
        "wechat": "w" * 60,
        "birthday": "1980-05-17",
        "birthday_is_lunar": False,
    }
    phone = {"number": "+8613812345678", "extension": "", "contact": None}
    card = person | {
        "kind": kind,
        "phones": [phone],
        "contacts": [person],
        "address": "长" * 200,
        "fields": {"网址": "x" * 500},
        "tags": ["a" * 50],
    }
    payload = small_vcard(card)
    assert len(payload.encode()) <= MOST_QR_OCTETS
    assert "+8613812345678" in payload
    assert max(map(len, qr_text(payload, colour=False).splitlines())) <= WIDEST


def test_a_terminal_is_told_the_colours() -> None:
    plain, coloured = qr_text("a", colour=False), qr_text("a", colour=True)
    lines = coloured.splitlines()
    assert all(line.startswith("\x1b[38;5;231;48;5;16m") and line.endswith("\x1b[0m") for line in lines)
    assert [line[19:-4] for line in lines] == plain.splitlines()
