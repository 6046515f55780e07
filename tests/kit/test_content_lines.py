"""Lines of vCards: decoding, unfolding, broken cards, and writing them."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.content_lines import (
    FOLDED_OCTETS,
    Property,
    ReadCard,
    escaped,
    folded,
    read_cards,
    split_value,
    unescaped,
)


def cards(content: str | bytes, charset: str | None = None) -> list[ReadCard]:
    octets = content.encode() if isinstance(content, str) else content
    return list(read_cards(io.BytesIO(octets), charset))


def one(line: str | bytes, charset: str | None = None) -> Property:
    octets = line.encode() if isinstance(line, str) else line
    [card] = cards(b"BEGIN:VCARD\r\n" + octets + b"\r\nEND:VCARD\r\n", charset)
    assert card.problem is None, card.problem
    [found] = card.properties
    return found


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("FN:王小明", "王小明"),
        ("FN:王小\r\n 明", "王小明"),
        ("FN:王小\n\t明", "王小明"),
        (b"FN:\xe7\x8e\r\n \x8b", "王"),  # folded in the middle of a character
        ("FN;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B", "王"),
        ("FN;QUOTED-PRINTABLE:=E7=8E=\r\n=8B=E5=B0=\r\n=8F", "王小"),
        ("FN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=CD=F5", "王"),
        ("FN;CHARSET=gb2312:王".encode("gb18030"), "王"),
        ("FN:王".encode("gb18030"), "王"),
        ("FN;CHARSET=no-such:王", "王"),
        ("FN;ENCODING=b:546L", "王"),
        (r"FN:a\, b\; c\\d\ne", "a, b; c\\d\ne"),
        ("FN:a\0b", "ab"),
        ("FN:a:b;c", "a:b;c"),
    ],
)
def test_a_value(line: str | bytes, text: str) -> None:
    assert one(line).text == text


def test_a_named_encoding_counts_where_the_card_names_none() -> None:
    assert one("FN:國".encode("big5"), "big5").text == "國"


@pytest.mark.parametrize(
    ("line", "group", "types"),
    [
        ("TEL;CELL;VOICE:1", "", {"CELL", "VOICE"}),
        ("item1.TEL;type=CELL;type=pref:1", "ITEM1", {"CELL", "PREF"}),
        ('TEL;VALUE=uri;TYPE="voice,work":1', "", {"VOICE", "WORK"}),
        ('TEL;X="a:b;c":1', "", set()),
    ],
)
def test_parameters(line: str, group: str, types: set[str]) -> None:
    found = one(line)
    assert (found.name, found.group, found.types, found.value) == ("TEL", group, types, "1")


def test_pictures_are_not_kept_whatever_their_lines_look_like() -> None:
    indented = "BEGIN:VCARD\nPHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ\n SkZJRg==\n\nFN:a\nEND:VCARD\n"
    [card] = cards(indented)
    assert [(found.name, found.value) for found in card.properties] == [("PHOTO", ""), ("FN", "a")]
    assert cards(indented.replace("\n SkZ", "\nSkZ"))[0].problem is None


def test_utf_16_and_a_byte_order_mark() -> None:
    text = "BEGIN:VCARD\r\nFN:王\r\nEND:VCARD\r\n"
    for encoding in ("utf-16", "utf-8-sig"):
        assert [card.properties[0].text for card in cards(text.encode(encoding))] == ["王"]


def test_a_broken_card_does_not_harm_its_neighbours() -> None:
    found = cards(
        "BEGIN:VCARD\nFN:a\nno line of a card\nEND:VCARD\n"
        "BEGIN:VCARD\nFN:b\nBEGIN:VCARD\nFN:c\nEND:VCARD\nstray\nBEGIN:VCARD\nFN:d\n"
    )
    assert [(card.line, card.problem is None) for card in found] == [
        (1, False),
        (5, False),
        (7, True),
        (10, False),
        (11, False),
    ]
    assert [str(card.problem) for card in found if card.problem] == [
        "Line 3 is no line of a card, like TEL:13812345678; correct or remove it.",
        "The card that begins on line 5 has no END:VCARD; export the contacts again.",
        "Line 10 stands outside of any card.",
        "The card that begins on line 11 has no END:VCARD; export the contacts again.",
    ]


def test_bytes_that_are_no_text_name_their_line() -> None:
    [card] = cards(b"BEGIN:VCARD\nFN:\xff\xfe\xff\nEND:VCARD\n")
    assert str(card.problem).startswith("Line 2 is not text in utf-8 / gb18030;")


def test_a_card_inside_a_card_is_an_agent() -> None:
    [card] = cards("BEGIN:VCARD\nFN:a\nAGENT:\nBEGIN:VCARD\nFN:b\nEND:VCARD\nTEL:1\nEND:VCARD\n")
    assert [found.name for found in card.properties] == ["FN", "AGENT", "TEL"]


def test_a_soft_line_break_at_the_end_does_not_swallow_the_next_card() -> None:
    first, second = cards("BEGIN:VCARD\nFN;QUOTED-PRINTABLE:a=\nEND:VCARD\nBEGIN:VCARD\nFN:b\nEND:VCARD\n")
    assert (first.problem, second.properties[0].text) == (None, "b")


@given(st.binary(max_size=300))
def test_any_bytes_are_read(content: bytes) -> None:
    for card in cards(b"BEGIN:VCARD\n" + content + b"\nEND:VCARD"):
        assert card.problem is None or str(card.problem)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300).map(lambda text: text.replace("\0", ""))
)
def test_what_is_written_is_read_back(text: str) -> None:
    written = folded(f"NOTE:{escaped(text)}")
    lines = written.split(b"\r\n")
    assert all(len(line) <= FOLDED_OCTETS for line in lines)
    for line in lines:
        line.decode()  # no character is divided
    assert unescaped(escaped(text)) == text.replace("\r\n", "\n").replace("\r", "\n")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1), st.sampled_from(";,"))
def test_parts_are_split_where_the_separator_is_not_escaped(parts: list[str], separator: str) -> None:
    assert split_value(separator.join(map(escaped, parts)), separator) == parts
