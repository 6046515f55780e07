"""Every write of every command leaves one entry that can be undone; what reads leaves the file as it is."""

from pathlib import Path

import pytest

from crmcli.app import VERBS
from tests.inside import Inside
from tests.program import Program

_NEW = ("team", "campaign", "new", "节日走访", "--from", "2026-11-23", "--to", "2026-11-27", "--where")
# Each line carries out one write of a command, in a book with 王小明 (grade B, a person 李四) and 李丽.
WRITES: dict[str, tuple[tuple[str, ...], ...]] = {
    "visit": (
        ("visit", "王小明", "谈了价格", "--grade", "A", "--with", "主管周"),
        ("visit", "王小明", "看了", "--concerns", "价格", "--purpose", "催款", "--scout", "--told", "主管周"),
        (
            "visit",
            "李丽",
            "改了",
            "--correct",
            "1",
            "--problems",
            "首付",
            "--at",
            "2026-10-02",
            "--grade",
            "B",
        ),
    ),
    "add": (("add", "孙浩", "--phone", "13700000003", "--note", "x", "--tag", "熟", "--set", "车型=挂车"),),
    "grade": (("grade", "王小明", "C"), ("grade", "王小明", "none"), ("grade", "--where", "grade=B", "D")),
    "deal": (
        ("deal", "王小明", "won", "3万", "--quantity", "12"),
        ("deal", "王小明", "lost", "--reason", "贵"),
    ),
    "snooze": (("snooze", "王小明", "tomorrow"),),
    "edit": (
        ("edit", "王小明", "--region", "郑州", "--phone", "13700000009"),
        ("edit", "--where", "grade=B", "--source", "展会"),
    ),
    "contact": (
        ("contact", "add", "王小明", "赵婷", "--phone", "13700000008"),
        ("contact", "edit", "王小明", "李四", "--position", "主任"),
        ("contact", "drop", "王小明", "李四"),
    ),
    "note": (("note", "王小明", "熟客"),),
    "tag": (("tag", "王小明", "重点"), ("tag", "--where", "grade=B", "展会")),
    "archive": (("archive", "王小明"),),
    "card": (
        ("card", "resource", "王小明", "--tier", "core", "--knows", "李丽=同学"),
        ("card", "spot-check", "--n", "1"),
        ("card", "verify", "王小明", "--how", "call"),
    ),
    "greet": (("greet", "王小明", "--occasion", "元旦", "--on", "2026-01-02"),),
    "plan": (("plan", "--per-day", "1"),),
    "checklist": (
        ("checklist", "start", "王小明", "loan-1-person"),
        ("checklist", "receive", "李丽", "1"),
        ("checklist", "waive", "李丽", "2", "--reason", "不需要"),
    ),
    "owe": (
        ("owe", "add", "王小明", "送样品", "--by", "fri", "--owner", "主管周"),
        ("owe", "answer", "P0001", "在查", "--by", "fri"),
        ("owe", "answer", "P0001", "不收费了", "--told"),
        ("owe", "told", "P0002"),
        ("owe", "close", "P0003", "--prevent", "双人复核"),
        ("owe", "drop", "P0001", "--reason", "误会"),
        ("owe", "edit", "P0001", "--topic", "收费"),
        ("owe", "satisfaction", "李丽", "2", "--survey", "回访"),
    ),
    "merge": (("merge", "王小明", "李丽", "--prefer", "a"),),
    "undo": (("undo",),),
    "import": (("import", "more.csv"),),
    "playbook": (("playbook", "use", "real-estate"), ("playbook", "use", "property")),
    "report": (
        ("report", "grades", "--keep"),
        ("report", "submit", "weekly"),
        ("report", "review", "1", "请跟进", "--for", "主管周"),
        ("report", "done", "1"),
    ),
    "team": (
        ("team", "coach", "主管周", "多拜访"),
        ("team", "staff", "add", "孙经理"),
        (*_NEW, "grade=B"),
        ("team", "campaign", "edit", "回访", "--goal", "问续贷"),
        ("team", "campaign", "add", "回访", "王小明"),
        ("team", "campaign", "drop", "回访", "李丽", "--reason", "搬走了"),
        ("team", "campaign", "goal", "回访", "李丽", "问续贷"),
        ("team", "campaign", "done", "回访", "李丽", "--result", "好"),
        ("team", "campaign", "opinion", "回访", "李丽", "慢"),
        ("team", "campaign", "improve", "回访", "快一点", "--from", "1"),
        ("team", "campaign", "improved", "回访", "1"),
        ("team", "campaign", "end", "回访"),
    ),
}
READS: dict[str, tuple[str, ...]] = {
    "due": ("due",),
    "find": ("find", "王"),
    "show": ("show", "王小明"),
    "brief": ("brief", "王小明"),
    "list": ("list",),
    "why": ("why", "王小明"),
    "duplicates": ("duplicates", "--hints"),
    "history": ("history",),
    "export": ("export", "all", "-f", "json"),
    "backup": ("backup",),
    "doctor": ("doctor",),
    "config": ("config",),
    "date": ("date", "fri"),
    "completion": ("completion", "bash"),
}
# They make or exchange the whole book, ask on a terminal, or carry out other command lines, each an entry of its own.
OTHERWISE = {"restore", "init", "demo", "batch", "card"}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    crm = Inside(Program(tmp_path_factory.mktemp("verbs")))
    crm.environ["CRM_TODAY"] = "2026-11-22T09:30:00"
    crm.must("team", "staff", "add", "主管周")
    crm.add("王小明", "--phone", "13812345678", "--grade", "B", "--contact", "李四")
    crm.add("李丽", "--grade", "C")
    crm.must("checklist", "start", "李丽", "loan-1-person")
    crm.must("report", "submit", "daily")
    crm.must("report", "review", "1", "请补资料", "--for", "主管周")
    for _time in range(3):
        crm.must("owe", "add", "李丽", "收费不清楚", "--kind", "complaint")
    crm.must("owe", "answer", "P0002", "已查")
    crm.must("owe", "answer", "P0003", "已查", "--told")
    crm.must("visit", "李丽", "谈过", "--at", "2026-10-01")
    crm.must(*_NEW[:3], "回访", "--from", "2026-11-22", "--to", "2026-11-27", "--where", "grade=C")
    crm.must("team", "campaign", "opinion", "回访", "李丽", "等太久", "--kind", "complaint")
    crm.must("team", "campaign", "improve", "回访", "少等", "--from", "1")
    return crm


