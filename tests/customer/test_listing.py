"""`crm list`: filters, --where, order and the shape of what it gives."""

import csv
import io

import pytest

from tests.inside import Inside
from tests.program import Program

KEYS = (
    "code name kind grade need status importance owner phone source region industry expected_close_on amount_fen"
    " last_contact_on next_follow_up_on days_overdue tags archived_on urgency"
).split()
EVERYBODY = ["王小明", "河南华信商贸有限公司", "李四", "赵婷", "孙浩", "周敏"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """Six customers of every kind and an archived one, seen on 2026-11-22. A won deal takes the grade of 李四."""
    crm = Inside(Program(tmp_path_factory.mktemp("listing")))
    crm.must("team", "staff", "add", "陈晓东")
    crm.add(
        "王小明", "--phone", "13812345678", "--grade", "A", "--need", "target", "--close", "2026-12-10",
        "--amount", "12万", "--region", "郑州", "--source", "展会", "--tag", "重点", "--tag", "老乡",
    )  # fmt: skip
    crm.add(
        "河南华信商贸有限公司", "--grade", "B", "--amount", "50万", "--region", "洛阳", "--industry", "建材",
        "--owner", "陈晓东", "--contact", "刘燕", "--note", "要两种报价",
    )  # fmt: skip
    crm.add("李四", "--grade", "C", "--amount", "499999.99", "--phone", "021-62345678-801")
    crm.add("赵婷", "--grade", "D", "--importance", "key", "--set", "面积=90", "--need", "potential")
    crm.add("孙浩", "--set", "面积=120", "--tag", "重点")
    crm.add("周敏", "--grade", "E", "--need", "none", "--amount", "80万", "--importance", "ordinary")
    crm.add("吴强", "--grade", "A", "--tag", "重点")
    crm.must("archive", "吴强")
    crm.must("deal", "李四", "won", "400000")
    return crm


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ([], EVERYBODY),
        (["--grade", "A"], ["王小明"]),
        (["--grade", "ab"], ["王小明", "河南华信商贸有限公司"]),
        (["--grade", "A,B"], ["王小明", "河南华信商贸有限公司"]),
        (["--grade", "E-"], ["李四", "孙浩", "周敏"]),
        (["--owner", "陈晓东"], ["河南华信商贸有限公司"]),
        (["--owner", "me"], ["王小明", "李四", "赵婷", "孙浩", "周敏"]),
        (["--owner", "me", "--as", "陈晓东"], ["河南华信商贸有限公司"]),
        (["--source", "展会"], ["王小明"]),
        (["--region", "洛阳"], ["河南华信商贸有限公司"]),
        (["--industry", "建材"], ["河南华信商贸有限公司"]),
        (["--kind", "company"], ["河南华信商贸有限公司"]),
        (["--kind", "企业"], ["河南华信商贸有限公司"]),
        (["--need", "target"], ["王小明"]),
        (["--need", "潜在需求"], ["赵婷"]),
        (["--need", "none"], ["周敏"]),
        (["--status", "won"], ["李四"]),
        (["--status", "potential"], ["王小明", "河南华信商贸有限公司", "赵婷", "孙浩", "周敏"]),
        (["--importance", "key"], ["河南华信商贸有限公司", "赵婷"]),
        (["--importance", "ordinary"], ["王小明", "李四", "孙浩", "周敏"]),
        (["--urgency", "urgent"], ["王小明", "河南华信商贸有限公司"]),
        (["--urgency", "soon"], ["赵婷"]),
        (["--urgency", "not_urgent"], ["李四"]),
        (["--urgency", "slow"], ["周敏"]),
        (["--tag", "重点"], ["王小明", "孙浩"]),
        (["--tag", "重点", "--tag", "老乡"], ["王小明"]),
        (["--overdue"], []),
        (["--no-next-step"], ["孙浩"]),
        (["--missing-docs"], []),
        (["--archived"], ["吴强"]),
        (["--archived", "--grade", "B"], []),
        (["--grade", "A", "--region", "洛阳"], []),
        (["--where", "grade=A"], ["王小明"]),
        (["--where", "等级=A or 等级=B"], ["王小明", "河南华信商贸有限公司"]),
        (["--where", "grade is empty"], ["李四", "孙浩"]),
        (["--where", "not grade in A,B,C,D,E"], ["李四", "孙浩"]),
        (["--where", "grade <= B"], ["王小明", "河南华信商贸有限公司"]),
        (["--where", "amount >= 50万"], ["河南华信商贸有限公司", "周敏"]),
        (["--where", "金额 < 500000"], ["王小明", "李四"]),
        (["--where", "importance = 重点"], ["河南华信商贸有限公司", "赵婷"]),
        (["--where", "close < 2026-12-31"], ["王小明"]),
        (["--where", "next <= 下周日"], ["王小明", "河南华信商贸有限公司"]),
        (["--where", "tag = 重点 and region is empty"], ["孙浩"]),
        (["--where", "phone = '138 1234 5678'"], ["王小明"]),
        (["--where", "contact ~ 刘"], ["河南华信商贸有限公司"]),
        (["--where", "note ~ 报价"], ["河南华信商贸有限公司"]),
        (["--where", "面积 > 100"], ["孙浩"]),
        (["--where", "面积 = 90"], ["赵婷"]),
        (["--where", "面积 is not empty"], ["赵婷", "孙浩"]),
        (["--where", "owner = 陈晓东 or urgency = slow"], ["河南华信商贸有限公司", "周敏"]),
        (["--where", "status = won"], ["李四"]),
        (["--where", "name ~ '%'"], []),
    ],
)  # fmt: skip
def test_filters(book: Inside, words: list[str], names: list[str]) -> None:
    assert book.names("list", *words) == names


