import os
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size

from crmcli.kit.errors import ValueRefused
from crmcli.kit.formula_cells import guard_cell, unguard_cell
from crmcli.kit.shown import display_width, displayable, displayable_block, excerpt, is_plain, pad
from crmcli.kit.text import clean_block, clean_line, fold, recover_argument, typed_value

ANY_TEXT = st.text(st.characters(exclude_categories=()))
HOSTILE = (
    "\0\x07\x1b\x7f\x85\x9b\u00ad\u061c\u200b\u200d\u200f\u202e\u2060\u2066"
    "\ufeff\ufe0f\uffa0\U000e0041\udc80\u3164"
)
FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")


@pytest.mark.parametrize(
    ("typed", "kept", "removed"),
    [
        ("王小明", "王小明", 0),
        ("  王 小明\u3000", "王 小明", 0),
        ("王\u200d小\ufeff明", "王小明", 2),
        ("\u202e王小明\u202c", "王小明", 2),
        ("a\x1b[2Jb", "a[2Jb", 1),
        ("a\0b\udce9", "ab", 2),
        ("a\tb\nc\r\nd\u2028e", "a b c d e", 0),
        ("a  b", "a  b", 0),
        ("e\u0301", "é", 0),
        ("𠮷野\U000e0100", "𠮷野", 1),
        (HOSTILE, "", len(HOSTILE)),
        ("", "", 0),
    ],
)
def test_clean_line(typed: str, kept: str, removed: int) -> None:
    cleaned = clean_line(typed, 200)
    assert (cleaned.text, cleaned.removed) == (kept, removed)


@pytest.mark.parametrize("character", HOSTILE)
def test_each_hostile_character_goes(character: str) -> None:
    assert clean_line(f"王{character}小明", 200).text == "王小明"
    assert displayable(f"王{character}小明").replace("?", "") == "王小明"


def test_clean_block_keeps_line_ends_as_newlines() -> None:
    cleaned = clean_block(" a\r\nb\rc\n\u200bd\te\u2029f\n", 200)
    assert (cleaned.text, cleaned.removed) == ("a\nb\nc\nd e\nf", 1)


def test_too_long_a_text_is_refused_with_both_numbers() -> None:
    assert clean_line("长" * 200, 200).text == "长" * 200
    with pytest.raises(ValueRefused, match=r"at most 200 characters; this one has 201"):
        clean_line("长" * 201, 200)
    with pytest.raises(ValueRefused, match="1000000"):
        clean_block("\u0301\u0323" * 500_000, 10_000)


@given(ANY_TEXT)
def test_cleaned_text_is_clean_for_good(text: str) -> None:
    for clean, show in ((clean_line, displayable), (clean_block, displayable_block)):
        once = clean(text, 1000).text
        assert clean(once, 1000).text == once
        assert clean(once, 1000).removed == 0
        assert show(once) == once
        assert unicodedata.is_normalized("NFC", once)
        assert not set(once) & set(HOSTILE)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("王小明 ABC", "王小明 ABC"),
        ("王\u3000小明", "王\u3000小明"),
        ("\x1b[2J\x07", "?[2J?"),
        ("\x9b31m", "?31m"),
        ("a\u202eb\u200dc", "abc"),
        ("a\nb\tc", "a b c"),
        ("\udce9", "?"),
        ("[/x] :smile:", "[/x] :smile:"),
    ],
)
def test_displayable(stored: str, shown: str) -> None:
    assert displayable(stored) == shown


def test_displayable_block_keeps_newlines_alone() -> None:
    assert displayable_block("a\r\nb\n\x1bc\rd") == "a\nb\n?c\nd"


@given(ANY_TEXT)
@example(HOSTILE * 3)
@example("\u200d\u200d张")
def test_nothing_displayable_drives_a_terminal_or_crashes_rich(text: str) -> None:
    shown = displayable(text)
    shown.encode()
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in shown)
    assert not set(shown) & set(HOSTILE)
    for width in range(4):
        assert cell_len(set_cell_size(shown, width)) == width


def test_excerpt_is_short_and_never_blank() -> None:
    assert excerpt("字" * 1_000_000) == "字" * 40 + "..."
    assert excerpt("a\x1bb") == "a?b"
    assert excerpt("\u200b ") == '""'


