"""The due list: one indexed query per section, arm and grade, merged in the promised order.

One query over the union of all arms would sort the whole backlog; these read only what is shown.
"""

from __future__ import annotations

from crmcli.due.arms import AMOUNT, ARMS, CODE, DAYS_OVERDUE, DUE_ON, KIND, OWNER, columns_of, whose
from crmcli.kit.days import date

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from crmcli.due.arms import Row
_UNGRADED_ONLY = ("grade_missing",)  # arms without a row for a grade that the policy knows
SECTIONS = ("overdue", "today", "later")


class Asked:
    """What the list is asked for: the window, and what it is narrowed to."""

    __slots__ = ("grades", "kinds", "late_only", "limit", "owner", "since", "today", "until")

    def __init__(
        self,
        today: date,
        until: date,
        *,
        since: date | None = None,
        late_only: bool = False,
        kinds: Sequence[str] = (),
        grades: Sequence[str | None] | None = None,
        owner: str | None = None,
        limit: int | None = None,
    ) -> None:
        self.today = today
        self.until = until
        self.since = since
        self.late_only = late_only
        self.kinds = tuple(dict.fromkeys(kinds)) or tuple(ARMS)
        self.grades = grades
        self.owner = owner
        self.limit = limit

    @property
    def narrowed(self) -> bool:
        """Whether an empty answer says nothing of what else is due."""
        return bool(self.grades is not None or self.owner or self.since or self.limit == 0) or len(
            self.kinds
        ) < len(ARMS)


def due_rows(book: sqlite3.Connection, asked: Asked) -> list[Row]:
    """Rows of KEYS: overdue, today, later; in each by grade, longest overdue (later: soonest), amount, code."""
    rows: list[Row] = []
    known = _known_grades(book)
    grades = _grades(book, asked, known)
    present = _present(book, asked.kinds)
    for section in ("overdue",) if asked.late_only else SECTIONS:
        for grade in grades:
            wanted = None if asked.limit is None else asked.limit - len(rows)
            if wanted is not None and wanted <= 0:
                return rows
            rows += _of_grade(book, asked, _kinds_of(grade, known, present), section, grade, wanted)
    return rows


def count_due(book: sqlite3.Connection, asked: Asked) -> int:
    """How many rows there are, the limit left aside: grade by grade, so that each is one stretch of an index."""
    total = 0
    known = _known_grades(book)
    present = _present(book, asked.kinds)
    for grade in _grades(book, asked, known):
        for kind in _kinds_of(grade, known, present):
            narrowed = _condition(asked, kind, "all")
            if narrowed is None:
                continue
            condition, values = narrowed
            query = f"select count(*) from {ARMS[kind].view} d where d.grade is ? and {condition}"
            total += book.execute(query, (grade, *values)).fetchone()[0]
    return total if asked.limit is None else min(total, asked.limit)


def _kinds_of(grade: str | None, known: Sequence[str | None], present: Sequence[str]) -> list[str]:
    """The kinds of which there may be rows of that grade."""
    return [kind for kind in present if grade not in known or kind not in _UNGRADED_ONLY]


def _present(book: sqlite3.Connection, kinds: Sequence[str]) -> list[str]:
    """The kinds of which there is anything: to find out is quicker than a question for each that is empty."""
    tables = dict.fromkeys([ARMS[kind].table for kind in kinds if ARMS[kind].table])
    there = {kind for table in tables for kind in _kinds_in(book, table)}
    own = [kind for kind in kinds if not ARMS[kind].table and kind not in _UNGRADED_ONLY]
    there.update([kind for kind, found in zip(own, _exist(book, own), strict=True) if found])
    return [kind for kind in kinds if kind in there or kind in _UNGRADED_ONLY]


def _kinds_in(book: sqlite3.Connection, table: str | None) -> Iterator[str]:
    """From one to the next along the index, past all the rows of each."""
    kind = ""
    while found := book.execute(
        f"select kind from {table} where kind > ? order by kind limit 1", (kind,)
    ).fetchone():
        (kind,) = found
        yield kind


def _exist(book: sqlite3.Connection, kinds: Sequence[str]) -> Sequence[int]:
    """Whether the view of each has a row."""
    tests = ", ".join([f"exists (select 1 from {ARMS[kind].view})" for kind in kinds])
    return book.execute(f"select {tests}").fetchone() if kinds else ()


def _known_grades(book: sqlite3.Connection) -> list[str | None]:
    return [letter for (letter,) in book.execute("select letter from policy_grade order by rank")]