def test_overdue_is_seen_from_today(book: Inside) -> None:
    later = book("list", "--overdue", "-f", "json", env={"CRM_TODAY": "2026-11-24"}).json
    assert [(row["name"], row["days_overdue"]) for row in later] == [("王小明", 1)]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("name", ["周敏", "孙浩", "李四", "河南华信商贸有限公司", "王小明", "赵婷"]),
        ("-code", EVERYBODY[::-1]),
        ("amount", ["王小明", "李四", "河南华信商贸有限公司", "周敏", "赵婷", "孙浩"]),
        ("-amount", ["周敏", "河南华信商贸有限公司", "李四", "王小明", "赵婷", "孙浩"]),
        ("金额", ["王小明", "李四", "河南华信商贸有限公司", "周敏", "赵婷", "孙浩"]),
        ("next", ["王小明", "河南华信商贸有限公司", "赵婷", "李四", "周敏", "孙浩"]),
        ("面积", ["赵婷", "孙浩", "王小明", "河南华信商贸有限公司", "李四", "周敏"]),
    ],
)
def test_sort(book: Inside, sort: str, names: list[str]) -> None:
    assert book.names("list", "--sort", sort) == names


@pytest.mark.parametrize(("limit", "count"), [("0", 0), ("2", 2), ("999999999", 6)])
def test_limit(book: Inside, limit: str, count: int) -> None:
    assert book.names("list", "--limit", limit) == EVERYBODY[:count]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--limit", "-1"], 2, "-1"),
        (["--limit", "two"], 2, "two"),
        (["--limit", "٣"], 2, "٣"),
        (["--sort", "colour"], 2, "colour"),
        (["--sort", "tag"], 2, "tag"),
        (["--where", "regio=郑州"], 2, "region"),
        (["--where", "region 郑州"], 2, "8"),
        (["--where", ""], 2, "--where"),
        (["--where", "grade=A and"], 2, "12"),
        (["--where", "面 = 1"], 2, "面积"),
        (["--grade", "F"], 5, "A B C D E"),
        (["--need", "maybe not"], 5, "target"),
        (["--urgency", "never"], 5, "urgent"),
        (["--kind", "dog"], 5, "person"),
    ],
)
def test_what_a_list_refuses(book: Inside, words: list[str], code: int, said: str) -> None:
    ran = book("list", *words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_the_keys_of_json_are_promised(book: Inside) -> None:
    rows = book.must("list", "-f", "json").json
    assert [list(row)[: len(KEYS)] for row in rows] == [KEYS] * len(EVERYBODY), "keys are only ever added"
    assert {key: rows[0][key] for key in KEYS} == {
        "code": "C0001", "name": "王小明", "kind": "person", "grade": "A", "need": "target", "status": "potential",
        "importance": "ordinary", "owner": "lily", "phone": "+8613812345678", "source": "展会", "region": "郑州",
        "industry": None, "expected_close_on": "2026-12-10", "amount_fen": 12_000_000, "last_contact_on": None,
        "next_follow_up_on": "2026-11-23", "days_overdue": -1, "tags": ["老乡", "重点"], "archived_on": None,
        "urgency": "urgent",
    }  # fmt: skip
    assert rows[2]["phone"] == "+862162345678-801"


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_tables_for_machines_have_the_same_keys(book: Inside, format: str) -> None:
    ran = book.must("list", "-f", format, "--grade", "A")
    rows = list(csv.DictReader(io.StringIO(ran.out), delimiter="," if format == "csv" else "\t"))
    assert list(rows[0])[: len(KEYS)] == KEYS
    assert (rows[0]["code"], rows[0]["amount_fen"], rows[0]["grade"]) == ("C0001", "12000000", "A")


def test_an_empty_list_keeps_its_header(book: Inside) -> None:
    (header,) = book.must("list", "--grade", "A", "--region", "洛阳", "-f", "csv").lines
    assert header.split(",")[: len(KEYS)] == KEYS
    assert book.must("list", "--grade", "A", "--region", "洛阳", "-f", "json").json == []
    assert book.must("list", "--grade", "A", "--region", "洛阳", "-f", "jsonl").out == ""


def test_codes_are_one_a_line(book: Inside) -> None:
    assert book.must("list", "-f", "codes").out.split("\n") == [*(f"C000{n}" for n in range(1, 7)), ""]


def test_people_see_words_of_their_language_and_phones_as_at_home(book: Inside) -> None:
    chinese = book("list", "-f", "plain", "--grade", "A", lang="zh").out
    assert all(word in chinese for word in ("13812345678", "有明显需求", "潜在", "周一", "等级", "电话"))
    english = book("list", "-f", "plain", "--grade", "A").out
    assert all(word in english for word in ("13812345678", "clear need", "Grade", "Mon"))
    assert "+86" not in chinese + english
