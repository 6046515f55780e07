"""Whatever is set, unset and switched: no value is lost, and the history says how each came to be what it is."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.change.queries import entry_of
from crmcli.change.undoing import undo_entry
from crmcli.customer.card_fields import fields_of
from crmcli.customer.confirming import confirm_every_value, confirm_values
from crmcli.customer.field_values import FieldSetting, set_fields
from crmcli.field.naming import meant_field
from crmcli.field.types import Typing, type_of
from crmcli.kit.errors import CrmError
from crmcli.kit.workdays import WorkCalendar
from crmcli.playbook.service import apply_playbook
from crmcli.policy.fields import card_definition
from crmcli.policy.schema import load_playbook
from crmcli.staff.desk import Desk
from tests.desk import Desks, customer, register
from tests.examples import examples

PLAYBOOKS = ("general", "retail", "property", "b2b", "loan", "real-estate")
NAMES = (
    "营业面积", "floor_area", "车辆.0.车牌", "车辆.+.车牌", "车牌", "车辆.+.型号", "车辆", "购房用途", "零售业态",
    "注册资金", "年龄", "客户类型", "违规记录.+.日期", "学历", "自己的", "家庭.+.姓名", "爱好", "车辆.0",
)  # fmt: skip
VALUES = (
    "50",
    "约50",
    "自己住、投资",
    "投资",
    "便利店",
    "3万",
    "本科",
    "bachelor",
    "业主",
    "2026-10-01",
    "沪A12345",
    "",
)
STEPS = st.one_of(
    st.tuples(st.just("set"), st.sampled_from(NAMES), st.sampled_from(VALUES)),
    st.tuples(st.just("playbook"), st.sampled_from(PLAYBOOKS), st.just("")),
    st.tuples(st.just("verify"), st.sampled_from(NAMES), st.just("")),
    st.tuples(st.just("verify"), st.just(""), st.just("")),
)


def say(at: Desk, name: str, value: str) -> None:
    """`--set NAME=VALUE`, whatever the playbook makes of it."""
    meant = meant_field(card_definition(at.writing.reading()), name)
    if meant is None or meant.field.retired:
        setting = FieldSetting(None, name, [value] if value else [])
    else:
        values = type_of(meant.leaf).parse(value, meant.leaf, Typing(at.today)) if value else []
        setting = FieldSetting(meant, meant.leaf.key, values)
    set_fields(at, customer(at), [setting])


def verify(at: Desk, name: str) -> None:
    """`crm card verify CUSTOMER NAME`; without a name the whole card."""
    if name:
        confirm_values(
            at, customer(at), [(name, meant_field(card_definition(at.writing.reading()), name))], "call"
        )
    else:
        confirm_every_value(at, customer(at), None)


def confirmed(desks: Desks) -> list[tuple[Any, ...]]:
    """Who confirmed what, of fields and of columns of the card."""
    return [
        *desks.rows(
            "select id, confirmed_at, confirmed_by_id, confirmed_how, set_on from customer_field order by id"
        ),
        *desks.rows(
            "select name, confirmed_at, confirmed_by_id, confirmed_how from customer_column order by name"
        ),
    ]


def stored(desks: Desks) -> dict[int, tuple[str, int, str]]:
    """Every value by the id of its row."""
    rows = desks.rows("select id, field, record, value from customer_field")
    return {row_id: (field, record, value) for row_id, field, record, value in rows}


def by_history(desks: Desks) -> dict[int, tuple[str, int, str]]:
    """The same, from what the history says was done one after the other."""
    values: dict[int, tuple[str, int, str]] = {}
    rows = desks.rows(
        "select row_id, before, after, last_row_id from change_row where table_name = 'customer_field' order by id"
    )
    for row_id, before, after, last in rows:
        if last is not None:  # several choices out of one text: a bulk insert keeps no rows
            for each in range(row_id, last + 1):
                values[each] = stored(desks).get(each, ("", 0, ""))
            continue
        old, new = (json.loads(text) if text else None for text in (before, after))
        assert (
            values.get(row_id) == (old and (old["field"], old["record"], old["value"]))
            or row_id not in values
        )
        if new is None:
            values.pop(row_id, None)
        else:
            values[row_id] = (new["field"], new["record"], new["value"])
    return values


def texts(told: Any) -> Iterator[str]:
    """Every value on the card, however it is nested."""
    if isinstance(told, dict):
        for key, value in told.items():
            if key != "record":
                yield from texts(value)
    elif isinstance(told, list):
        for value in told:
            yield from texts(value)
    else:
        yield str(told)


@settings(max_examples=examples(6, 25), deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, max_size=14))
def test_no_value_is_lost_and_the_history_tells_of_each(steps: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desks = Desks(Path(folder))
        with desks() as at:
            register(at)
        states: list[tuple[object, object]] = []  # before each entry
        for kind, name, value in steps:
            before, confirmations = stored(desks), confirmed(desks)
            entries = entry_count(desks)
            if kind == "playbook":
                with desks(command="playbook use") as at:
                    apply_playbook(at, load_playbook(name, ""), WorkCalendar())
                after = stored(desks)
                assert before.keys() <= after.keys()
                assert [row for row in before if not says_the_same(desks, before[row], after[row])] == []
                kept = [row for row in before if before[row] == after[row]]
                told = {one[0]: one for one in confirmed(desks)}
                assert [told[row] for row in kept] == [one for one in confirmations if one[0] in kept]
            elif kind == "verify":
                with suppress(CrmError), desks(command="card verify") as at:
                    verify(at, name)
                assert stored(desks) == before
                assert confirmed_moments(confirmations) <= confirmed_moments(confirmed(desks))
            else:
                try:
                    with desks(command="edit") as at:
                        say(at, name, value)
                except CrmError:
                    assert stored(desks) == before
            if entry_count(desks) > entries:
                states.append((before, confirmations))
            assert by_history(desks) == stored(desks)
            everything_is_shown(desks)
        each_is_taken_back(desks, states)
        assert (stored(desks), confirmed(desks)) == ({}, [])


def everything_is_shown(desks: Desks) -> None:
    """Each value stands on the card, whichever playbook is in force."""
    with desks() as at:
        book = at.writing.reading()
        fields = fields_of(book, customer(at).id or 0, at.today, reveal=True)
        shown = list(texts(fields.mapping()))
        people = [block for side in ("front", "back") for block in fields.blocks(side)] + list(
            fields.other_blocks()
        )
    computed = sum(
        1
        for field in fields.card.fields()
        if field.computed_from and not field.retired and fields.shown(field)
    )
    assert len(shown) == len(stored(desks)) + computed
    assert people or not shown


def each_is_taken_back(desks: Desks, states: list[tuple[object, object]]) -> None:
    """The last entry first, until the customer was just registered: every value is what it was before it."""
    entries = desks.rows(
        "select id from change_entry where command in ('edit', 'playbook use', 'card verify') order by id desc"
    )
    assert len(entries) == len(states)
    for (entry_id,), before in zip(entries, reversed(states), strict=True):
        with desks(command="undo") as at:
            undo_entry(at.writing, entry_of(at.writing.reading(), entry_id), lambda change: None)
        assert (stored(desks), confirmed(desks)) == before


def entry_count(desks: Desks) -> int:
    [(count,)] = desks.rows("select count(*) from change_entry")
    return int(count)


def confirmed_moments(rows: list[tuple[Any, ...]]) -> set[object]:
    """Which values and columns somebody has confirmed."""
    return {row[0] for row in rows if row[1] is not None}


def says_the_same(desks: Desks, before: tuple[str, int, str], after: tuple[str, int, str]) -> bool:
    """A value stays to the letter, or becomes what its new field makes of the very words."""
    if before == after:
        return True
    with desks() as at:
        field = card_definition(at.writing.reading()).by_key[after[0]]
        return after[2] in type_of(field).parse(before[2], field, Typing(at.today))
