"""An application for the demonstration: a transport company whose papers are late and not all there."""

from datetime import timedelta

from sqlmodel import select

from crmcli.checklist.loading import load_template
from crmcli.checklist.membership import Members
from crmcli.checklist.periods import Period
from crmcli.checklist.service import Came, NewChecklist, read_application, receive_papers, start_checklist
from crmcli.checklist.typed import TypedParty
from crmcli.customer.tables import Customer
from crmcli.kit.workdays import WorkCalendar
from crmcli.staff.desk import Desk

APPLIED_DAYS_AGO = 9
APPLICANT = "郑州顺达运输有限公司"
TEMPLATE = "transport-company"
PARTIES = (("legal-representative", "王强"), ("shareholder", "赵敏"))
THERE = (
    "organisation-code",
    "business-licence",
    "tax-registration",
    "vehicle-licences",
    "account-turnover",
    "payroll",
)


def open_application(at: Desk, calendar: WorkCalendar) -> None:
    """Start the checklist on the desk's day, and receive half of its papers on that day."""
    loaded = load_template(TEMPLATE, "")
    days = loaded.template.deadline_working_days or 1
    customer = at.session.exec(select(Customer).where(Customer.name == APPLICANT)).one()
    deadline = calendar.after(at.today, days), f"{days}wd"
    checklist = start_checklist(at, NewChecklist(customer, None, loaded, at.today, *deadline))
    members = Members(at, checklist, lambda name: load_template(name, ""))
    members.begin(customer.name, "company")
    for role, name in PARTIES:
        members.add(TypedParty(None, role, "person", name))
    came = Came(at.today, copies=3, period=Period(at.today - timedelta(days=400), at.today))
    lines = [line for line in read_application(at, checklist).standing.lines if line.item.name in THERE]
    receive_papers(at, checklist, [line.bundle.counting()[0] for line in lines], came)
