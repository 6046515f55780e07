"""Sitting down to write: the book opened (made, where there is none), who works, which policy is in force."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from sqlmodel import Session

from crmcli.change.requests import request_of
from crmcli.change.service import Command, Writing, joining, recording
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.clock import system_zone_name
from crmcli.kit.errors import CrmError
from crmcli.kit.hooks import ask_hook, hook_path, run_hook
from crmcli.kit.i18n import _
from crmcli.kit.settings import config_folder
from crmcli.kit.storage.backups import last_backup, make_backup
from crmcli.kit.storage.migrating import create_book, migrate
from crmcli.kit.storage.reading import reading
from crmcli.policy.choosing import calendar_for, festivals_for, with_calendar_of_today
from crmcli.policy.queries import policy_in_force
from crmcli.policy.rules import Policy
from crmcli.staff.rules import ME, check_works
from crmcli.staff.service import ensure_staff, require_staff, require_working
from crmcli.staff.tables import Staff

if TYPE_CHECKING:
    from crmcli.policy.schema import Playbook


class Desk(NamedTuple):
    """What every service function works with."""

    writing: Writing
    me: Staff
    policy: Policy
    today: date
    now: str  # the moment with its offset

    @property
    def session(self) -> Session:
        """The SQLModel session of the command's one transaction."""
        return self.writing.session

    def wait_for(self, approval_id: int | None) -> None:
        """Something of this command waits for somebody else's yes: it ends with 6."""
        assert approval_id is not None
        if approval_id not in self.writing.waits_for:
            self.writing.waits_for.append(approval_id)

    @property
    def my_id(self) -> int:
        """The id of the staff member who works."""
        assert self.me.id is not None
        return self.me.id


def owner_meant(desk: Desk, typed: str) -> Staff:
    """The staff member of that name, or whoever works for `me`. Raises NotFound with the nearest names."""
    return desk.me if typed == ME else require_working(desk.writing, typed, desk.today)


MOST_CUSTOMERS_TOLD = 900
MOST_NUMBERS = 10
_MADE_ON = "made_on"


@contextmanager
def desk(run: Invocation, command: str, reason: str | None = None) -> Iterator[Desk]:
    """One command's transaction. `--dry-run` does everything on the book (or on a passing one) and keeps nothing."""
    if run.dry_run and run.book_missing:
        folder = tempfile.mkdtemp(prefix="crm-dry-run-")
        try:
            with _desk_at(run, os.path.join(folder, "crm.db"), command, reason) as sat:
                yield sat
        finally:
            shutil.rmtree(folder)
        run.say(_("A dry run: nothing was changed."))
        return
    if not run.dry_run:
        ask_hook(f"pre-{_hook_verb(command)}", _told(run, "pre", command), run.environ)
    with _desk_at(run, run.book_path, command, reason) as sat:
        yield sat
    if sat.writing.nobody_to_ask:
        run.warn(
            _("Nobody else on the staff may say yes, so it was done: crm team staff edit NAME --role ROLE")
        )
    if sat.writing.waits_for:
        run.waits = True
        say_waiting(run, sat.writing.waits_for, passing=run.dry_run)
    if run.dry_run:
        run.say(_("A dry run: nothing was changed."))
    else:
        _tell_hook(run, command, sat.writing)


def say_waiting(run: Invocation, numbers: Sequence[int], *, passing: bool) -> None:
    """Say which requests wait now; in a dry run none is kept."""
    if passing:
        run.warn(_("This would wait for somebody else's yes."))
        return
    shown = ", ".join(map(str, numbers[:MOST_NUMBERS])) + (" …" if len(numbers) > MOST_NUMBERS else "")
    run.warn(_("Waits for somebody else's yes: approval {numbers}.").format(numbers=shown))


def _hook_verb(command: str) -> str:
    """`contact add` is told to post-contact-add."""
    return command.replace(" ", "-")


def _told(run: Invocation, when: str, command: str) -> dict[str, object]:
    return {
        "hook": f"{when}-{_hook_verb(command)}",
        "command": command,
        "words": run.words,
        "by": run.actor_name,
        "at": run.clock.now().isoformat(),
        "book": run.book_path,
    }


