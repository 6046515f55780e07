"""Imports into a real book, inside this process."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crmcli.change.service import Writing
from crmcli.kit.errors import BookUnusable
from crmcli.transfer import importing
from tests.inside import Inside

DATA = Path(__file__).parents[1] / "data"
HEADER = "编号,姓名,手机,等级,最近联系,沟通内容,负责人,地区\n"
TWO = (
    HEADER
    + "KH1,王小明,13812345678,B,2026-11-20,谈价,孙静,郑州\nKH2,李四,13912345678,C,2026-11-21,看样,,洛阳\n"
)


class Book:
    """A book that files are imported into."""

    def __init__(self, inside: Inside) -> None:
        self.inside = inside

    def take(self, text: str, *words: str, code: int = 0, name: str = "a.csv") -> dict[str, Any]:
        """Import a file of that text; the summary (with a refusal: what was said instead)."""
        path = self.inside.folder / name
        path.write_text(text, encoding="utf-8")
        ran = self.inside("import", path, "-f", "json", *words)
        assert ran.code == code, ran.err
        return dict(ran.json) if ran.out else {"said": ran.err}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.inside.book)) as connection:
            return connection.execute(query).fetchall()

    def one(self, query: str) -> Any:
        [(value,)] = self.rows(query)
        return value


@pytest.fixture
def book(inside: Inside) -> Book:
    return Book(inside)


def counts(summary: dict[str, Any]) -> tuple[int, int, int, int, int]:
    return tuple(summary[key] for key in ("new", "updated", "same", "skipped", "refused"))


# The sample -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["customers.csv", "customers.xlsx"])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The sample imported with --skip-bad; tests only read it."""
    from tests.program import Program

    inside = Inside(Program(tmp_path_factory.mktemp("sample")))
    path = inside.folder / request.param
    path.write_bytes((DATA / request.param).read_bytes())
    inside.must("import", path, "--skip-bad")
    return Book(inside)


def test_the_due_list_of_the_sample_is_the_expected_one(sample: Book) -> None:
    expected = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))["due"]
    rows = sample.inside.must("due", "today", "-f", "json").json
    keys = ("name", "mobile", "grade", "due_on", "days_overdue")
    found = [{**row, "mobile": row["phone"]} for row in rows]
    assert sorted([row[key] for key in keys] for row in found) == sorted(
        [row[key] for key in keys] for row in expected
    )
    assert len(found) == 287


def test_the_sample_is_taken_whole(sample: Book) -> None:
    assert sample.one("select sum(amount_fen) from customer") == 23969600000
    grades = dict(sample.rows("select grade, count(*) from customer group by grade"))
    assert grades == {"A": 44, "B": 106, "C": 148, "D": 210, "E": 92}
    assert sample.one("select count(*) from visit") == 600
    assert sample.one("select count(*) from grade_change where changed_on <= '2026-11-22'") == 600
    assert sample.one("select count(*) from customer where first_follow_up_due_on is not null") == 0
    assert sample.one("select count(*) from change_entry where command = 'import'") == 1
    assert sorted(name for (name,) in sample.rows("select name from staff")) == [
        "lily",
        "刘燕",
        "孙静",
        "赵磊",
        "陈晓东",
    ]


def test_the_bad_rows_of_the_sample_are_kept_with_their_reasons(inside: Inside) -> None:
    path = inside.folder / "customers.csv"
    path.write_bytes((DATA / "customers.csv").read_bytes())
    summary = inside.must("import", path, "--skip-bad", "-f", "json").json
    assert (summary["new"], summary["refused"]) == (600, 4)
    assert [row["line"] for row in summary["refused_rows"]] == [16, 143, 373, 444]
    kept = (inside.folder / "customers.refused.csv").read_bytes()
    assert kept.startswith(b"\xef\xbb\xbf")
    assert kept.count(b"KH9000") == 4


# All or nothing ---------------------------------------------------------------------------------------------


def test_with_a_bad_row_nothing_is_written(book: Book) -> None:
    said = book.take(TWO + "KH3,王五,13712345678,F,,,,\n", code=5)["said"]
    assert "Line 4: 等级: There is no grade F" in said
    assert not book.inside.book.exists()


def test_a_dry_run_shows_everything_and_makes_no_book(book: Book) -> None:
    assert counts(book.take(TWO, "--dry-run")) == (2, 0, 0, 0, 0)
    assert not book.inside.book.exists()


