"""What an entry is told to have touched."""

from contextlib import closing

from crmcli.customer.tables import CustomerNote
from crmcli.history.queries import touched_by
from crmcli.intake.service import NewCustomer, register_customer
from tests.desk import Desks


def test_a_range_is_told_even_where_the_same_entry_changed_its_first_row(desks: Desks) -> None:
    with desks(command="import") as at:
        customer = register_customer(at, NewCustomer({"name": "王小明"}, at.my_id))
        at.session.flush()
        note = {"customer_id": customer.id, "noted_at": at.now, "by_id": at.my_id}
        ids = at.writing.insert_rows(CustomerNote, [{**note, "text": "甲"}, {**note, "text": "乙"}])
        first = at.session.get(CustomerNote, ids[0])
        assert first is not None
        first.text = "丙"
    with closing(desks.connect()) as book:
        (entry_id,) = book.execute("select max(id) from change_entry").fetchone()
        notes = [one for one in touched_by(book, entry_id) if one.table == "customer_note"]
    assert [(one.row_id, one.last_row_id) for one in notes] == [(ids[0], ids[-1]), (ids[0], None)]
    assert (notes[0].after, (notes[1].after or {})["text"]) == (None, "丙")
