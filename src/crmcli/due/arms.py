"""The arms of the due list: where each kind of item comes from, and what a row of it says."""

from __future__ import annotations

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from typing import Any

    Row = tuple[Any, ...]  # one row: KEYS, and behind them what only people read

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
# Behind the keys: the words of an arm that has them, and the name in Chinese where it is not the same.
WORDS_EN, WORDS_ZH, NAME_ZH = range(len(KEYS), len(KEYS) + 3)

NO_DEADLINE = "9999-12-31"


class Arm:
    """Where a kind of item comes from: its view, and how the view's dates are asked for.

    `column` is indexed and lies `shift` days before the due date. A row enters the list at most `lead_days` before
    it is due; None: whenever it says. `worded`: the view has the words for people in both languages. `table`: where its
    rows lie among those of other kinds; `shared`: so they do in the view. `expiring`: what was not done on its day is
    over, and never late; a customer has a row for each day to come, of which the next one counts.
    """

    __slots__ = ("column", "expiring", "lead_days", "shared", "shift", "table", "view", "worded")

    def __init__(
        self,
        view: str,
        column: str = "due_on",
        *,
        shift: int = 0,
        lead_days: int | None = 0,
        worded: bool = False,
        table: str | None = None,
        shared: bool = False,
        expiring: bool = False,
    ) -> None:
        self.view = view
        self.column = column
        self.shift = shift
        self.lead_days = lead_days
        self.worded = worded
        self.table = table
        self.shared = shared
        self.expiring = expiring


def _duty(lead_days: int | None = 0, *, expiring: bool = False) -> Arm:
    return Arm("due_duty", lead_days=lead_days, worded=True, table="duty", shared=True, expiring=expiring)


def _papers(view: str, lead_days: int | None) -> Arm:
    return Arm(view, lead_days=lead_days, worded=True, table="checklist_due")


MOST_CARD_DAYS = 60  # as many as a playbook may say before a card is to be confirmed
MOST_GREETING_DAYS = 30  # as many as a playbook may say before a day on which somebody is greeted


ARMS = {
    "follow_up": Arm("due_follow_up"),
    "first_follow_up": Arm("due_first_follow_up", lead_days=None),
    "grade_missing": Arm("due_grade_missing"),
    "close_date_passed": Arm("due_close_date_passed", "expected_close_on", shift=1),
    "checklist": _papers("due_checklist", lead_days=None),
    "document_expiry": _papers("due_document_expiry", lead_days=30),
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

_OWNER = "(select name from staff s where s.id = d.owner_id)"
_COLUMNS = """
d.kind, d.code, d.name, d.grade, {owner}, d.visible_on, d.due_on, 0, d.title,
(select number || case extension when '' then '' else '-' || extension end
   from customer_phone p where p.customer_id = d.customer_id order by rank, id limit 1),
d.amount_fen, (select last_contact_on from customer c where c.id = d.customer_id),
(select summary from visit v where v.customer_id = d.customer_id order by contact_on desc, id desc limit 1),
{more}
"""
_OF_DUTIES = _COLUMNS.format(owner=f"coalesce(d.branch, {_OWNER})", more="d.words_en, d.words_zh, d.name_zh")
_OF_WORDED = _COLUMNS.format(owner=_OWNER, more="d.words_en, d.words_zh, null")
_OF_CARDS = _COLUMNS.format(owner=_OWNER, more="null, null, null")
# The plus keeps SQLite from the index of owners, behind which everything would be sorted.
_THEIR_OWN = "+d.owner_id in (select id from staff where name = ? collate nocase)"
_THEIR_BRANCH = "d.branch in (select branch from staff where name = ? collate nocase)"
_THEIRS = f"case when d.branch is null then {_THEIR_OWN} else {_THEIR_BRANCH} end"


def columns_of(kind: str) -> str:
    """What is selected of a kind: KEYS, and what stands behind them."""
    arm = ARMS[kind]
    return _OF_DUTIES if arm.shared else _OF_WORDED if arm.worded else _OF_CARDS


def whose(kind: str) -> str:
    """The condition that an item is somebody's, by the name; what is for a branch is everybody's there."""
    return _THEIRS if ARMS[kind].shared else _THEIR_OWN


def has_deadline(row: Row) -> bool:
    """Whether a row is late after its due date: a checklist need not be."""
    return bool(row[DUE_ON] != NO_DEADLINE or row[KIND] != "checklist")