def test_when_writing_fails_neither_rows_nor_a_file_are_left(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise BookUnusable("The disk is full.")

    monkeypatch.setattr(Writing, "close", fail)
    book.take(TWO + "KH3,王五,1380013800,,,,,\n", "--skip-bad", code=7)
    assert sorted(path.name for path in book.inside.folder.glob("*.csv")) == ["a.csv"]
    assert book.one("select count(*) from customer") == 0


def test_another_file_is_never_overwritten_by_refused_rows(book: Book) -> None:
    other = book.inside.folder / "a.refused.csv"
    other.write_text("mine", encoding="utf-8")
    for _again in range(2):
        assert book.take(TWO + "KH3,,13712345678,,,,,\n", "--skip-bad")["refused_file"].endswith(
            "a.refused-2.csv"
        )
    assert other.read_text(encoding="utf-8") == "mine"


def test_the_corrected_file_of_refused_rows_is_taken(book: Book) -> None:
    kept = book.take(TWO + "KH3,王五,13712345678,F,,,,\n", "--skip-bad")["refused_file"]
    corrected = Path(kept).read_text(encoding="utf-8-sig").replace(",F,", ",D,")
    summary = book.take(corrected)
    assert (counts(summary), summary["fields"]) == ((1, 0, 0, 0, 0), [])


def test_a_book_that_moves_between_preview_and_write_is_looked_at_again(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def confirm_late(_question: str) -> bool:
        """Another program works on the book while the question is open."""
        with closing(sqlite3.connect(book.inside.book)) as connection:
            connection.execute("update customer set code = 'KH1', code_key = 'KH1' where code = 'C0001'")
            connection.execute(
                "insert into change_entry (at, by, command, payload_digest, digest) values ('', '', '', '', '')"
            )
            connection.commit()
        return True

    book.inside.add("王小明")
    monkeypatch.setattr(importing, "confirm", confirm_late)
    assert counts(book.take(TWO)) == (1, 0, 0, 1, 0)
    assert book.one("select count(*) from customer") == 2


# Again ------------------------------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing(book: Book) -> None:
    assert counts(book.take(TWO)) == (2, 0, 0, 0, 0)
    before = book.rows("select * from customer")
    assert counts(book.take(TWO)) == (0, 0, 2, 0, 0)
    assert counts(book.take(TWO, "--update")) == (0, 0, 2, 0, 0)
    assert book.rows("select * from customer") == before
    assert book.one("select count(*) from change_entry where command = 'import'") == 1


def test_customers_known_by_nothing_but_their_name_are_not_doubled(book: Book) -> None:
    text = "姓名,电话,地区\n天诚公司,021-62345678,上海\n地诚公司,021-62345678,\n王小明,,郑州\n王小明,,洛阳\n"
    assert counts(book.take(text)) == (4, 0, 0, 0, 0)
    assert counts(book.take(text)) == (0, 0, 4, 0, 0)


def test_a_row_that_differs_is_left_and_listed(book: Book) -> None:
    book.take(TWO)
    summary = book.take(TWO.replace("郑州", "开封"))
    assert counts(summary) == (0, 0, 1, 1, 0)
    assert summary["differences"] == [{"line": 2, "code": "KH1", "name": "王小明"}]
    assert book.one("select region from customer where code = 'KH1'") == "郑州"


def test_update_takes_it_and_empty_cells_clear_nothing(book: Book) -> None:
    book.take(TWO)
    changed = HEADER + "KH1,王小明,13812345678/13712345678,A,2026-11-22,签约,赵磊,\n"
    assert counts(book.take(changed, "--update")) == (0, 1, 0, 0, 0)
    card = book.inside.card("KH1")
    assert (card["region"], card["grade"], card["owner"]) == ("郑州", "A", "赵磊")
    assert card["next_follow_up_on"] == "2026-11-23"
    assert [phone["number"] for phone in card["phones"]] == ["+8613812345678", "+8613712345678"]  # type: ignore[attr-defined]
    assert [visit["summary"] for visit in card["visits"]] == ["签约", "谈价"]  # type: ignore[attr-defined]
    moved = [(one["from_grade"], one["to_grade"]) for one in card["grade_changes"]]  # type: ignore[attr-defined]
    assert moved == [("B", "A"), (None, "B")]
    assert counts(book.take(changed, "--update")) == (0, 0, 1, 0, 0)


def test_an_update_is_in_the_history_before_and_after(book: Book) -> None:
    book.take(TWO)
    book.take(TWO.replace("郑州", "开封"), "--update")
    [(before, after)] = book.rows("select before, after from change_row where before is not null")
    before, after = json.loads(before), json.loads(after)
    assert {key for key in after if before[key] != after[key]} == {"region", "rev"}


def test_update_changes_people_and_own_fields_too(book: Book) -> None:
    text = "编号,姓名,联系人,职务,车型\nKH1,天诚公司,甲,经理,J7\n"
    book.take(text)
    summary = book.take(text.replace("经理", "董事长").replace("J7", "J8"), "--update")
    card = book.inside.card("KH1")
    assert counts(summary) == (0, 1, 0, 0, 0)
    assert [(person["name"], person["position"]) for person in card["contacts"]] == [("甲", "董事长")]  # type: ignore[attr-defined]
    assert card["fields"] == {"车型": "J8"}


def test_a_kind_that_is_only_guessed_does_not_contradict_the_book(book: Book) -> None:
    book.take("编号,姓名\nKH1,天诚\n")
    book.inside.must("edit", "KH1", "--kind", "company")
    assert counts(book.take("编号,姓名\nKH1,天诚\n")) == (0, 0, 1, 0, 0)


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("编号,姓名\nKH1,王小明\n", "编号,姓名\nkh1,王小明\n"),
        ("姓名,身份证号\n王小明,11010519491231002X\n", "编号,姓名,身份证号\nKH9,王小明,11010519491231002X\n"),
        ("姓名,手机\n王小明,13812345678\n", "编号,姓名,手机\nKH9,王小明,13812345678\n"),
    ],
)
def test_a_customer_is_known_by_code_then_number_then_mobile_and_name(
    book: Book, first: str, again: str
) -> None:
    book.take(first)
    assert counts(book.take(again)) == (0, 0, 1, 0, 0)


