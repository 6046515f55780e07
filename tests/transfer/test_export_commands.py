"""`crm export` as it is installed."""

from __future__ import annotations

import json

import pytest

from tests.inside import Inside
from tests.once import made_once
from tests.program import Program


@made_once
def filled(inside: Inside) -> None:
    """A book with two customers, one of them archived, and a visit."""
    inside.must(
        "add", "王小明", "--phone", "13812345678", "--grade", "B", "--amount", "1.2万", "--note", "=1+1"
    )
    inside.must("add", "天诚公司", "--phone", "021-62345678-801", "--contact", "李四")
    inside.must("visit", "王小明", "看样品", "--kind", "call", "--next", "+3d", "--topic", "报价")
    inside.must("archive", "天诚公司")


def test_stdout_is_for_machines(crm: Program, filled: Inside) -> None:
    ran = crm("export", "customers")
    header, row = ran.lines
    assert header.startswith("code,name,kind,grade,need,status,importance_set,owner,phones")
    assert row.startswith("C0001,王小明,person,B,")
    assert ",1200000," in row
    assert ",'=1+1," in row
    assert ran.err == "Archived customers left out: 1; --archived takes them too.\n"
    assert crm("export", "customers", "--archived").err == ""


@pytest.mark.parametrize("format", ["csv", "tsv", "json", "jsonl", "markdown"])
def test_every_format_goes_to_stdout(filled: Inside, format: str) -> None:
    assert "王小明" in filled.must("export", "-f", format).out


@pytest.mark.parametrize(("lang", "header"), [("en", "Code,Name,Kind"), ("zh", "客户编号,客户名称,客户类型")])
def test_a_file_is_for_people_unless_keys_are_asked_for(filled: Inside, lang: str, header: str) -> None:
    path = filled.folder / "x.csv"
    ran = filled("export", "-o", path, lang=lang)
    assert (ran.code, ran.out) == (0, "")
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf" + header.encode())
    assert b"13812345678" in content
    assert b"12000," in content
    assert path.stat().st_mode & 0o777 == 0o600
    filled.must("export", "-o", path, "--keys")
    assert path.read_bytes().startswith(b"code,name,kind")


def test_archived_customers_are_left_out_unless_asked_for(filled: Inside) -> None:
    assert [row["code"] for row in filled.must("export", "-f", "json").json] == ["C0001"]
    rows = filled.must("export", "-f", "json", "--archived").json
    assert [row["archived_on"] for row in rows] == [None, "2026-11-22"]
    assert rows[1]["contacts"][0]["name"] == "李四"
    assert rows[1]["phones"][0] == {
        "number": "+862162345678",
        "extension": "801",
        "kind": "landline",
        "contact": None,
    }


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["--where", "grade=B"], ["C0001"]),
        (["--where", "grade=A"], []),
        (["--grade", "AB"], ["C0001"]),
        (["--grade", "-", "--archived"], ["C0002"]),
        (["--owner", "me"], ["C0001"]),
    ],
)
def test_an_export_is_narrowed(filled: Inside, words: list[str], codes: list[str]) -> None:
    assert [row["code"] for row in filled.must("export", "-f", "json", *words).json] == codes


def test_visits_have_the_promised_keys(filled: Inside) -> None:
    [visit] = filled.must("export", "visits", "-f", "json").json
    promised = "code name contact_on at kind summary by with purpose grade_before grade_after next_on topic"
    record = "visit_number line is_short is_scout told satisfaction proxy"
    aspects = (
        "impression presented interests concerns problems measures competitor next_problem next_measure"
        " strengths weaknesses"
    )
    assert list(visit) == f"{promised} {record} {aspects}".split()
    assert (visit["kind"], visit["summary"], visit["next_on"], visit["topic"]) == (
        "call",
        "看样品",
        "2026-11-25",
        "报价",
    )
    assert filled.must("export", "visits", "-f", "json", "--from", "tomorrow").json == []


def test_due_items_are_those_of_the_due_list(filled: Inside) -> None:
    assert (
        filled.must("export", "due", "--to", "all", "-f", "json").json
        == filled.must("due", "all", "-f", "json").json
    )
    path = filled.folder / "due.csv"
    filled.must("export", "due", "--to", "all", "-o", path)
    assert "报价" in path.read_text(encoding="utf-8-sig")