def test_typed_value_is_half_width_without_marks() -> None:
    assert typed_value("\u202d１３８ｘ，￥\u202c\u3000") == "138x,¥"
    assert typed_value("²①") == "²①"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("河南华信商贸（集团）", "河南华信商贸(集团)"),
        ("河南华信商贸（集团）", "河南 华信商贸集团"),
        ("阿卜杜拉·买买提", "阿卜杜拉买买提"),
        ("ＡＢＣ-Trade Co., Ltd.", "abc trade co ltd"),
        ("STRASSE", "straße"),
        ("e\u0301", "É"),
    ],
)
def test_fold_makes_one_of_two_writings(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "folded"), [("C++", "c++"), ("%", "%"), (" _ ", "_"), ("", ""), ("王_明%", "王明")]
)
def test_fold_keeps_symbols_and_never_becomes_empty_by_itself(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANY_TEXT)
def test_fold_is_empty_only_for_blank_text(text: str) -> None:
    assert bool(fold(text)) == bool(unicodedata.normalize("NFKC", text).strip())


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x9FFF, exclude_categories=("Cn", "Cs"))))
def test_fold_ignores_case_and_spaces(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(f" {text} ") == fold(text)


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("=1+1", "'=1+1"),
        ("@拜访前先电话", "'@拜访前先电话"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-1+2", "'-1+2"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1+1", "'＝1+1"),
        ("－75", "'－75"),
        ("-", "'-"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'quoted'", "'quoted'"),
        ("+8613812345678", "+8613812345678"),
        ("-75.63", "-75.63"),
        ("-1,234.50", "-1,234.50"),
        ("-１", "'-１"),
        ("+1-2", "'+1-2"),
        ("1=1", "1=1"),
        ("", ""),
        ("'", "'"),
    ],
)
def test_guard_cell(text: str, guarded: str) -> None:
    assert guard_cell(text) == guarded
    assert unguard_cell(guarded) == text


@given(st.text(st.sampled_from("'=+-@\t\r\n＝＋－＠1.,a王")) | ANY_TEXT)
def test_guard_is_exact_and_leaves_no_formula(text: str) -> None:
    guarded = guard_cell(text)
    assert unguard_cell(guarded) == text
    if guarded.startswith(FORMULA_SIGNS):
        assert guarded[0] in "+-"
        assert set(guarded[1:]) <= set("0123456789.,")


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("王小明", 6),
        ("（集团）", 8),
        ("￥¥", 3),
        ("ｱ", 1),
        ("𠮷", 2),
        ("e\u0301", 1),
        ("“…”", 3),
        ("👍", 2),
        ("한글", 4),
        ("\U000323b0", 2),
    ],
)
def test_display_width(text: str, width: int) -> None:
    assert display_width(text) == width
    assert cell_len(text) == width


def test_what_is_known_of_characters_is_what_looking_them_up_says() -> None:
    for character in map(chr, range(0x110000)):
        if character.isprintable():
            assert is_plain(character) == (displayable(character + "\n") == character + " ")
    for character in map(chr, [*range(0x4E00, 0xA000), *range(0x3001, 0x3012), *range(0xFF01, 0xFF5F)]):
        assert unicodedata.east_asian_width(character) in "WF"
        assert unicodedata.category(character)[0] not in "MC"
        assert display_width(character) == 2
    for character in map(chr, range(0x4E00, 0xA000)):
        assert (
            unicodedata.normalize("NFC", character) == unicodedata.normalize("NFKC", character) == character
        )
        assert fold(character) == character == character.casefold()
    for character in map(chr, [*range(0x20, 0x7F), *range(0x2010, 0x2028)]):
        assert unicodedata.east_asian_width(character) not in "WF"
        assert unicodedata.category(character)[0] not in "MC"
        assert display_width(character) == 1


def test_pad_counts_columns() -> None:
    assert pad("王", 4) + "|" == "王  |"
    assert pad("王小明", 4) == "王小明"


def test_arguments_in_gb18030_are_recovered() -> None:
    assert recover_argument(os.fsdecode("王小明".encode("gb18030"))) == "王小明"
    assert recover_argument("王小明") == "王小明"
    for broken in ("\udce9", "\ud800", "王\udcff"):
        with pytest.raises(ValueRefused):
            recover_argument(broken)
