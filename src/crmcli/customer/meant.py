"""Which customers a command means: one by a reference, or several by --where or codes on stdin."""

from __future__ import annotations

from crmcli.customer.queries import Match, customers_by_code, find_customers, nearest_names, others_with
from crmcli.kit.errors import Ambiguous, NotFound, UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_line

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from crmcli.kit.cli.invocation import Invocation
    from crmcli.kit.phones import Phone

REFERENCE_LIMIT = 300


def one_customer(run: Invocation, connection: sqlite3.Connection, typed: str) -> Match:
    """The customer that is meant. Raises NotFound with the nearest names, Ambiguous with the candidates."""
    words = clean_line(typed, REFERENCE_LIMIT).text
    found = find_customers(connection, words) if words else []
    if len(found) == 1:
        return found[0]
    if not found:
        near = nearest_names(connection, words)
        if near:
            raise NotFound(
                _("There is no customer {typed}. Nearest: {near}."),
                typed=words,
                near=", ".join(f"{match.name} ({match.code})" for match in near),
            )
        raise NotFound(_("There is no customer {typed}."), typed=words)
    return _chosen(run, words, found)


def _chosen(run: Invocation, words: str, found: Sequence[Match]) -> Match:
    lines = [describe(match) for match in found]
    if run.interactive:
        from crmcli.kit.cli.prompts import choose

        index = choose(_("Which one"), lines)
        if index is not None:
            return found[index]
    raise Ambiguous(_("{typed} may be any of these; say the code:"), lines, typed=words)


def say_who_has_it_too(
    run: Invocation, customer_id: int, phones: Iterable[Phone], numbers: Iterable[object] = ()
) -> None:
    """Name others with what was put on a card, mobiles and ID or licence numbers: `add` refuses, a change tells."""
    wanted = [phone.number for phone in phones if phone.kind == "mobile"] + [
        str(one) for one in numbers if one
    ]
    with run.reading() as book:
        others = {match.code: match for number in wanted for match in others_with(book, customer_id, number)}
    for match in others.values():
        run.say(
            _("{name} ({code}) has the same mobile, ID or licence number.").format(
                name=match.name, code=match.code
            )
        )


def describe(match: Match) -> str:
    """A line that tells a customer from its namesakes."""
    parts = [match.code, match.name, match.grade or "-"]
    if match.phone:
        from crmcli.kit.phone_wording import format_stored_phone

        parts.append(format_stored_phone(match.phone))
    if match.archived_on:
        parts.append(_("archived"))
    return "  ".join(parts)


def several_customers(
    run: Invocation, connection: sqlite3.Connection, typed: str | None, where: str | None
) -> tuple[list[Match], bool]:
    """The customers of a bulk command, and whether it is one (by --where or stdin) or a single reference."""
    if where is not None:
        if typed is not None:
            raise UsageRefused(_("Say either a customer or --where, not both."))
        return customers_where(run, connection, where), True
    if typed == "-":
        return _coded(connection, run.stdin_text().split()), True
    if typed is None:
        raise UsageRefused(_("Say which customer, or which ones with --where."))
    return [one_customer(run, connection, typed)], False


def customers_where(run: Invocation, connection: sqlite3.Connection, where: str) -> list[Match]:
    """The customers, archived ones left out, for which the expression holds."""
    from crmcli.customer.fields import customer_fields
    from crmcli.kit.where import compile_where

    condition = compile_where(where, customer_fields(connection, run.today), run.today)
    rows = connection.execute(
        "select id, code, name, phone, grade, archived_on, rev from customer_list l"
        f" where archived_on is null and ({condition.sql}) order by code",
        condition.parameters,
    )
    return [Match(*row) for row in rows]


def _coded(connection: sqlite3.Connection, words: Sequence[str]) -> list[Match]:
    matches = []
    for word in words:
        code = clean_line(word[:REFERENCE_LIMIT], REFERENCE_LIMIT).text
        found = customers_by_code(connection, code) if code else []
        if len(found) != 1:
            raise NotFound(
                _("There is no customer with the code {code}; nothing was changed."), code=code or "-"
            )
        matches.append(found[0])
    return list({match.customer_id: match for match in matches}.values())
