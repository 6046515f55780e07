"""A demonstration book: thirty customers with a history that ends today, some of them left waiting too long."""

import os
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from crmcli.admin.demonstrated_papers import APPLIED_DAYS_AGO, open_application
from crmcli.admin.demonstrated_wants import add_wants
from crmcli.customer.card import Typing, parse_field
from crmcli.customer.tables import Customer
from crmcli.deal.service import close_deal
from crmcli.due.queries import Asked, due_rows
from crmcli.due.wording import people_listing
from crmcli.intake.service import NewCustomer, register_customer
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import RuleRefused
from crmcli.kit.formats import Listing
from crmcli.kit.i18n import _
from crmcli.kit.phones import parse_phone
from crmcli.kit.settings import default_book
from crmcli.kit.storage.reading import reading
from crmcli.policy.choosing import calendar_for
from crmcli.policy.schema import load_playbook
from crmcli.policy.service import compile_policy
from crmcli.staff.desk import Desk, desk
from crmcli.staff.service import ensure_staff
from crmcli.visit.service import NewVisit, log_visit

SEED = 20261122
LINE = "retail"
OWNERS = ("刘燕", "陈晓东")
REGIONS = ("郑州", "洛阳", "西安", "武汉")
INDUSTRIES = ("运输", "建材", "制造", "批发零售", "医疗")
SOURCES = ("朋友介绍", "展会", "网络", "老客户推荐", "路过")
PEOPLE = (
    "王小明", "李丽", "赵婷", "孙浩然", "周敏", "吴强", "郑洁", "冯磊",
    "陈佳怡", "褚建国", "卫东", "欧阳静", "单雄信", "曾丽", "解晓东",
)  # fmt: skip
COMPANIES = (
    "河南华信商贸有限公司", "金桥物流", "洛阳永磁电机有限公司",
    "西安百川建材有限责任公司", "武汉东方嘉禾医疗器械有限公司", "郑州顺达运输有限公司",
    "中原重工集团", "星河信息技术有限公司", "瑞丰餐饮管理有限公司",
    "天诚置业股份有限公司", "安捷电子厂", "宏远汽车运输队合作社",
    "利民超市", "博雅印刷厂", "众合机电设备有限公司",
)  # fmt: skip
TALKS = (
    ("谈了价格，对方要比较两家", "带新报价"),
    ("看过样品，等总经理定", "问总经理的意见"),
    ("问了交货期，已答复两周", "确认交货日期"),
    ("合同已发，待盖章", "取回合同"),
    ("首次来访，介绍了产品", None),
    ("对账期有顾虑", "带账期方案"),
)
NEEDS = {"A": "target", "B": "target", "C": "target", "D": "potential", "E": "none"}
CLOSES_IN_DAYS = {"A": 20, "B": 70, "C": 150}
# How many days ago the last contact was: some in time, some waiting too long.
LAST_CONTACT_DAYS_AGO = {
    "A": (0, 1, 3),
    "B": (2, 7, 9),
    "C": (4, 15, 26),
    "D": (12, 30, 44),
    "E": (60, 85, 95),
}
NEW_DAYS_AGO = (0, 1, 3)  # customers without a grade have only just been registered


class _Sample(NamedTuple):
    name: str
    grade: str | None
    region: str
    industry: str
    source: str
    amount: str
    phone: str


def make_demonstration(run: Invocation, place: str | None) -> Listing:
    """Make the book anew, say where it is, give its due list. RuleRefused where another file stands there.

    It is built in a folder of its own and put in its place when it is whole; a dry run leaves it there to go.
    """
    path = place or os.path.join(os.path.dirname(default_book(run.environ)), "demo.db")
    _check_place(path)
    if not run.dry_run:
        os.makedirs(os.path.dirname(os.path.abspath(path)), mode=0o700, exist_ok=True)
    beside = None if run.dry_run else os.path.dirname(os.path.abspath(path))
    with tempfile.TemporaryDirectory(prefix=".crm-demo-", dir=beside) as folder:
        draft = os.path.join(folder, "demo.db")
        rows = _built(run, draft)
        if run.dry_run:
            run.say(_("A dry run: nothing was changed."))
        else:
            os.replace(draft, path)
            run.say(
                _("The demonstration book is {path}; look around with: {crm} --db {path} list").format(
                    path=path, crm=_typed_name()
                )
            )
    return people_listing(rows, run.today, owners=True)