def _tell_hook(run: Invocation, command: str, writing: Writing) -> None:
    """A post-hook that fails is reported; what was done stays done."""
    path = hook_path(f"post-{_hook_verb(command)}", run.environ)
    changes = writing.changes() if path is not None else []
    if path is None or not changes:
        return
    told = {**_told(run, "post", command), "customers": _customers(run, changes), "changes": changes}

    def tell() -> None:
        complaint = run_hook(path, told, run.environ)
        if complaint is not None:
            run.warn(complaint)

    # Inside a transaction of several commands nothing has happened before it ends.
    run.joined.afterwards.append(tell) if run.joined else tell()


def _customers(run: Invocation, changes: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Code and name of the customers that were touched, a thousand at the most."""
    ids = set()
    for change in changes:
        row = change["after"] or change["before"] or {}
        ids.add(change["row_id"] if change["table"] == "customer" else row.get("customer_id"))
    known = [identity for identity in ids if identity is not None][:MOST_CUSTOMERS_TOLD]
    places = ", ".join("?" * len(known))
    with run.reading() as book:
        rows = book.execute(f"select code, name from customer where id in ({places}) order by code", known)
        return [{"code": code, "name": name} for code, name in rows]


@contextmanager
def _desk_at(run: Invocation, path: str, command: str, reason: str | None) -> Iterator[Desk]:
    now = run.clock.now().isoformat()
    told = Command(command, run.actor_name, now, reason, run.dry_run, request_of(run))
    if run.joined is None and path not in run.opened:
        open_book(run, path, now)
        run.opened.add(path)
    with joining(run.joined.session, told) if run.joined else recording(path, told) as writing:
        policy = with_calendar_of_today(run, policy_in_force(writing.reading()))
        # Alone, whoever sits down works here; in a team a wrong name must not become a colleague.
        me = (require_staff if policy.team.together else ensure_staff)(writing, run.actor_name)
        check_works(me.name, me.left_on, run.today)
        yield Desk(writing, me, policy, run.today, now)


def open_book(run: Invocation, path: str, now: str) -> None:
    """Make the book where there is none, bring an old one up to date, and see that a policy is in force."""
    # The playbook first: a wrong one is refused before there is a book without a policy.
    playbook = None if os.path.lexists(path) else _chosen_playbook(run)
    if playbook is not None and create_book(path):
        if not run.dry_run:
            run.say(_("Made a new book: {path}").format(path=path))
    else:
        migrate(path)
        if _has_policy(path):
            back_up_daily(run, path, now)
            return
    with recording(path, Command("init", run.actor_name, now)) as writing:
        writing.set_setting("time_zone", system_zone_name() or "")
        writing.set_setting(_MADE_ON, now[:10])
        writing.set_setting("next_customer_number", "1")
        writing.set_setting("book_id", uuid4().hex)
        playbook = playbook or _chosen_playbook(run)
        calendar = calendar_for(run, playbook.workdays_a_week)
        # Most writes find a policy in force, and need not load what reads and keeps one.
        from crmcli.policy.service import compile_policy

        compile_policy(writing, playbook, calendar, festivals_for(run))


def back_up_daily(run: Invocation, path: str, now: str) -> None:
    """A backup before the first write of a day. One that cannot be made is said and keeps nobody from working."""
    if run.dry_run or not _wants_backup(path, now[:10]):
        return
    try:
        backup = make_backup(path, datetime.fromisoformat(now), "daily")
    except CrmError as error:
        run.warn(_("Today's backup could not be made: {why}").format(why=error))
        return
    run.say(_("Backed up for today: {path}").format(path=backup.path))


def back_up_before(run: Invocation, kind: str) -> None:
    """A backup before something large. Raises BookUnusable where it cannot be made: then nothing is to be done."""
    if not run.dry_run and not run.book_missing and run.joined is None:
        backup = make_backup(run.book_path, run.clock.now(), kind)
        run.say(_("Backed up before: {path}").format(path=backup.path))


def _wants_backup(path: str, day: str) -> bool:
    """A book of today has nothing to lose yet, a demonstration never."""
    last = last_backup(path)
    if last is not None and last.made_at.date().isoformat() == day:
        return False
    with reading(path) as book:
        query = "select key, value from book_setting where key in (?, 'demonstration')"
        known = dict(book.execute(query, (_MADE_ON,)))
    return known.get(_MADE_ON) != day and "demonstration" not in known


def _chosen_playbook(run: Invocation) -> "Playbook":
    from crmcli.policy.schema import load_playbook

    return load_playbook(run.settings.playbook, os.path.join(config_folder(run.environ), "playbooks"))


def _has_policy(path: str) -> bool:
    with reading(path) as connection:
        return connection.execute("select 1 from policy_value limit 1").fetchone() is not None
