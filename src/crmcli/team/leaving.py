"""`crm team staff leave`: what was typed, done, and what is left to do."""

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import confirm
from crmcli.kit.cli.results import Text
from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _, _n
from crmcli.staff.desk import desk
from crmcli.staff.members import check_manages
from crmcli.staff.service import require_staff, require_working
from crmcli.team.service import leave


def leave_typed(run: Invocation, name: str, successor: str | None, on: str | None) -> Text:
    """Somebody leaves on a day; asked about on a terminal. One entry of the history, to be undone whole."""
    day = parse_date(on, run.today, "future") if on else run.today
    if not confirm(_("{name} leaves on {day}: go ahead?").format(name=name, day=describe_date(day))):
        raise RuleRefused(_("Nothing was changed."))
    with desk(run, "team staff leave") as at:
        check_manages(at)
        member = require_staff(at.writing, name)
        heir = require_working(at.writing, successor, run.today) if successor else None
        left = leave(at, member, day, heir)
        who, to = member.name, heir.name if heir else None
    if left.codes:
        sentence = _n(
            "{count} customer passes to {to}, who says so by {day}: crm due --kind handover",
            "{count} customers pass to {to}, who tells each by {day}: crm due --kind handover",
            len(left.codes),
        )
        run.say(sentence.format(count=len(left.codes), to=to, day=describe_date(day)))
    return Text(
        _("{name} leaves on {day}").format(name=who, day=describe_date(day)),
        {"name": who, "left_on": day.isoformat(), "successor": to, "customers": left.customers},
    )
