"""What is sensitive is masked wherever it is shown, in every format; what goes back into a book is whole."""

import re

import pytest

from tests.inside import Inside
from tests.once import made_once
from tests.playbook.own_playbook import column, field, in_force, written
from tests.transfer.test_round_trip import read_back

# Of every value that is secret here; never a part of anything else.
SECRETS = ("622200009999", "622200008888", "QQ77006600", "CARD55443322")
FIELDS = (
    field("account", "账号", 'sensitive = true\nrequired_when = "always"\nverification = "at_once"\n')
    + field("qq", "QQ号", "sensitive = true\n")
    + field("cards", "卡", type_="records")
    + column("number", "卡号", "sensitive = true\n")
    + field("assets", "资产", "sensitive = true\n", type_="money")
    + field("score", "评分", "sensitive = true\n", type_="number")
)


@made_once
def book(inside: Inside) -> None:
    in_force(inside, FIELDS)
    inside.add("甲店", "--phone", "13812345601", "--grade", "B", "--set", f"账号={SECRETS[0]}")
    inside.add("乙店", "--phone", "13812345602", "--set", f"账号={SECRETS[1]}")
    inside.must("edit", "甲店", "--set", f"QQ号={SECRETS[2]}", "--set", f"卡.+.卡号={SECRETS[3]}")
    inside.must("visit", "甲店", "看了样品")


SHOWN: tuple[tuple[str, ...], ...] = (
    ("show", "甲店"),
    ("show", "甲店", "--qr"),
    ("brief", "甲店"),
    ("why", "甲店"),
    ("find", SECRETS[0]),
    ("list", "--columns", "code,账号,qq,卡.卡号"),
    ("list", "--where", f"账号 = {SECRETS[0]}", "--sort", "账号"),
    ("history",),
    ("history", "甲店"),
    ("history", "--field", "account"),
    ("undo", "--list"),
    ("undo", "3", "--dry-run"),
    ("card", "show", "甲店"),
    ("card", "resource", "甲店"),
    ("card", "quality", "甲店"),
    ("card", "clean"),
    ("card", "verify", "甲店", "账号", "--dry-run"),
    ("card", "print", "甲店", "--fields", "-o", "-"),
    ("edit", "甲店", "--set", f"账号={SECRETS[1]}", "--dry-run"),
    ("due", "all"),
    ("duplicates",),
    ("merge", "甲店", "乙店", "--prefer", "C0001", "--dry-run"),
    ("doctor",),
    ("report", "verification"),
    ("report", "quality"),
)


@pytest.mark.parametrize("format", ["plain", "json"])
@pytest.mark.parametrize("words", SHOWN, ids=" ".join)
def test_nowhere_in_the_open(book: Inside, words: tuple[str, ...], format: str) -> None:
    ran = book(*words, "-f", format)
    assert "Traceback" not in ran.err
    told = ran.out + ran.err
    typed = "".join(words)
    assert [secret for secret in SECRETS if secret in told and secret not in typed] == []


@pytest.mark.parametrize("words", [words for words in SHOWN if SECRETS[0] in "".join(words)], ids=" ".join)
def test_not_even_where_it_was_typed(book: Inside, words: tuple[str, ...]) -> None:
    assert SECRETS[0] not in book(*words).out


def test_of_an_amount_not_even_the_end_is_shown(book: Inside) -> None:
    book.must("edit", "乙店", "--set", "资产=5000000", "--set", "评分=123456789")
    shown = book.must("show", "乙店", "-f", "json").json["fields"]
    assert (shown["assets_fen"], shown["score"]) == ("***", "***")
    [row] = book.must("list", "--columns", "资产,评分", "--where", "资产 > 0", "-f", "json").json
    assert (row["assets_fen"], row["score"]) == ("***", "***")
    for words in (("show", "乙店"), ("history", "乙店"), ("card", "print", "乙店", "--fields", "-o", "-")):
        told = book.must(*words).out
        assert "000" not in "".join(part for part in told.splitlines() if "资产" in part)
        assert "6789" not in told
        assert words[0] != "show" or re.search(r"^Assets +\*\*\*$", told, re.MULTILINE)


def test_a_text_left_under_the_name_of_a_sensitive_field_is_masked(inside: Inside) -> None:
    inside.add("甲店", "--set", "资产=大约五百七十万")
    in_force(inside, FIELDS)
    for format in ("plain", "json"):
        assert "五百七十" not in inside.must("show", "甲店", "-f", format).out
        assert "五百七十" in inside.must("show", "甲店", "--reveal", "-f", format).out


def test_the_history_reveals_one_customer_and_keeps_who_looked(book: Inside) -> None:
    assert "***9999" in book.must("history", "甲店").out
    for format in ("plain", "json"):
        assert SECRETS[0] in book.must("history", "甲店", "--reveal", "-f", format).out
    assert "reveal" in {row["command"] for row in book.must("history", "甲店", "-f", "json").json}
    refused = book("history", "--reveal", lang="zh")
    assert (refused.code, refused.out) == (2, "")
    assert "crm history" in refused.err


def test_also_under_a_playbook_that_does_not_know_the_field(book: Inside) -> None:
    book.must("edit", "甲店", "--set", "账号=", "--set", "QQ号=")
    book.must("edit", "乙店", "--set", "账号=")
    book.must("playbook", "use", "general")
    for words in (("history", "-f", "json"), ("history",), ("show", "甲店")):
        told = book.must(*words).out
        assert [secret for secret in SECRETS if secret in told] == []


def test_a_merge_writes_it_into_no_note(book: Inside) -> None:
    book.must("merge", "甲店", "乙店", "--prefer", "C0001", "--yes")
    [note] = book.must("show", "甲店", "-f", "json").json["notes"]
    assert re.search(r"\*\*\*8888", note["text"])
    assert SECRETS[1] in book.must("history", "甲店", "--reveal", "-f", "json").out


def test_an_import_shows_the_end_of_it(book: Inside) -> None:
    path = book.folder / "news.csv"
    path.write_text("编号,名称,账号,卡.0.卡号\nC0001,甲店,622200007777,CARD00009999\n", encoding="utf-8")
    for more in ((), ("--update",)):
        ran = book.must("import", path, *more)
        assert "622200007777" not in ran.err + ran.out
        assert "CARD00009999" not in ran.err + ran.out
        assert "***7777" in ran.err


def test_a_contact_for_a_phone_leaves_it_out(book: Inside) -> None:
    path = book.folder / "all.vcf"
    book.must("export", "-o", path)
    assert "QQ" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["all.json", "customers.csv", "customers.xlsx", "customers.jsonl"])
def test_what_comes_back_is_whole(book: Inside, name: str) -> None:
    path = book.folder / name
    before = read_back(book.book, flat=False)
    book.must("export", *(("all",) if name.startswith("all") else ()), "-o", path)
    book.must("edit", "甲店", "--set", "账号=", "--set", "QQ号=", "--set", "卡=")
    book.must("import", path, "--update")
    after = read_back(book.book, flat=False)
    assert [card["fields"] for card in after] == [card["fields"] for card in before]


def test_a_column_of_the_card_cannot_be_sensitive(inside: Inside) -> None:
    written(inside, FIELDS.replace('required_when = "always"', 'card_column = "email"', 1))
    ran = inside("playbook", "check", "mine")
    assert ran.code == 5
    assert "account" in ran.err