def _grades(book: sqlite3.Connection, asked: Asked, known: list[str | None]) -> list[str | None]:
    """The grades of the list, best first; then those of an earlier playbook, then none."""
    if asked.grades is not None:
        return list(asked.grades)
    retired = book.execute("select value from policy_value where key = 'retired_grades'").fetchone()
    return [*known, *(retired[0].split() if retired else ()), None]


def _of_grade(
    book: sqlite3.Connection,
    asked: Asked,
    kinds: Sequence[str],
    section: str,
    grade: str | None,
    wanted: int | None,
) -> list[Row]:
    found: list[Row] = []
    for kind in kinds:
        found += _of_arm(book, asked, kind, section, grade, wanted)
    if len(kinds) > 1:
        found.sort(key=_place)
    return found if wanted is None else found[:wanted]


def _place(row: Row) -> tuple[object, ...]:
    """Where a row stands among those of its section and grade; SQL puts an amount nobody knows last too."""
    amount = row[AMOUNT]
    return row[DUE_ON], amount is None, -(amount or 0), row[CODE], row[KIND]


def _of_arm(
    book: sqlite3.Connection, asked: Asked, kind: str, section: str, grade: str | None, wanted: int | None
) -> Iterator[Row]:
    arm = ARMS[kind]
    narrowed = _condition(asked, kind, section)
    if narrowed is None:
        return
    condition, values = narrowed
    query = (
        f"select {columns_of(kind)} from {arm.view} d"
        f" where d.grade is ? and {condition} order by d.{arm.column}, d.amount_fen desc, d.code limit ?"
    )
    today = asked.today.toordinal()
    for row in book.execute(query, (grade, *values, -1 if wanted is None else wanted)):
        days_overdue = today - date.fromisoformat(row[DUE_ON]).toordinal()
        yield (*row[:DAYS_OVERDUE], days_overdue, *row[DAYS_OVERDUE + 1 :])


def _condition(asked: Asked, kind: str, section: str) -> tuple[str, list[str]] | None:
    """SQL and values for one arm in one section (`all`: every section together); None where no day is left."""
    arm = ARMS[kind]
    first, last = _due_days(asked, section)
    if arm.expiring:
        first = max(first, asked.today.toordinal())
    if arm.lead_days is not None:
        last = min(last, asked.until.toordinal() + arm.lead_days, _LAST_DAY)
    if first > last:
        return None
    # Both bounds always: the words are then the same for every section and grade, and are prepared once.
    ends = [(">=", first)] * (section != "all" or first > _FIRST_DAY) + [("<=", last)]
    tests = ["d.kind = ?"] * arm.shared + [f"d.{arm.column} {sign} ?" for sign, _day in ends]
    days = [date.fromordinal(max(day - arm.shift, _FIRST_DAY)).isoformat() for _sign, day in ends]
    values = [kind] * arm.shared + days
    if arm.lead_days != 0:
        # Elsewhere it is the due date again; with two tests on one side SQLite may read the whole backlog.
        tests.append("d.visible_on <= ?")
        values.append(asked.until.isoformat())
    if arm.expiring:
        tests.append(_NEXT_ONE)
        values.append(asked.today.isoformat())
    if asked.owner is not None:
        test = whose(kind)
        tests.append(test)
        values += [asked.owner] * test.count("?")
    return " and ".join(tests), values


_NEXT_ONE = (
    "not exists (select 1 from duty e where e.customer_id = d.customer_id and e.kind = d.kind"
    " and e.due_on >= ? and e.due_on < d.due_on)"
)
_FIRST_DAY, _LAST_DAY = date.min.toordinal(), date.max.toordinal()


def _due_days(asked: Asked, section: str) -> tuple[int, int]:
    """The first and the last day, as ordinals, on which what belongs to a section is due."""
    today = asked.today.toordinal()
    first, last = {
        "overdue": (_FIRST_DAY, today - 1),
        "today": (today, today),
        "later": (today + 1, _LAST_DAY),
        "all": (_FIRST_DAY, today - 1 if asked.late_only else _LAST_DAY),
    }[section]
    return max(first, asked.since.toordinal()) if asked.since else first, last


def several_owners(book: sqlite3.Connection, rows: Sequence[Row], owner: str | None) -> bool:
    """Whether it is to be said whose each is: these rows, or the customers of the book where it is asked for all, are
    not of one alone.
    """
    if len({row[OWNER] for row in rows}) > 1:
        return True
    if owner is not None:
        return False
    lowest, highest = book.execute(
        "select (select min(owner_id) from customer), (select max(owner_id) from customer)"
    ).fetchone()
    return bool(lowest != highest)
