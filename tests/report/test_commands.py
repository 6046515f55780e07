"""`crm report` as it is typed: formats, files, refusals, both languages, hostile text."""

import json
import re
import stat
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook

from crmcli.report.catalogue import REPORTS
from tests.inside import Inside
from tests.program import Program

HOSTILE = "<script>alert('x')</script> \x1b[31m&\"'"
VOID = {"meta", "rect", "line", "circle", "br"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    crm = Inside(Program(tmp_path_factory.mktemp("reports")))
    crm.environ["CRM_TODAY"] = "2026-11-18T17:00:00"
    crm.must("team", "staff", "add", "王主任", "--role", "supervisor")
    crm.must("team", "staff", "add", "张三", "--branch", "郑州", "--supervisor", "王主任", "--capacity", "1")
    crm.must("team", "staff", "add", "李四", "--branch", "洛阳", "--supervisor", "王主任")
    for name, grade, owner in (("王小明", "B", "张三"), ("李丽", "A", "张三"), ("华信", "C", "李四")):
        crm.add(
            name,
            "--grade",
            grade,
            "--owner",
            owner,
            "--source",
            "网络",
            "--region",
            "郑州",
            "--need",
            "target",
        )
    crm.must(
        "visit", "王小明", HOSTILE, "--grade", "A", "--with", "王主任", "--as", "张三", "--purpose", "促成"
    )
    crm.must("visit", "华信", "=1+1", "--grade", "D", "--kind", "call", "--as", "李四", "--next", "+3d")
    crm.must("deal", "李丽", "won", "3万", "--as", "张三")
    crm.must("team", "coach", "张三", "多跑", "--kind", "11", "--point", "5", "--as", "王主任")
    crm.environ["CRM_TODAY"] = "2026-11-22T10:00:00"
    crm.must("report", "grades", "--keep")
    return crm


@pytest.fixture
def crm(filled: Inside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Inside:
    monkeypatch.chdir(tmp_path)
    return filled


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("format", ["table", "plain", "markdown", "json", "jsonl", "csv", "tsv", "codes"])
def test_every_report_in_every_format_of_a_screen(crm: Inside, name: str, format: str) -> None:
    ran = crm(
        "report",
        name,
        "--period",
        "month" if name not in ("grades", "load", "route") else "day",
        "-f",
        format,
    )
    assert ran.code == 0, ran.err
    assert "\x1b" not in ran.out
    assert "Traceback" not in ran.err
    if format == "json":
        assert ran.json["report"] == name
        assert {"from", "to", "staff", "branch", "today", "notes"} < set(ran.json)


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_says_something_of_this_book(crm: Inside, name: str) -> None:
    said = crm.must("report", name, "--period", "month", "-f", "json").json
    assert any(value for key, value in said.items() if isinstance(value, list) and key != "notes")


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", ["80", "120"])
def test_tables_fit_the_terminal(crm: Inside, name: str, lang: str, columns: str) -> None:
    from crmcli.kit.shown import display_width

    ran = crm("report", name, "--period", "month", "-f", "table", lang=lang, env={"COLUMNS": columns})
    assert ran.code == 0
    assert max(map(display_width, ran.lines)) <= int(columns)


def test_chinese_reports_have_no_english_words(crm: Inside) -> None:
    for name in REPORTS:
        ran = crm("report", name, "--period", "month", "-f", "plain", lang="zh")
        words = set(re.findall(r"[A-Za-z]{3,}", ran.out.replace("alert", "").replace("script", "")))
        assert words <= {"crm", "plan", "per", "day", "owner", "list", "grade", "due", "from", "lily", "reports",
                         "accompany", "days", "status", "won", "keep"}, name  # fmt: skip


class Page(HTMLParser):
    """Whether tags are closed in order, and what there is."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.found: dict[str, int] = {}
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.named: list[str] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag] = self.found.get(tag, 0) + 1
        for name, value in attrs:
            assert not name.startswith("on")
            if name in ("src", "href"):
                self.links.append(value or "")
            if name == "id":
                assert value not in self.ids
                self.ids.add(value or "")
            if name == "aria-labelledby":
                self.named += (value or "").split()
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_web_page_needs_nothing_beside_itself(crm: Inside, name: str, lang: str) -> None:
    ran = crm("report", name, "--period", "month", "-o", "page.html", lang=lang)
    assert (ran.code, ran.out) == (0, "")
    text = Path("page.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.open == []
    assert page.links == []
    assert set(page.named) <= page.ids
    assert "script" not in page.found
    assert "http" not in text.replace("http-equiv", "")
    assert "url(" not in text
    assert f'lang="{"zh-Hans" if lang == "zh" else "en"}"' in text
    assert page.found.get("svg", 0) == page.found.get("desc", 0)
    assert stat.S_IMODE(Path("page.html").stat().st_mode) == 0o600


def test_hostile_text_is_text(crm: Inside) -> None:
    crm.must("report", "daily", "--period", "2026-11-18", "-o", "page.html")
    page = Page(Path("page.html").read_text(encoding="utf-8"))
    assert "<script>alert('x')</script>" in page.words
    assert "\x1b" not in page.words
    markdown = crm.must("report", "daily", "--period", "2026-11-18", "-f", "markdown").out
    assert "\\<script>" in markdown


def test_charts_have_their_numbers_in_words(crm: Inside) -> None:
    crm.must("report", "weekly", "-o", "page.html")
    text = Path("page.html").read_text(encoding="utf-8")
    assert re.search(r"<desc[^>]*>张三: 1; 李四: 1; 王主任: 1</desc>", text)


def test_a_workbook_has_a_sheet_for_each_part(crm: Inside) -> None:
    crm.must("report", "sources", "--period", "year", "-o", "sources.xlsx")
    book = load_workbook("sources.xlsx")
    assert len(book.sheetnames) == 3
    rows = list(book[book.sheetnames[0]].values)
    assert rows[0][:2] == ("Source", "Customers")
    assert rows[1][:6] == ("网络", 3, 1, 1, 30000, pytest.approx(1 / 3))
    stdout = crm.program(
        "report", "sources", "-f", "xlsx", env={"CRM_DB": str(crm.book), "CRM_TODAY": "2026-11-22"}
    )
    assert stdout.code == 0


def test_a_workbook_runs_nothing(crm: Inside) -> None:
    crm.must("report", "daily", "--period", "2026-11-18", "--section", "visits", "-o", "day.xlsx")
    (sheet,) = load_workbook("day.xlsx").worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)


def test_files_by_their_names(crm: Inside) -> None:
    for ending in ("json", "md", "csv", "tsv", "txt", "jsonl", "htm"):
        ran = crm("report", "weekly", "-o", f"week.{ending}")
        assert (ran.code, ran.out) == (0, ""), ran.err
    assert json.loads(Path("week.json").read_text(encoding="utf-8"))["report"] == "weekly"
    assert Path("week.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert Path("week.md").read_text(encoding="utf-8").count("\n## ") >= 3


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("dayly",), 2, "daily"),
        (("daily", "--from", "2026-11-22", "--to", "2026-11-16"), 2, "ends"),
        (("daily", "--period", "2026-11-22..2026-11-16"), 2, "ends"),
        (("daily", "--period", "fortnight"), 2, "quarter"),
        (("daily", "--period", "week", "--from", "2026-11-01"), 2, "--period"),
        (("daily", "--staff", "张"), 3, "张三"),
        (("daily", "--branch", "开封"), 3, "洛阳"),
        (("daily", "--section", "visit"), 2, "visits"),
        (("daily", "-o", "x"), 2, ".html"),
        (("daily", "-o", "x.pdf"), 2, ".html"),
        (("daily", "-o", "no/x.html"), 7, "folder"),
        (("daily", "-f", "ics"), 2, "ics"),
        (("submit", "weeky"), 2, "weekly"),
        (("review", "99"), 3, "99"),
        (("review", "1", "--for", "张三"), 2, "done"),
        (("done", "99"), 3, "99"),
    ],
)
def test_refusals(crm: Inside, words: tuple[str, ...], code: int, part: str) -> None:
    ran = crm("report", *words)
    assert (ran.code, ran.out) == (code, "")
    assert part in ran.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("不存在", "x"), 3),
        (("张三",), 5),
        (("张三", "x", "--kind", "13"), 5),
        (("张三", "x", "--kind", "1", "--point", "1"), 5),
        (("张三", "x", "--on", "tomorrow"), 5),
        (("me", "x"), 5),
    ],
)
def test_coaching_refused(crm: Inside, words: tuple[str, ...], code: int) -> None:
    before = crm.must("report", "coaching", "-f", "json").json["results"]
    assert crm("team", "coach", *words).code == code
    assert crm.must("report", "coaching", "-f", "json").json["results"] == before


def test_a_kind_of_coaching_whose_name_is_lost_says_so(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    ran = crm.must("team", "coach", "张三", "谈了话", "--kind", "5", "--as", "王主任")
    assert "kind 5: the text has lost its name; the playbook may name it" in ran.err
    assert "lost" not in crm.must("team", "coach", "张三", "开会", "--kind", "11", "--as", "王主任").err
    shown = crm.must("report", "coaching", "-f", "plain").out
    assert "5 (name lost)" in shown
    assert "kind 5: the text has lost its name" in shown
    assert "5（名称已失）" in crm("report", "coaching", "-f", "plain", lang="zh").out


def test_a_salesperson_does_not_coach_a_supervisor(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    words = ("team", "coach", "王主任", "x", "--as", "张三")
    assert crm(*words).code == 0  # alone every rule for teams is off
    crm.must("config", "policy", "team")
    before = crm.must("report", "coaching", "-f", "json").json["results"]
    ran = crm(*words)
    assert (ran.code, ran.out) == (6, "")
    assert crm.must("report", "coaching", "-f", "json").json["results"] == before
    assert crm("team", "coach", "李四", "x", "--as", "张三").code == 0


def test_what_has_not_begun_is_not_handed_up(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    ran = crm("report", "submit", "weekly", "--period", "2027-01-01..2027-01-07")
    assert (ran.code, ran.out) == (5, "")
    assert "still to come" in ran.err
    assert crm.must("report", "review", "-f", "json").json == []
    crm.must("report", "submit", "weekly", "--period", "week")
    crm.must("report", "submit", "load", "--period", "2026-12-01..2026-12-10")


def test_a_file_is_never_written_in_the_place_of_a_link(crm: Inside) -> None:
    Path("other").write_text("mine", encoding="utf-8")
    Path("page.html").symlink_to("other")
    ran = crm("report", "weekly", "-o", "page.html")
    assert ran.code == 7
    assert Path("other").read_text(encoding="utf-8") == "mine"


def test_a_dry_run_writes_nothing(crm: Inside) -> None:
    ran = crm("report", "weekly", "-o", "page.html", "--dry-run")
    assert ran.code == 0
    assert not Path("page.html").exists()


def test_a_person_and_a_branch(crm: Inside) -> None:
    alone = crm.must("report", "weekly", "--staff", "张三", "-f", "json").json
    assert [row["staff"] for row in alone["people"]] == ["张三"]
    branch = crm.must("report", "weekly", "--branch", "洛阳", "-f", "json").json
    assert [row["staff"] for row in branch["people"]] == ["李四"]
    mine = crm.must("report", "weekly", "--staff", "me", "--as", "李四", "-f", "json").json
    assert mine["staff"] == "李四"


def test_without_a_book_a_report_is_empty(tmp_path: Path) -> None:
    crm = Inside(Program(tmp_path))
    for name in REPORTS:
        ran = crm("report", name)
        assert ran.code == 0, ran.err
        assert not crm.book.exists()


@pytest.mark.parametrize("words", [("done", "1"), ("review", "1", "好")])
def test_no_book_is_made_for_what_cannot_be_in_it(tmp_path: Path, words: tuple[str, ...]) -> None:
    crm = Inside(Program(tmp_path))
    ran = crm("report", *words)
    assert (ran.code, ran.out, crm.book.exists()) == (3, "", False)
    named = tmp_path / "none.db"
    crm.environ["CRM_DB"] = str(named)
    ran = crm("report", *words)
    assert (ran.code, ran.out, named.exists()) == (7, "", False)


def test_what_was_handed_up_and_what_has_changed_since(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    crm.environ["CRM_TODAY"] = "2026-11-22T11:00:00"
    number = crm.must("report", "submit", "weekly", "--as", "张三").out.strip()
    assert crm("report", "submit", "weekly", "--as", "张三").code == 5
    first = crm.must("report", "review", number, "-f", "json").json
    assert (first["changes"], first["intact"]) == ([], True)
    crm.must("visit", "王小明", "补记", "--at", "2026-11-17", "--kind", "call", "--as", "张三")
    again = crm.must("report", "review", number, "-f", "json").json
    assert again["content"] == first["content"]
    changed = {
        (row["section"], row["row"], row["field"]): (row["before"], row["after"]) for row in again["changes"]
    }
    assert changed["people", "张三", "visits"] == (1, 2)
    assert changed["total", "", "visits"] == (2, 3)
    assert changed["kinds", "张三", "call"] == (0, 1)
    shown = crm.must("report", "review", number, "-f", "plain").out
    assert "Changed since" in shown
    listed = crm.must("report", "review", "-f", "json").json
    assert [(row["number"], row["report"], row["state"]) for row in listed] == [
        (int(number), "weekly", "new")
    ]


@pytest.mark.parametrize("name", ["daily", "supervisor-daily"])
@pytest.mark.parametrize("format", ["table", "plain", "markdown"])
def test_what_was_handed_up_reads_as_the_report_itself(
    filled: Inside, tmp_path: Path, name: str, format: str
) -> None:
    crm = filled.elsewhere(tmp_path)
    crm.environ["CRM_TODAY"] = "2026-11-18T18:00:00"
    crm.must("visit", "李丽", "谈", "--purpose", "demonstrate_selling", "--purpose", "随便", "--concerns", "价格",
             "--with", "王主任", "--with", "李四", "--as", "张三")  # fmt: skip
    crm.must("report", "submit", name, "--period", "2026-11-18", "--as", "张三")
    shown = crm("report", "review", "1", "-f", format, lang="zh").out
    told = crm("report", name, "--period", "2026-11-18", "-f", format, lang="zh").out
    for words in ("目的：示范推销", "随便", "价格"):
        assert words in told
        assert words in shown
    assert not re.search(r"[{\[]'|purpose|concerns|demonstrate", shown)
    crm.must("visit", "李丽", "改", "--correct", "1", "--concerns", "预算", "--as", "张三")
    again = crm("report", "review", "1", "-f", format, lang="zh").out
    assert "预算" in again
    assert not re.search(r"[{\[]'|purpose|concerns|demonstrate", again)


def test_a_report_that_was_altered_behind_the_program_says_so(filled: Inside, tmp_path: Path) -> None:
    import sqlite3

    crm = filled.elsewhere(tmp_path)
    crm.must("report", "submit", "weekly")
    connection = sqlite3.connect(crm.book)
    connection.execute("update report_submission set content = replace(content, '张三', '赵六')")
    connection.commit()
    connection.close()
    assert crm.must("report", "review", "1", "-f", "json").json["intact"] is False
    assert "not the one" in crm.must("report", "review", "1", "-f", "plain").out


def test_a_task_goes_into_the_list_and_out_of_it(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    crm.must("report", "submit", "daily", "--as", "张三")
    crm.must("report", "review", "1", "跟进报价", "--for", "李四", "--by", "2026-11-25")
    (row,) = crm.must("due", "all", "--kind", "annotation", "-f", "json").json
    assert (row["owner"], row["due_on"], row["title"], row["code"]) == (
        "李四",
        "2026-11-25",
        "跟进报价",
        "R1",
    )
    assert "crm report done 1" in crm.must("due", "all", "--kind", "annotation", "-f", "plain").out
    crm.must("report", "done", "1", "已报价", "--as", "李四")
    assert crm.must("due", "all", "--kind", "annotation", "-f", "json").json == []
    (written,) = crm.must("report", "review", "1", "-f", "json").json["annotations"]
    assert (written["done_on"], written["outcome"], written["level"]) == ("2026-11-22", "已报价", 1)
    crm.must("undo", "--as", "李四")
    assert len(crm.must("due", "all", "--kind", "annotation", "-f", "json").json) == 1


def test_a_department_has_a_task_that_somebody_sees_to(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    crm.must("report", "submit", "daily", "--as", "张三")
    crm.must("report", "review", "1", "备货", "--department", "仓库", "--as", "王主任")
    crm.must(
        "report",
        "review",
        "1",
        "开票",
        "--department",
        "财务",
        "--owner",
        "李四",
        "--by",
        "2026-11-25",
        "--as",
        "王主任",
    )
    due = crm.must("due", "all", "--kind", "annotation", "-f", "json").json
    assert {(row["owner"], row["due_on"], row["title"]) for row in due} == {
        ("王主任", "2026-11-22", "备货"),
        ("李四", "2026-11-25", "开票"),
    }
    for lang, words in (("en", "for 仓库: 备货"), ("zh", "请仓库办理：备货")):
        assert words in crm("due", "all", "--kind", "annotation", "-f", "plain", lang=lang).out
    written = crm.must("report", "review", "1", "-f", "json").json["annotations"]
    assert [(row["for"], row["department"]) for row in written] == [("王主任", "仓库"), ("李四", "财务")]
    assert "仓库" in crm("report", "review", "1", "-f", "plain").out


def test_a_branch_has_a_task_once(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    crm.must("team", "staff", "add", "赵六", "--branch", "郑州")
    crm.must("report", "submit", "weekly", "--as", "张三")
    crm.must("report", "review", "1", "盘点", "--branch", "郑州", "--as", "王主任")
    kind = ["due", "--kind", "annotation"]
    (row,) = crm.must(*kind, "-f", "json").json
    assert (row["owner"], row["name"], row["code"]) == ("郑州", "weekly 1", "R1")
    assert crm.must(*kind, "--count").out.strip() == "1"
    assert "周报 1" in crm(*kind, "-f", "plain", lang="zh").out
    mine = {
        name: crm.must(*kind, "--owner", name, "--count").out.strip()
        for name in ("张三", "赵六", "李四", "王主任")
    }
    assert mine == {"张三": "1", "赵六": "1", "李四": "0", "王主任": "0"}
    crm.must("team", "staff", "edit", "李四", "--branch", "郑州")
    assert len(crm.must(*kind, "--owner", "李四", "-f", "json").json) == 1
    assert [row["check"] for row in crm("doctor", "-f", "json").json if row["check"] == "duties"] == []
    crm.must("report", "done", "1", "--as", "赵六")
    assert crm.must(*kind, "-f", "json").json == []


def test_an_annotation_is_called_by_the_role_of_who_wrote_it(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    crm.must("team", "staff", "add", "孙总", "--role", "manager")
    crm.must("config", "policy", "team")
    states = {"孙总": ("read_by_manager", "经理已阅", "经理"), "王主任": ("read", "主管已阅", "主管")}
    for number, (who, (state, words, role)) in enumerate(states.items(), start=1):
        crm.must("report", "submit", "weekly" if number == 1 else "daily", "--as", "张三")
        crm.must("report", "review", str(number), "好", "--as", who)
        assert crm.must("report", "review", "-f", "json").json[0]["state"] == state
        listed = crm("report", "review", "-f", "plain", lang="zh").out
        assert words in listed
        assert ("周报" if number == 1 else "日报") in listed
        assert not re.search("weekly|daily", listed)
        (written,) = crm.must("report", "review", str(number), "-f", "json").json["annotations"]
        assert (written["level"], written["by"]) == (1, who)
        shown = crm("report", "review", str(number), "-f", "plain", lang="zh").out.split("日报")[0]
        assert "第几次" not in shown
        assert "编号" in shown
        assert role in shown


@pytest.mark.parametrize(
    "words",
    [
        ("",),
        ("  ", "--for", "张三"),
        ("x", "--department", " "),
        ("x", "--department", "仓库", "--for", "张三"),
        ("x", "--department", "仓库", "--branch", "郑州"),
        ("x", "--owner", "张三"),
        ("x", "--by", "tomorrow"),
    ],
)
def test_annotations_that_make_no_sense(filled: Inside, tmp_path: Path, words: tuple[str, ...]) -> None:
    crm = filled.elsewhere(tmp_path)
    crm.must("report", "submit", "daily", "--as", "张三")
    ran = crm("report", "review", "1", *words)
    assert (ran.code, ran.out) == (2, "")
    assert crm.must("report", "review", "1", "-f", "json").json["annotations"] == []


def test_quotas_of_the_playbook(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    folder = crm.config.with_name("playbooks")
    folder.mkdir(parents=True)
    shipped = (Path(__file__).parents[2] / "src/crmcli/playbooks/general.toml").read_text(encoding="utf-8")
    own = """
[reports]
accompany_days = 3
least_customers = 2
least_in_grade = { A = 2 }

[[reports.coaching_kind]]
kind = 2
name = { en = "collected overdue money", zh = "催收逾期款" }

[[grade]]"""
    text = shipped.replace('name = "general"', 'name = "mine"').replace("\n[[grade]]", own, 1)
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    crm.must("playbook", "use", "mine")
    (one, other) = crm.must("report", "accompaniment", "-f", "json").json["pairs"]
    assert {(row["salesperson"], row["days"], row["quota"], row["missing"]) for row in (one, other)} == {
        ("张三", 1, 3, 2),
        ("李四", 0, 3, 3),
    }
    standing = {
        row["staff"]: row["too_few"] for row in crm.must("report", "coaching", "-f", "json").json["standing"]
    }
    assert standing["张三"] == ["A"]
    assert standing["李四"] == ["customers", "A"]
    crm.must("team", "coach", "张三", "一起催款", "--kind", "2", "--as", "王主任")
    assert "催收逾期款" in crm("report", "coaching", "-f", "plain", lang="zh").out


def test_load_says_what_to_change(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    crm.environ["CRM_TODAY"] = "2026-11-25T10:00:00"
    for name in ("甲", "乙", "丙"):
        crm.add(name, "--grade", "A", "--owner", "张三")
    advice = crm.must("report", "load", "--staff", "张三", "-f", "json").json["advice"]
    assert {row["advice"]: row["number"] for row in advice if row["advice"] != "fewer"} == {
        "backlog": 1,
        "days_over": 21,
    }
    (fewer,) = [row for row in advice if row["advice"] == "fewer"]
    assert fewer["grade"] == "A"
    assert fewer["number"] == 3
    for row in advice:
        words = row["command"].replace("'", "").split()[1:]
        assert crm(*words, *(() if row["advice"] == "days_over" else ("--yes", "--dry-run"))).code == 0, row[
            "command"
        ]
    (command,) = [row["command"] for row in advice if row["advice"] == "days_over"]
    days = crm.must(*command.replace("'", "").split()[1:], "-f", "json").json["days"]
    assert sum(row["over"] for row in days) == 21


@pytest.mark.parametrize(
    ("who", "words"),
    [(("--staff", "张三"), "capacity of 张三: 1"), ((), "capacity of 张三: 1"), (("--staff", "李四"), "")],
)
def test_the_load_is_drawn_against_the_capacity_that_is_known(
    filled: Inside, tmp_path: Path, who: tuple[str, ...], words: str
) -> None:
    crm = filled.elsewhere(tmp_path)
    crm.must("report", "load", *who, "-o", tmp_path / "load.html")
    text = (tmp_path / "load.html").read_text(encoding="utf-8")
    assert text.count('class="limit"') == bool(words)
    assert words in Page(text).words
    crm.must("team", "staff", "edit", "李四", "--capacity", "4")
    crm.must("report", "load", "-o", tmp_path / "load.html")
    text = (tmp_path / "load.html").read_text(encoding="utf-8")
    assert re.search("capacity of (张三, 李四|李四, 张三): 5", Page(text).words)


def test_load_is_of_the_days_that_are_asked_for(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    december = {f"2026-12-{day:02}" for day in range(1, 11)}
    usual = crm.must("report", "load", "-f", "json").json
    assert (usual["from"], usual["to"]) == ("2026-11-22", "2026-12-21")
    some = crm.must("report", "load", "--period", "2026-12-01..2026-12-10", "-f", "json").json
    assert (some["from"], some["to"]) == ("2026-12-01", "2026-12-10")
    (numbers, same) = (
        [(row["owner"], row["date"], row["follow_ups"]) for row in report["days"] if row["date"] in december]
        for report in (some, usual)
    )
    assert numbers == same
    assert any(count for _owner, _day, count in numbers)
    assert {row["date"] for row in some["days"]} <= december
    assert crm.must("report", "load", "--period", "month", "-f", "json").json["from"] == "2026-11-22"
    for period, words in (("last-week", "is over"), ("2026-11-22..2029-01-01", "at the most")):
        ran = crm("report", "load", "--period", period)
        assert (ran.code, ran.out) == (2, "")
        assert words in ran.err


def test_the_route_has_the_visits_of_campaigns(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    for name in ("甲", "乙", "丙"):
        crm.add(name, "--grade", "C", "--owner", "张三", "--region", "郑州")
    crm.must("team", "campaign", "new", "冬季走访", "--from", "2026-11-23", "--to", "2026-11-24", "--where",
             "owner=张三 and grade=C", "--goal", "送台历", "--as", "张三", "--yes")  # fmt: skip
    planned = {
        row["code"]: row["due_on"] for row in crm.must("due", "all", "--kind", "campaign", "-f", "json").json
    }
    assert len(planned) == 3
    for day in ("2026-11-23", "2026-11-24"):
        stops = crm.must("report", "route", "--period", day, "--staff", "张三", "-f", "json").json["stops"]
        codes = [row["code"] for row in stops]
        assert len(codes) == len(set(codes))
        assert {code for code in codes if code in planned} == {
            code for code, due in planned.items() if due <= day
        }
        assert [row["stop"] for row in stops] == list(range(1, len(stops) + 1))
        topics = {row["code"]: row["topic"] for row in stops}
        assert all(
            "冬季走访" in topics[code] and "送台历" in topics[code] for code in topics if code in planned
        )
    shown = crm("report", "route", "--period", "2026-11-24", "-f", "plain", lang="zh").out
    assert "冬季走访：送台历" in shown


def test_a_quarterly_visit_is_on_the_road_when_it_is_due(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    crm.must("config", "policy", "team")
    crm.environ["CRM_TODAY"] = "2027-03-20T09:00:00"
    duties = crm.must("due", "all", "--kind", "quarterly_visit", "-f", "json").json
    assert [row["due_on"] for row in duties] == ["2027-03-31"]
    (code,) = [row["code"] for row in duties]
    for day, there in (("2027-03-30", False), ("2027-03-31", True)):
        stops = crm.must("report", "route", "--period", day, "-f", "json").json["stops"]
        wanted = [row for row in stops if row["code"] == code and "this quarter" in (row["topic"] or "")]
        assert bool(wanted) is there


@pytest.mark.parametrize(
    ("who", "period", "words"),
    [
        ("张三", "last-week", "on the staff on these days"),
        ("张三", "2027-01-01..2027-01-10", "still to come"),
        ("张三", "2026-11-21..2026-11-22", "working day; nobody had to"),
        ("王主任", "week", "is a salesperson"),
        ("李四", "2026-11-18", "Everybody reported"),
    ],
)
def test_missing_says_why_nobody_is_missing(crm: Inside, who: str, period: str, words: str) -> None:
    assert words in crm.must("report", "missing", "--staff", who, "--period", period, "-f", "plain").out


def test_the_list_of_reports(crm: Inside) -> None:
    assert [row["report"] for row in crm.must("report", "-f", "json").json] == list(REPORTS)
    assert all(name in crm.must("report").out for name in REPORTS)


def test_whoever_is_no_supervisor_is_told_so(crm: Inside) -> None:
    daily = ("report", "supervisor-daily", "--period", "2026-11-18")
    assert "张三 is no supervisor" in crm.must(*daily, "--staff", "张三").out
    assert "no supervisor" not in crm.must(*daily, "--staff", "王主任").out
    assert "Nobody here is" in crm.must(*daily, "--branch", "洛阳").out


def test_bars_say_what_they_show(crm: Inside) -> None:
    lines = crm.must("report", "weekly", "--period", "2026-11-18", "-f", "plain").lines
    head = next(line for line in lines if line.startswith("Staff  "))
    assert head.split("  ")[-1].strip() == "Contacts"
    assert head.count("Contacts") == 2
