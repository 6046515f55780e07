"""The commands that faults are injected in, the folder each begins with, and what must hold however it ends."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from crmcli.kit.storage.migrating import _execute
from crmcli.kit.storage.schema import APPLICATION_ID
from tests.faults.injecting import Ended, Point, Victims, copied
from tests.inside import Inside
from tests.program import Program

ENVIRON = {
    "CRM_TODAY": "2026-11-22T09:30:00",
    "CRM_USER": "lily",
    "TZ": "Asia/Shanghai",
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "HOME": "/nonexistent",
    "XDG_CONFIG_HOME": "/nonexistent/config",
    "XDG_DATA_HOME": "/nonexistent/data",
}
KEY = "retry-1"
FIRST_MIGRATION = Path(__file__).parents[2] / "src/crmcli/kit/storage/migrations/0001_customer_book.sql"
BACKUP = "copy.db"


class Scenario(NamedTuple):
    """A command, what its folder holds before, and whether a retry under its key must come to the same end."""

    name: str
    words: Sequence[str]
    prepare: Callable[[Inside, Path], None]
    retries: bool = True


def _sample(crm: Inside, folder: Path) -> None:
    """A book with some customers, and a file of more."""
    for number in range(6):
        crm.add(
            f"客户{number}", "--phone", f"1380000000{number}", "--grade", "B", "--contact", f"联系人{number}"
        )
    lines = [f"新客户{number},1390000{number:04},B,第{number}条备注" for number in range(60)]
    (folder / "more.csv").write_text("姓名,手机,客户等级,备注\n" + "\n".join(lines) + "\n", encoding="utf-8")


def _imported(crm: Inside, folder: Path) -> None:
    _sample(crm, folder)
    crm.must("import", folder / "more.csv")


def _backed_up(crm: Inside, folder: Path) -> None:
    _sample(crm, folder)
    crm.must("backup", folder / BACKUP)
    crm.add("备份之后")


def _old(crm: Inside, folder: Path) -> None:
    """The same book as the first version would have left it."""
    _sample(crm, folder)
    new = folder / "new.db"
    crm.book.rename(new)
    crm.book.touch(0o600)
    with closing(sqlite3.connect(crm.book, isolation_level=None)) as book:
        book.execute(f"pragma application_id = {APPLICATION_ID}")
        book.execute("attach ? as new", (str(new),))
        book.execute("begin")
        _execute(book, FIRST_MIGRATION.read_text(encoding="utf-8"))
        for (table,) in book.execute("select name from main.sqlite_master where type = 'table'").fetchall():
            names = ", ".join(f'"{row[1]}"' for row in book.execute(f'pragma main.table_info("{table}")'))
            book.execute(f'insert into main."{table}" ({names}) select {names} from new."{table}"')
        book.execute("pragma user_version = 1")
        book.execute("commit")
    new.unlink()


SCENARIOS = (
    Scenario("visit", ["visit", "C0001", "谈了价格", "--grade", "A"], _sample),
    Scenario(
        "edit", ["edit", "C0002", "--name", "新名字", "--region", "郑州", "--set", "车型=挂车"], _sample
    ),
    Scenario("import", ["import", "more.csv"], _sample),
    Scenario("undo", ["undo"], _imported),
    Scenario("backup", ["backup", BACKUP], _backed_up, retries=False),
    Scenario("restore", ["restore", BACKUP], _backed_up, retries=False),
    Scenario("migrate", ["list"], _old, retries=False),
)


class Ground:
    """A scenario made ready: its folder, the book before and after, and the judgement of a strike."""

    def __init__(self, scenario: Scenario, victims: Victims, place: Path) -> None:
        self.scenario = scenario
        self.victims = victims
        self.place = place
        self.start = self._prepare()
        self.words = [*scenario.words, *(["--request-id", KEY] if scenario.retries else [])]
        with copied(self.start, place) as folder:
            victims.warm_up(folder, self.words)
        self.before = content(self.start / "crm.db")
        with copied(self.start, place) as folder:
            self.undisturbed, self.points = victims.calls(folder, self.words)
            assert self.undisturbed.code == 0, self.undisturbed.err
            self.after = content(folder / "crm.db")

    def _prepare(self) -> Path:
        folder = self.place / "start"
        folder.mkdir(mode=0o700)
        crm = Inside(Program(self.place))
        crm.environ |= ENVIRON | {"CRM_DB": str(folder / "crm.db")}
        self.scenario.prepare(_at(crm, folder / "crm.db"), folder)
        return folder

    def strike(self, point: Point, weak: str | None = None) -> tuple[bool, str | None]:
        """Whether the fault came about, and what was wrong afterwards."""
        with copied(self.start, self.place) as folder:
            ended = self.victims.strike(folder, self.words, point, weak)
            wrong = self._wrong(folder, ended, point) if ended.hit else None
            if ended.hit and wrong is None and weak is None and point.error is None:
                wrong = self._wrong_after_retry(folder)
            return ended.hit, wrong

    def _wrong(self, folder: Path, ended: Ended, point: Point) -> str | None:
        try:
            now = content(folder / "crm.db")
        except (sqlite3.Error, AssertionError) as error:
            return f"the book is damaged: {error}"
        if now not in (self.before, self.after):
            return "the command is half done"
        acknowledged = ended.code == 0 or (point.error is None and ended.out == self.undisturbed.out)
        if acknowledged and ended.out and now != self.after:
            return "it was reported done and is not"
        return self._wrong_copy(folder) or (_wrong_words(ended) if point.error is not None else None)

    def _wrong_copy(self, folder: Path) -> str | None:
        """A backup is the old one or a whole new one."""
        if not (self.start / BACKUP).exists():
            return None
        try:
            content(folder / BACKUP)
        except (sqlite3.Error, AssertionError) as error:
            return f"the backup is damaged: {error}"
        return None

    def _wrong_after_retry(self, folder: Path) -> str | None:
        ended = self.victims.run(folder, self.words)
        if ended.code != 0:
            return f"a retry fails with {ended.code}: {ended.err}"
        if self.scenario.retries and content(folder / "crm.db") != self.after:
            return "a retry comes to another end"
        return None


def _at(crm: Inside, book: Path) -> Inside:
    class _There(Inside):
        @property
        def book(self) -> Path:
            return book

    there = _There(crm.program)
    there.environ = crm.environ
    return there


def _wrong_words(ended: Ended) -> str | None:
    if "Traceback" in ended.err:
        return f"a traceback: {ended.err[-300:]}"
    if ended.code not in (0, 5, 7, 75):  # 5: the file to import cannot be read
        return f"exit {ended.code}: {ended.err}"
    if ended.code != 0 and len(ended.err.strip().removeprefix("crm:").strip()) < 10:
        return "no word of what went wrong"
    return None


def content(path: Path) -> str:
    """A digest of every row of a book, found whole by SQLite. Raises sqlite3.Error, AssertionError."""
    with closing(sqlite3.connect(path)) as book:
        assert book.execute("pragma integrity_check").fetchone() == ("ok",)
        assert book.execute("pragma foreign_key_check").fetchall() == []
        told: dict[str, Any] = {"version": book.execute("pragma user_version").fetchone()[0]}
        tables = book.execute("select name from sqlite_master where type = 'table' order by name").fetchall()
        for (table,) in tables:
            told[table] = sorted(map(repr, book.execute(f'select * from "{table}"')))
        told["objects"] = book.execute("select count(*) from sqlite_master").fetchone()[0]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