def test_everything_is_one_object_or_a_folder(filled: Inside) -> None:
    found = filled.must("export", "all").json
    assert found["playbook"] == "general"
    assert {key: len(rows) for key, rows in found.items() if key != "playbook"} == {
        "checklists": 0,
        "campaigns": 0,
        "owed": 0,
        "staff": 1,
        "marks": 0,
        "customers": 2,
        "visits": 1,
        "due": 0,
    }
    filled.must("export", "all", "-o", filled.folder / "everything", "-f", "jsonl")
    names = sorted(path.name for path in (filled.folder / "everything").iterdir())
    assert names == [
        f"{name}.jsonl"
        for name in ("campaigns", "checklists", "customers", "due", "marks", "owed", "staff", "visits")
    ]
    path = filled.folder / "all.json"
    filled.must("export", "all", "-o", path)
    assert json.loads(path.read_text(encoding="utf-8")) == found


def test_the_one_object_is_imported_again(filled: Inside) -> None:
    path = filled.folder / "all.json"
    assert "--archived" not in filled.must("export", "all", "-o", path).err
    assert filled.must("import", path, "-f", "json").json["same"] == 2


@pytest.mark.parametrize("name", ["all.json", "folder"])
def test_everything_carries_archived_customers_into_another_book(filled: Inside, name: str) -> None:
    path = filled.folder / name
    filled.must("export", "all", "-o", path)
    file = path if name.endswith(".json") else path / "customers.csv"
    filled.must("--db", filled.folder / "other.db", "import", file, "--yes")
    other = ["--db", str(filled.folder / "other.db")]
    found = filled.must(*other, "export", "customers", "--archived", "-f", "json").json
    assert [(row["code"], row["archived_on"]) for row in found] == [("C0001", None), ("C0002", "2026-11-22")]
    assert filled.names(*other, "list", "--archived") == ["天诚公司"]


@pytest.mark.parametrize(
    "words",
    [
        ["customers", "-o", "x.csv"],
        ["visits", "-o", "x.xlsx"],
        ["due", "-o", "x.json"],
        ["all", "-o", "x"],
        ["all", "-o", "x.json"],
        ["customers", "-o", "x.vcf"],
        ["due", "-o", "x.ics"],
    ],
    ids=" ".join,
)
def test_a_dry_run_only_says_what_it_would_write(filled: Inside, words: list[str]) -> None:
    path = filled.folder / words.pop()
    ran = filled.must("export", *words, path, "--dry-run")
    assert ran.out == ""
    assert str(path) in ran.err
    assert "dry run" in ran.err
    assert not path.exists()
    filled.must("export", *words, path)
    assert path.exists()


@pytest.mark.parametrize("format", ["jsonl", "csv", "xlsx", "table", "markdown", "codes"])
@pytest.mark.parametrize("output", [[], ["-o", "-"], ["-o", "all.json"]], ids=" ".join)
def test_everything_at_once_is_json(filled: Inside, format: str, output: list[str]) -> None:
    ran = filled("export", "all", *output, "-f", format)
    assert (ran.code, ran.out) == (2, "")
    assert format in ran.err
    assert "-f json" in ran.err


def test_a_folder_is_not_made_for_a_format_that_no_file_has(filled: Inside) -> None:
    path = filled.folder / "everything"
    assert filled("export", "all", "-o", path, "-f", "table").code == 2
    assert not path.exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["export", "everybody"], 2),
        (["export", "-o", "x.docx"], 2),
        (["export", "-o", "x"], 2),
        (["export", "-f", "word"], 2),
        (["export", "--where", "grade"], 2),
        (["export", "-o", "missing/x.csv"], 7),
        (["export", "-o", "folder.csv"], 7),
        (["--db", "missing.db", "export"], 7),
    ],
)
def test_what_cannot_be_exported_has_its_exit_code(
    crm: Program, filled: Inside, words: list[str], code: int
) -> None:
    (crm.folder / "folder.csv").mkdir()
    ran = crm(*words)
    assert (ran.code, ran.out) == (code, ""), ran.err


def test_without_a_book_there_is_only_a_header(crm: Program) -> None:
    ran = crm("export")
    assert (ran.code, len(ran.lines)) == (0, 1)
    assert crm("export", "-f", "json").json == []


def test_exports_and_refused_rows_of_one_batch(inside: Inside) -> None:
    file, *copies = (inside.folder / name for name in ("a.csv", "one.csv", "two.csv"))
    file.write_text("姓名,手机\n王小明,13812345678\n李四,1380\n", encoding="utf-8")
    lines = [f"import '{file}' --skip-bad", *(f"export -o '{copy}'" for copy in copies)]
    ran = inside("batch", "-", "--yes", stdin="\n".join(lines))
    assert ran.code == 0, ran.out
    assert copies[1].read_bytes() == copies[0].read_bytes()
