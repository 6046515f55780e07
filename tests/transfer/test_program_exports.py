"""Files as other programs export them, each imported without a mapping."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crmcli.transfer.products import product_of
from tests.inside import Inside
from tests.program import Program

EXPORTS = Path(__file__).parents[1] / "data" / "exports"


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """Somebody who imports each file into a book of its own."""
    return Inside(Program(tmp_path_factory.mktemp("exports")))


def cards(person: Inside, name: str) -> list[dict[str, Any]]:
    book = person.folder / f"{name}.db"
    if not book.exists():
        person.must("import", EXPORTS / f"{name}.csv", "--db", book)
    return list(person.must("export", "customers", "-f", "json", "--db", book).json)


@pytest.mark.parametrize(
    ("name", "place", "told"),
    [
        (
            "pipedrive",
            0,
            {
                "name": "苏州云帆包装有限公司",
                "kind": "company",
                "owner": "周航",
                "email": "lin@yunfan.example.com",
                "registered_on": "2026-03-12",
                "tags": ["重要"],
                "contact": ("林晓雯", "采购总监"),
                "numbers": ["+8651262345001", "+8613900010001"],
            },
        ),
        (
            "pipedrive",
            1,
            {
                "name": "Adria Tools d.o.o.",
                "kind": "company",
                "email": "marta@adria.example.com",
                "contact": ("Marta Novak", "Buyer"),
                "numbers": ["+38598123456"],
            },
        ),
        ("pipedrive", 2, {"name": "方一舟", "kind": "person", "owner": "韩梅", "contact": None}),
        (
            "pipedrive-deals",
            0,
            {
                "name": "苏州云帆包装有限公司",
                "amount_fen": 38_000_000,
                "status": "potential",
                "expected_close_on": "2026-12-31",
                "contact": ("林晓雯", None),
                "fields": {"Deal - Title": "包装线二期", "Deal - Stage": "Proposal"},
            },
        ),
        (
            "pipedrive-deals",
            1,
            {
                "amount_fen": None,
                "status": "won",
                "fields": {
                    "Deal - Title": "Tool set",
                    "Deal - Stage": "Negotiation",
                    "Amount (EUR)": "12500",
                },
            },
        ),
        (
            "hubspot",
            0,
            {
                "name": "远山机械有限公司",
                "owner": "Li Wei",
                "email": "chen@yuanshan.example.com",
                "last_contact_on": "2026-11-02",
                "registered_on": "2026-05-11",
                "region": "郑州",
                "contact": ("陈晓", "采购经理"),
                "fields": {
                    "Record ID": "101",
                    "Lead Status": "NEW",
                    "Lifecycle Stage": "lead",
                    "Marketing contact status": "Marketing contact",
                },
            },
        ),
        (
            "hubspot",
            1,
            {"name": "Ada Byron", "kind": "person", "contact": None, "numbers": ["+442079460123"]},
        ),
        (
            "salesforce-contacts",
            0,
            {
                "name": "Lagos Freight Ltd",
                "owner": "Tom Reed",
                "address": "5 Example Way",
                "source": "Web",
                "last_contact_on": "2026-11-02",
                "registered_on": "2026-03-04",
                "contact": ("Grace Okafor", "CFO"),
            },
        ),
        ("salesforce-contacts", 1, {"registered_on": "2026-03-15", "contact": ("赵伟", "厂长")}),
        (
            "salesforce-leads",
            0,
            {
                "name": "Porto Cork SA",
                "status": "potential",
                "registered_on": "2026-01-09",
                "contact": ("Ines Ferreira", "Buyer"),
                "fields": {"Lead Status": "Open - Not Contacted", "Rating": "Hot"},
            },
        ),
        (
            "salesforce-opportunities",
            0,
            {
                "amount_fen": 86_000_000,
                "expected_close_on": "2026-12-24",
                "next_topic": "Send the contract",
                "owner": "Tom Reed",
            },
        ),
        (
            "google-contacts",
            0,
            {
                "name": "洛阳青石建材有限公司",
                "email": "wang@qingshi.example.com",
                "birthday": None,
                "tags": ["老客户"],
                "region": "洛阳",
                "contact": ("王小明", "经理"),
                "contact_birthday": "1985-06-01",
                "numbers": ["+8613900040001", "+8613900040002", "+8637962345001"],
            },
        ),
        (
            "google-contacts",
            1,
            {"name": "Ada Mary Byron", "kind": "person", "birthday": "12-10", "contact": None},
        ),
        (
            "google-contacts-2023",
            0,
            {"name": "洛阳青石建材有限公司", "contact": ("王小明", "经理"), "numbers": ["+8613900040001"]},
        ),
        (
            "wukong",
            0,
            {
                "name": "武汉江城食品有限公司",
                "grade": "A",
                "status": "potential",
                "source": "转介绍",
                "industry": "生产",
                "owner": "刘洋",
                "registered_on": "2026-08-15",
                "agreed_on": "2026-12-02",
                "numbers": ["+8613900050001", "+862782345001"],
            },
        ),
        ("wukong", 1, {"grade": "C", "status": "won"}),
        (
            "wukong-contacts",
            0,
            {
                "name": "武汉江城食品有限公司",
                "email": "hemin@jiangcheng.example.com",
                "contact": ("何敏", "厂长"),
            },
        ),
        (
            "cordys",
            0,
            {
                "name": "杭州清风软件有限公司",
                "grade": None,
                "industry": "互联网",
                "tags": ["开源", "试用"],
                "owner": "宋佳",
                "registered_on": "2026-09-09",
            },
        ),
        ("cordys-contacts", 0, {"contact": ("沈括", None), "numbers": ["+8613900060001"]}),
        ("cordys-leads", 0, {"name": "宁波东港物流有限公司", "contact": ("许诺", None), "source": "线上"}),
        (
            "cordys-opportunities",
            0,
            {"amount_fen": 12_800_000, "expected_close_on": "2026-12-20", "contact": ("沈括", None)},
        ),
    ],
)
def test_an_export_imports_without_a_mapping(
    person: Inside, name: str, place: int, told: dict[str, Any]
) -> None:
    card = cards(person, name)[place]
    people = card["contacts"]
    found = {
        **card,
        "contact": (people[0]["name"], people[0]["position"]) if people else None,
        "contact_birthday": people[0]["birthday"] if people else None,
        "numbers": [phone["number"] for phone in card["phones"]],
    }
    assert {key: found[key] for key in told} == told


@pytest.mark.parametrize("path", sorted(EXPORTS.glob("*.csv")), ids=lambda path: path.stem)
def test_the_same_export_twice_changes_nothing(person: Inside, path: Path) -> None:
    cards(person, path.stem)
    again = person.must("import", path, "--db", person.folder / f"{path.stem}.db", "-f", "json").json
    assert (again["new"], again["skipped"]) == (0, 0)


@pytest.mark.parametrize(
    "headers",
    [
        ["姓名", "手机", "公司", "客户级别"],
        ["Name", "Phone", "Owner", "Amount"],
        ["客户名称", "联系人", "手机", "负责人"],
        ["First Name", "Last Name", "Phone"],
    ],
)
def test_a_sheet_of_ones_own_is_no_export(headers: list[str]) -> None:
    assert product_of(headers) is None


def test_parts_of_names_are_joined_in_any_sheet(inside: Inside) -> None:
    path = inside.folder / "a.csv"
    path.write_text("姓,名,手机\n王,小明,13812345678\n欧阳,雪,13912345678\n", encoding="utf-8")
    inside.must("import", path)
    assert sorted(inside.names("list")) == ["欧阳雪", "王小明"]


@pytest.mark.parametrize(
    ("dates", "words", "told"),
    [
        (("11/30/2026", "12/1/2026"), (), ["2026-11-30", "2026-12-01"]),
        (("30/11/2026", "1/12/2026"), (), ["2026-11-30", "2026-12-01"]),
        (("3/4/2027", "1/2/2027"), ("--date-order", "dmy"), ["2027-04-03", "2027-02-01"]),
    ],
)
def test_the_whole_column_says_what_a_date_means(
    inside: Inside, dates: tuple[str, str], words: tuple[str, ...], told: list[str]
) -> None:
    path = inside.folder / "a.csv"
    path.write_text(f"Name,Close date\nAnna,{dates[0]}\nBruno,{dates[1]}\n", encoding="utf-8")
    inside.must("import", path, *words)
    rows = inside.must("list", "-f", "json").json
    assert [row["expected_close_on"] for row in sorted(rows, key=lambda row: row["name"])] == told


@pytest.mark.parametrize("dates", [("3/4/2027", "1/2/2027"), ("13/1/2027", "1/13/2027")])
def test_dates_that_may_mean_two_days_are_refused(inside: Inside, dates: tuple[str, str]) -> None:
    path = inside.folder / "a.csv"
    path.write_text(f"Name,Close date\nAnna,{dates[0]}\nBruno,{dates[1]}\n", encoding="utf-8")
    ran = inside("import", path)
    assert ran.code == 5
    assert "year first" in ran.err