def test_the_code_comes_before_mobile_and_name(book: Book) -> None:
    book.take(TWO)
    summary = book.take("编号,姓名,手机\nKH2,王小明,13812345678\n")
    assert summary["differences"] == [{"line": 2, "code": "KH2", "name": "李四"}]


def test_an_archived_customer_is_known_too(book: Book) -> None:
    book.take(TWO)
    book.inside.must("archive", "KH1")
    assert counts(book.take(TWO)) == (0, 0, 2, 0, 0)


def test_rows_of_one_customer_are_joined_by_update(book: Book) -> None:
    log = "姓名,手机,跟进日期,跟进内容\n王小明,13812345678,2026-10-01,首访\n王小明,13812345678,2026-11-01,报价\n"
    assert counts(book.take(log)) == (1, 0, 0, 1, 0)
    assert counts(book.take(log, "--update")) == (0, 1, 1, 0, 0)
    assert book.rows("select contact_on, summary from visit order by 1") == [
        ("2026-10-01", "首访"),
        ("2026-11-01", "报价"),
    ]


# Codes, owners, fields --------------------------------------------------------------------------------------


def test_own_codes_go_round_those_that_are_taken(book: Book) -> None:
    book.inside.add("张三")
    book.take("编号,姓名,手机\n,甲,13812345671\nC0003,乙,13812345672\n,丙,13812345673\n")
    assert book.rows("select code, name from customer order by code") == [
        ("C0001", "张三"),
        ("C0002", "甲"),
        ("C0003", "乙"),
        ("C0004", "丙"),
    ]
    assert book.inside.add("丁") == "C0005"


def test_owners_that_are_not_known_become_staff(book: Book) -> None:
    assert book.take(TWO)["staff"] == ["孙静"]
    owners = book.rows("select c.code, s.name from customer c join staff s on s.id = c.owner_id order by 1")
    assert owners == [("KH1", "孙静"), ("KH2", "lily")]
    by = book.rows("select s.name from visit v join staff s on s.id = v.by_id order by v.id")
    assert by == [("孙静",), ("lily",)]


def test_rows_without_an_owner_may_be_given_one(book: Book) -> None:
    book.inside.must("team", "staff", "add", "赵磊")
    book.take(TWO, "--owner", "赵磊")
    assert (
        book.one("select s.name from customer c join staff s on s.id = c.owner_id where code = 'KH2'")
        == "赵磊"
    )


def test_an_owner_who_is_no_staff_is_refused(book: Book) -> None:
    book.take(TWO, "--owner", "赵雷", code=3)


def test_unknown_columns_become_fields_and_the_report_says_so(book: Book) -> None:
    summary = book.take("姓名,车型,车型\n王小明,J7,红\n")
    assert summary["fields"] == ["车型", "车型 2"]
    assert book.inside.card("C0001")["fields"] == {"车型": "J7", "车型 2": "红"}


def test_a_mobile_of_two_names_is_a_hint(book: Book) -> None:
    book.take("姓名,手机\n王小明,13812345678\n")
    summary = book.take("姓名,手机\n李四,13812345678\n")
    assert summary["new"] == 1
    assert [hint for hint in summary["hints"] if "王小明" in hint and "李四" in hint]


