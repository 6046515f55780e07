"""A playbook of somebody's own goes with an export of everything, as it was compiled into the book."""

from sqlite3 import Connection

from crmcli.kit.errors import NotFound

KEY = "playbook_definition"


def playbook_ending(book: Connection) -> str:
    """What an object of everything ends with: the playbook in force, where it is not as the program brings it."""
    own = _own_playbook(book)
    return f',\n"{KEY}": {own}' if own else ""


def _own_playbook(book: Connection) -> str | None:
    values = dict(
        book.execute("select key, value from policy_value where key in ('playbook', 'playbook_source')")
    )
    source = values.get("playbook_source")
    if source is None:
        return None
    from crmcli.policy.schema import load_playbook  # pydantic, which no other export needs

    try:
        shipped = load_playbook(values["playbook"], "").model_dump_json()
    except NotFound:
        shipped = None
    return None if source == shipped else str(source)
