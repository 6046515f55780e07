"""The due list: one indexed query per section, arm and grade, merged in the promised order.

One query over the union of all arms would sort the whole backlog; these read only what is shown.
"""

from __future__ import annotations

from crmcli.kit.days import date

KEYS = (
    "kind",
    "code",
    "name",
    "grade",
    "owner",
    "visible_on",
    "due_on",
    "days_overdue",
    "title",
    "phone",
    "amount_fen",
    "last_contact_on",
    "last_summary",
)
(
    KIND,
    CODE,
    NAME,
    GRADE,
    OWNER,
    VISIBLE_ON,
    DUE_ON,
    DAYS_OVERDUE,
    TITLE,
    PHONE,
    AMOUNT,
    LAST_CONTACT_ON,
    LAST_SUMMARY,
) = range(len(KEYS))
WORDS_EN, WORDS_ZH = len(KEYS), len(KEYS) + 1  # behind the keys: the words of an arm that has them

NO_DEADLINE = "9999-12-31"


class Arm:
    """Where a kind of item comes from: its view, and how the view's dates are asked for.

    `column` is indexed and lies `shift` days before the due date. A row enters the list at most `lead_days` before
    it is due; None: whenever it says. `worded`: the view has the words for people in both languages.
    `shared`: the view has rows of other kinds too. `expiring`: what was not done on its day is over, and never late;
    a customer has a row for each day to come, of which the next one counts.
    """

    __slots__ = ("column", "expiring", "lead_days", "shared", "shift", "view", "worded")

    def __init__(
        self,
        view: str,
        column: str = "due_on",
        *,
        shift: int = 0,
        lead_days: int | None = 0,
        worded: bool = False,
        shared: bool = False,
        expiring: bool = False,
    ) -> None:
        self.view = view
        self.column = column
        self.shift = shift
        self.lead_days = lead_days
        self.worded = worded
        self.shared = shared
        self.expiring = expiring


def _duty(lead_days: int | None = 0, *, expiring: bool = False) -> Arm:
    return Arm("due_duty", lead_days=lead_days, worded=True, shared=True, expiring=expiring)


MOST_CARD_DAYS = 60  # as many as a playbook may say before a card is to be confirmed
MOST_GREETING_DAYS = 30  # as many as a playbook may say before a day on which somebody is greeted


ARMS = {
    "follow_up": Arm("due_follow_up"),
    "first_follow_up": Arm("due_first_follow_up", lead_days=None),
    "grade_missing": Arm("due_grade_missing"),
    "close_date_passed": Arm("due_close_date_passed", "expected_close_on", shift=1),
    "checklist": Arm("due_checklist", lead_days=None, worded=True),
    "document_expiry": Arm("due_document_expiry", lead_days=30, worded=True),
    "approval": _duty(),
    "handover": _duty(lead_days=None),
    "key_by_two": _duty(lead_days=7),
    "quarterly_visit": _duty(lead_days=14),
    "review": _duty(lead_days=14),
    "annotation": _duty(lead_days=None),
    "card": _duty(lead_days=None),
    "spot_check": _duty(lead_days=None),
    "card_review": _duty(lead_days=MOST_CARD_DAYS),
    "verification": _duty(lead_days=MOST_CARD_DAYS),
    "card_expiry": _duty(lead_days=30),
    "greeting": _duty(MOST_GREETING_DAYS, expiring=True),
    "first_visit_by_two": _duty(),
    "campaign": _duty(),
    "improvement": _duty(lead_days=None),
    "complaint": _duty(lead_days=None),
    "promise": _duty(lead_days=None),
}
_UNGRADED_ONLY = ("grade_missing",)  # arms without a row for a grade that the policy knows
_COLUMNS = """
d.kind, d.code, d.name, d.grade, (select name from staff s where s.id = d.owner_id), d.visible_on, d.due_on, 0, d.title,
(select number || case extension when '' then '' else '-' || extension end
   from customer_phone p where p.customer_id = d.customer_id order by rank, id limit 1),
d.amount_fen, (select last_contact_on from customer c where c.id = d.customer_id),
(select summary from visit v where v.customer_id = d.customer_id order by contact_on desc, id desc limit 1)
"""
_WORDS, _NO_WORDS = "d.words_en, d.words_zh", "null, null"
TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from typing import Any

    Row = tuple[Any, ...]  # one row: KEYS, and the words in both languages
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


def has_deadline(row: Row) -> bool:
    """Whether a row is late after its due date: a checklist need not be."""
    return bool(row[DUE_ON] != NO_DEADLINE or row[KIND] != "checklist")


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
            kinds = [kind for kind in present if grade not in known or kind not in _UNGRADED_ONLY]
            rows += _of_grade(book, asked, kinds, section, grade, wanted)
    return rows


def count_due(book: sqlite3.Connection, asked: Asked) -> int:
    """How many rows there are, the limit left aside."""
    total = 0
    grades = _grades(book, asked, _known_grades(book))
    places = " or ".join(["d.grade is ?"] * len(grades))
    for kind in _present(book, asked.kinds):
        narrowed = _condition(asked, kind, "all")
        if narrowed is None:
            continue
        condition, values = narrowed
        query = f"select count(*) from {ARMS[kind].view} d where {condition} and ({places})"
        total += book.execute(query, (*values, *grades)).fetchone()[0]
    return total if asked.limit is None else min(total, asked.limit)


def _present(book: sqlite3.Connection, kinds: Sequence[str]) -> list[str]:
    """The kinds of which there is anything: to ask of all is quicker than one question for each that is empty."""
    views = list(dict.fromkeys(ARMS[kind].view for kind in kinds if kind not in _UNGRADED_ONLY))
    empty = {view for view, there in zip(views, _exist(book, views), strict=True) if not there}
    present = [kind for kind in kinds if ARMS[kind].view not in empty]
    shared = [kind for kind in present if ARMS[kind].shared]
    found = _exist(book, [f"{ARMS[kind].view} where kind = ?" for kind in shared], shared)
    missing = {kind for kind, there in zip(shared, found, strict=True) if not there}
    return [kind for kind in present if kind not in missing]


def _exist(book: sqlite3.Connection, sources: Sequence[str], values: Sequence[str] = ()) -> Sequence[int]:
    """Whether each has a row."""
    tests = ", ".join(f"exists (select 1 from {source})" for source in sources)
    return book.execute(f"select {tests}", values).fetchone() if sources else ()


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
        f"select {_COLUMNS}, {_WORDS if arm.worded else _NO_WORDS} from {arm.view} d"
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
        # The plus keeps SQLite from the index of owners, behind which everything would be sorted.
        tests.append("+d.owner_id in (select id from staff where name = ? collate nocase)")
        values.append(asked.owner)
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


def several_owners(book: sqlite3.Connection) -> bool:
    """Whether the book's customers belong to more than one person."""
    lowest, highest = book.execute(
        "select (select min(owner_id) from customer), (select max(owner_id) from customer)"
    ).fetchone()
    return bool(lowest != highest)