def test_the_policy_of_a_new_book_is_the_one_of_the_config(book: Book) -> None:
    book.inside.config.write_text('playbook = "real-estate"\n', encoding="utf-8")
    book.take("姓名,最近联系,沟通方式,等级\n王小明,2026-11-20,来访,B\n")
    assert book.one("select first_follow_up_due_on from customer") is None


# Hostile files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 5000,
        b"\xff\xfe\x00\xd8\x00\xd8",
        b'name,note\n"never closed\n',
        b"name\n" + b"x" * 1_000_000,
        b"[" * 100_000,
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        b"PK\x03\x04 not a zip",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old excel",
    ],
)
def test_no_file_makes_a_traceback(inside: Inside, content: bytes) -> None:
    path = inside.folder / "bad.csv"
    path.write_bytes(content)
    for words in (["import", path], ["import", path, "--skip-bad"], ["import", "-"]):
        ran = inside(*words, stdin=content)
        assert ran.code in (0, 5), ran.err
        assert "Traceback" not in ran.err
        assert len(ran.err) < 5000


def test_a_long_list_of_refusals_is_cut(book: Book) -> None:
    rows = "".join(f"KH{number},王小明{number},1380013800,,,,,\n" for number in range(60))
    said = book.take(HEADER + rows, code=5)["said"]
    assert said.count("Line ") == 50
    assert "and 10 more" in said


# What is said of a file ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "count"),
    [("王\u202e小明", 1), ("王\x1b小\u200b明", 2), ("王小明\u200b\u200b\u200b", 3), ("王小明", 0)],
    ids=["bidi", "escape and zero width", "at the end", "clean"],
)
def test_characters_that_cannot_be_kept_are_counted(book: Book, name: str, count: int) -> None:
    path = book.inside.folder / "a.csv"
    path.write_text(f"姓名,手机,备注\n{name},13812345678,先电话\n", encoding="utf-8")
    ran = book.inside.must("import", path)
    said = f"{count} invisible or control characters were left out." if count > 1 else "1 invisible"
    assert (said in ran.err) == bool(count)
    assert "\x1b" not in ran.err
    assert "王小明" in ran.err  # the example is what is kept
    assert book.one("select name from customer") == "王小明"


@pytest.mark.parametrize(("encoding", "count"), [("utf-8", 1), ("gb18030", 1), ("utf-16", 0)])
def test_nuls_are_counted(book: Book, encoding: str, count: int) -> None:
    path = book.inside.folder / "a.csv"
    path.write_bytes(f"姓名,手机\n王{chr(0) * count}小明,13812345678\n".encode(encoding))
    said = book.inside.must("import", path).err
    assert ("NUL characters left out: 1." in said) == bool(count)
    assert book.one("select name from customer") == "王小明"


def test_columns_without_a_cell_are_not_shown(book: Book) -> None:
    path = book.inside.folder / "a.csv"
    rows = [f"客户{number},,{'J7' if number == 60 else ''}" for number in range(61)]
    path.write_text("\n".join(["姓名,备用,车型", *rows]), encoding="utf-8")
    said = book.inside.must("import", path).err
    assert "备用" not in said
    assert "车型" in said  # filled far below


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (["甲,A,2027-11-22", "乙,A,2026-11-23", "丙,,2027-11-22"], [2]),
        (["甲,A,2026-11-23", "乙,C,2026-11-23"], []),
    ],
)
def test_dates_later_than_the_rhythm_are_counted(book: Book, rows: list[str], lines: list[int]) -> None:
    text = "\n".join(["姓名,等级,下次跟进", *rows])
    hints = book.take(text)["hints"]
    late = [hint for hint in hints if "later than the rhythm" in hint]
    assert late == [
        "1 next follow-up lies later than the rhythm of the grade; it is kept, "
        f"with the file as the reason (line {lines[0]})."
        if len(lines) == 1
        else f"{len(lines)} next follow-ups lie later than the rhythm of the grade; they are kept, "
        f"with the file as the reason (lines {', '.join(map(str, lines))})."
    ] * bool(lines)
    assert book.one("select count(*) from customer where agreed_reason is not null") == len(lines)


def test_a_later_date_of_somebody_in_the_book_is_counted_too(book: Book) -> None:
    header = "姓名,手机,等级,下次跟进\n"
    assert book.take(header + "甲,13812345678,A,2026-11-23\n")["hints"] == []
    found = book.take(header + "甲,13812345678,A,2027-11-23\n", "--update")
    assert [hint.split()[0] for hint in found["hints"]] == ["1"]
    assert book.one("select agreed_on from customer") == "2027-11-23"
