"""Every write of every command leaves one entry that can be undone; what reads leaves the file as it is."""

from pathlib import Path

import pytest

from crmcli.app import VERBS
from tests.inside import Inside
from tests.program import Program

# Each line carries out one write of a command, in a book with 王小明 (grade B, a person 李四) and 李丽.
WRITES: dict[str, tuple[tuple[str, ...], ...]] = {
    "visit": (("visit", "王小明", "谈了价格", "--grade", "A", "--with", "主管周"),),
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
    "plan": (("plan", "--per-day", "1"),),
    "checklist": (
        ("checklist", "start", "王小明", "loan-1-person"),
        ("checklist", "receive", "李丽", "1"),
        ("checklist", "waive", "李丽", "2", "--reason", "不需要"),
    ),
    "merge": (("merge", "王小明", "李丽", "--prefer", "a"),),
    "undo": (("undo",),),
    "import": (("import", "more.csv"),),
    "playbook": (("playbook", "use", "real-estate"), ("playbook", "use", "property")),
    "team": (("team", "staff", "add", "孙经理"),),
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
    crm.must("visit", "李丽", "谈过", "--at", "2026-10-01")
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