def _built(run: Invocation, draft: str) -> list[Any]:
    """Make the book in `draft`; what is due in it."""
    making = run.line([])
    making.db, making.dry_run, making.quiet = draft, False, True
    with desk(making, "demo") as at:
        at.writing.set_setting("demonstration", "yes")
        at = _of_shops(run, at)
        chance = random.Random(SEED)
        for sample in _samples(chance):
            _live(at, sample, chance)
        add_wants(at)
        open_application(_on(at, run.today - timedelta(days=APPLIED_DAYS_AGO)), calendar_for(run, 5))
    with reading(draft) as book:
        return due_rows(book, Asked(run.today, run.today))


def _of_shops(run: Invocation, at: Desk) -> Desk:
    """The desk with a line of business whose cards have fields."""
    playbook = load_playbook(LINE, "")
    calendar = calendar_for(run, playbook.workdays_a_week)
    return at._replace(policy=compile_policy(at.writing, playbook, calendar))


def _typed_name() -> str:
    """How the person can call the program: `crm` where the shell finds it, else as it was called now."""
    return "crm" if shutil.which("crm") else sys.argv[0]


def _check_place(path: str) -> None:
    """Only an earlier demonstration may be replaced. Raises RuleRefused, BookUnusable."""
    if not os.path.lexists(path):
        return
    try:
        with reading(path) as book:
            marked = book.execute("select 1 from book_setting where key = 'demonstration'").fetchone()
    except sqlite3.Error:
        marked = None
    if not marked:
        raise RuleRefused(_("{path} is no demonstration book; it was left as it is."), path=path)


def _samples(chance: random.Random) -> Iterator[_Sample]:
    names = [*PEOPLE, *COMPANIES]
    chance.shuffle(names)
    grades = ["A", "B", "B", "C", "C", "D", "D", "E", None, "B"] * 3
    for name, grade in zip(names, grades, strict=True):
        yield _Sample(
            name,
            grade,
            chance.choice(REGIONS),
            chance.choice(INDUSTRIES),
            chance.choice(SOURCES),
            f"{chance.randint(2, 90)}万",
            f"13{chance.randint(100_000_000, 999_999_999)}",
        )


def _live(at: Desk, sample: _Sample, chance: random.Random) -> None:
    """One customer's story: registered some months ago, contacted now and then, last time some days ago."""
    at = at._replace(me=ensure_staff(at.writing, chance.choice(OWNERS)))
    ago = chance.choice(NEW_DAYS_AGO) if sample.grade is None else chance.randint(120, 400)
    registered = at.today - timedelta(days=ago)
    customer = _register(_on(at, registered), sample, chance)
    if sample.grade is None:
        return
    last = at.today - timedelta(days=chance.choice(LAST_CONTACT_DAYS_AGO[sample.grade]))
    days = sorted({registered + timedelta(days=chance.randint(1, 60)), last - timedelta(days=40), last})
    for day in days:
        if registered <= day <= last:
            _contact(_on(at, day), customer, sample, day, chance, agree=day == last)
    if sample.grade == "E" and chance.random() < 0.5:
        close_deal(
            _on(at, last), customer, "won", amount_fen=customer.amount_fen, closed_on=last, reason=None
        )


def _on(at: Desk, day: date) -> Desk:
    """The desk as it was on an earlier day."""
    return at._replace(today=day, now=f"{day}{at.now[10:]}")


def _register(at: Desk, sample: _Sample, chance: random.Random) -> Customer:
    typing = Typing(at.today)
    typed = {
        "name": sample.name,
        "region": sample.region,
        "industry": sample.industry,
        "source": sample.source,
    }
    if sample.grade is not None:
        typed |= {"need": NEEDS[sample.grade], "amount_fen": sample.amount}
    contacts = (chance.choice(PEOPLE),) if sample.name in COMPANIES else ()
    new = NewCustomer(
        {column: parse_field(column, text, typing) for column, text in typed.items()},
        at.my_id,
        sample.grade,
        [parse_phone(sample.phone)],
        contacts,
    )
    return register_customer(at, new)


def _contact(
    at: Desk, customer: Customer, sample: _Sample, day: date, chance: random.Random, *, agree: bool
) -> None:
    summary, topic = chance.choice(TALKS)
    if agree and sample.grade in CLOSES_IN_DAYS:
        customer.expected_close_on = day + timedelta(days=CLOSES_IN_DAYS[sample.grade])
    kind = chance.choice(("visit", "call", "wechat"))
    log_visit(
        at, customer, NewVisit(kind=kind, contact_on=day, summary=summary, topic=topic if agree else None)
    )
