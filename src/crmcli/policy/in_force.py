"""What lists ask of the policy in force, without building all of it."""

from __future__ import annotations

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3


def is_team(book: sqlite3.Connection) -> bool:
    """Whether several people sell together, by the rules of a team."""
    found = book.execute("select value from policy_value where key = 'policy'").fetchone()
    return found is not None and found[0] == "team"


def letters_in_force(book: sqlite3.Connection) -> tuple[str, ...]:
    """The grades there are, best first; those of the shipped general policy where there is no book yet."""
    letters = tuple(letter for (letter,) in book.execute("select letter from policy_grade order by rank"))
    if letters:
        return letters
    from crmcli.policy.queries import policy_in_force

    return policy_in_force(book).letters