@pytest.fixture
def crm(started: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Inside:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "more.csv").write_text("姓名,手机\n新客户,13700000001\n", encoding="utf-8")
    copy = started.elsewhere(tmp_path)
    copy.book.chmod(0o600)
    copy.environ["CRM_TODAY"] = "2026-11-22T09:30:00"
    return copy


def entries(crm: Inside) -> int:
    return len(crm.must("history", "-f", "json").json)


def test_every_verb_is_looked_at() -> None:
    """A new verb is put in its place here: does it write?"""
    assert set(VERBS) == {*WRITES, *READS, *OTHERWISE}


@pytest.mark.parametrize("words", [words for lines in WRITES.values() for words in lines], ids=" ".join)
def test_a_write_leaves_one_entry_and_can_be_undone(crm: Inside, words: tuple[str, ...]) -> None:
    before = entries(crm)
    crm.must(*words)
    rows = crm.must("history", "-f", "json").json
    assert len(rows) == before + 1
    assert rows[0]["command"].split()[0] == words[0]
    assert rows[0]["changes"]
    undone = crm("undo", str(rows[0]["entry"]))
    assert undone.code == 0, undone.err
    assert crm("doctor").code == 0, crm("doctor").out


@pytest.mark.parametrize("verb", READS)
def test_a_read_leaves_the_file_as_it_is(crm: Inside, verb: str) -> None:
    before = crm.book.read_bytes()
    crm.must(*READS[verb])
    assert crm.book.read_bytes() == before
