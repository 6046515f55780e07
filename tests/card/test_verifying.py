"""Single values confirmed, those that are to be confirmed again, days that expire, and what is required."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.card.asking_again import asked_of_cards
from crmcli.customer.confirmed import Clock, standings
from crmcli.duty.service import stale_kinds
from crmcli.policy.cards import MOST_LEAD_DAYS, card_policy
from crmcli.policy.fields import card_definition
from crmcli.policy.queries import policy_in_force
from tests.examples import examples
from tests.inside import Inside
from tests.once import made_once
from tests.playbook.own_playbook import column, field, in_force


@made_once
def shop(inside: Inside) -> None:
    """A shop of retail with a value of each class."""
    inside.must("playbook", "use", "retail")
    inside.add(
        "便利店", "--kind", "company", "--phone", "13812345678", "--address", "人民路1号", "--grade", "B"
    )
    inside.must(
        "edit", "便利店", "--set", "经营范围=烟酒", "--set", "送货线路=1号线", "--set", "银行帐号=6222000011"
    )


def due(inside: Inside, kind: str = "verification") -> list[tuple[str, str]]:
    with closing(sqlite3.connect(inside.book)) as book:
        assert stale_kinds(book) == []
    rows = inside.must("due", "all", "--kind", kind, "-f", "json").json
    return [(row["visible_on"], row["due_on"]) for row in rows]


def on(inside: Inside, day: str) -> None:
    inside.environ["CRM_TODAY"] = day


def test_one_item_names_what_is_to_be_confirmed(shop: Inside) -> None:
    assert due(shop) == []  # one person alone is not asked
    shop.must("config", "rule.verification", "due")
    assert due(shop) == [("2027-02-08", "2027-02-22")]
    on(shop, "2027-02-10")
    assert "送货线路" in shop("due", "--kind", "verification", lang="zh").out
    shop.must("card", "verify", "便利店", "送货线路", "--how", "电话")
    assert due(shop) == [("2027-04-26", "2027-05-10")]
    shop.must("card", "verify", "便利店")
    assert due(shop) == [("2027-04-26", "2027-05-10")]
    on(shop, "2027-05-01")
    shop.must("card", "verify", "便利店", "送货线路")
    words = shop("due", "all", "--kind", "verification", lang="zh").out
    assert due(shop) == [("2027-07-18", "2027-08-01")]
    assert "送货线路" in words
    shop.must("undo", "--yes")
    assert due(shop) == [("2027-04-26", "2027-05-10")]


def test_a_change_is_to_be_confirmed_at_once(shop: Inside) -> None:
    shop.must("config", "rule.verification", "due")
    on(shop, "2026-12-01")
    shop.must("edit", "便利店", "--set", "银行帐号=6222000099")
    assert due(shop) == [("2026-12-01", "2026-12-08")]
    on(shop, "2026-12-02")
    shop.must("card", "verify", "便利店", "银行账号")
    assert due(shop) == [("2027-02-08", "2027-02-22")]
    shop.must("edit", "便利店", "--phone", "13900000001", "--drop-phone", "13812345678")
    assert due(shop) == [("2026-12-02", "2026-12-09")]
    shop.must("card", "verify", "便利店", "联系电话")
    assert due(shop) == [("2027-02-08", "2027-02-22")]


def test_what_was_confirmed_is_on_the_card(shop: Inside) -> None:
    shop.must("card", "verify", "便利店", "经营范围", "客户地址", "--how", "走访")
    told = {row["field"]: row for row in shop.must("card", "show", "便利店", "-f", "json").json["values"]}
    assert {key for key, row in told.items() if row["confirmed_at"]} == {"business_scope", "customer_address"}
    assert (told["customer_address"]["confirmed_by"], told["customer_address"]["confirmed_how"]) == (
        "lily", "visit",
    )  # fmt: skip
    (row,) = shop.must("card", "progress", "-f", "json").json
    assert (row["confirmed"], row["values"]) == (0, 2)
    (row,) = shop.must("report", "verification", "-f", "json").json["people"]
    assert (row["cards"], row["confirmed"], row["left"], row["values"]) == (1, 0, 1, 2)
    assert "经营范围：已核实" in shop("history", "--limit", "1", lang="zh").out
    shop.must("edit", "便利店", "--set", "经营范围=百货")
    told = {row["field"]: row for row in shop.must("card", "show", "便利店", "-f", "json").json["values"]}
    assert told["business_scope"]["confirmed_at"] is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("守法情况",), 5), (("年审日期",), 3), (("没有的",), 3), (("经营范围", "--all"), 2),
        (("经营范围", "--changed"), 2), (("经营范围", "--how", "鸽子"), 5),
    ],
)  # fmt: skip
def test_what_cannot_be_confirmed(shop: Inside, words: tuple[str, ...], code: int) -> None:
    assert shop("card", "verify", "便利店", *words).code == code


@pytest.mark.parametrize("playbook", ["general", "property", "b2b", "loan", "retail", "real-estate"])
def test_columns_of_the_card_are_confirmed_by_their_own_names(inside: Inside, playbook: str) -> None:
    inside.must("playbook", "use", "property")
    inside.add(
        "王小明", "--phone", "13812345678", "--set", "家庭.+.电话=13911112222", "--address", "人民路1号"
    )
    for name in ("loan", playbook):
        inside.must("playbook", "use", name)
    words = ("电话", "姓名", "地址", "--how", "call")
    assert "家庭" not in inside("card", "verify", "王小明", *words, lang="zh").err
    told = inside.must("card", "show", "王小明", "-f", "json").json["values"]
    assert len([row for row in told if row["confirmed_at"]]) == 3
    assert {row["confirmed_how"] for row in told if row["confirmed_at"]} == {"call"}
    assert not any(row["confirmed_at"] for row in told if row["field"] == "family.phone")
    inside.must("edit", "王小明", "--phone", "13900000001")
    inside.must("edit", "王小明", "--address", "解放路2号")
    told = inside.must("card", "show", "王小明", "-f", "json").json["values"]
    assert len([row for row in told if row["confirmed_at"]]) == 1
    inside.must("card", "verify", "王小明")
    told = inside.must("card", "show", "王小明", "-f", "json").json["values"]
    assert len([row for row in told if row["confirmed_at"] and row["field"] != "family.phone"]) == 3


def test_a_confirmed_column_that_an_import_replaces(inside: Inside, tmp_path: Path) -> None:
    code = inside.add("王小明", "--phone", "13812345678", "--address", "人民路1号")
    inside.must("card", "verify", "王小明", "地址", "姓名")
    path = tmp_path / "a.csv"
    path.write_text(f"编号,客户名称,地址\n{code},王小明,解放路2号\n", encoding="utf-8")
    inside.must("import", path, "--update")
    told = inside.must("card", "show", "王小明", "-f", "json").json["values"]
    assert [row["field"] for row in told] == ["name"]


@pytest.mark.parametrize(
    ("word", "code", "said"),
    [("编号", 5, "whole card"), ("等级", 5, "whole card"), ("邮箱", 3, "has no"), ("电化", 3, "电话")],
)
def test_columns_that_cannot_be_confirmed(inside: Inside, word: str, code: int, said: str) -> None:
    inside.add("王小明", "--phone", "13812345678")
    ran = inside("card", "verify", "王小明", word)
    assert (ran.code, said in ran.err) == (code, True)


def test_days_that_expire_are_due_for_everybody(shop: Inside) -> None:
    shop.must("edit", "便利店", "--set", "有效日期=2027-03-31", "--set", "年审日期=2027-01-15")
    assert due(shop, "card_expiry") == [("2026-12-16", "2027-01-15")]  # one item, due on the first of them
    (row,) = shop.must("due", "all", "--kind", "card_expiry", "-f", "json").json
    assert row["title"] == "annual_inspection_on,licence_valid_until"
    on(shop, "2027-01-10")
    assert "年审日期 2027-01-15、有效日期 2027-03-31到期" in shop("due", lang="zh").out
    shop.must("edit", "便利店", "--set", "年审日期=2028-01-15")
    assert due(shop, "card_expiry") == [("2027-03-01", "2027-03-31")]
    shop.must("playbook", "use", "general")
    assert due(shop, "card_expiry") == []


def test_a_day_that_expires_is_the_next_to_come(shop: Inside) -> None:
    shop.must("edit", "便利店", "--set", "有效日期=12-10", "--set", "发证日期=12-10")
    fields = shop.must("show", "便利店", "-f", "json").json["fields"]
    assert (fields["licence_valid_until"], fields["licence_issued_on"]) == ("2026-12-10", "2025-12-10")


HEALTH = (
    field("health_file", "健康记录", type_="records")
    + column("who", "姓名")
    + column("until", "有效期至", "expires = true\n", type_="date")
)


def test_a_column_of_a_list_is_named_with_it(inside: Inside) -> None:
    in_force(inside, HEALTH)
    inside.must("config", "rule.verification", "due")
    inside.add("王小明", "--set", "健康记录.+.姓名=王母", "--set", "健康记录.+.姓名=王父")
    inside.must("edit", "王小明", "--set", "健康记录.1.有效期至=12-10")
    assert "健康记录.1.有效期至" in inside("due", "--kind", "card_expiry", lang="zh").out
    on(inside, "2027-03-01")
    assert "健康记录.姓名" in inside("due", "--kind", "verification", lang="zh").out
    assert "健康记录.姓名" in inside("card", "clean", "--problem", "stale", lang="zh").out
    values = inside("card", "show", "王小明", "-f", "json", lang="zh").json["values"]
    named = [row["title"] for row in values if row["field"].startswith("health_file")]
    assert sorted(named) == ["健康记录.0.姓名", "健康记录.1.姓名", "健康记录.1.有效期至"]
    inside.must("card", "verify", "王小明", "健康记录.1.姓名")
    values = inside("card", "show", "王小明", "-f", "json", lang="zh").json["values"]
    assert [row["title"] for row in values if row["confirmed_at"]] == ["健康记录.1.姓名"]


def test_what_the_playbook_requires_holds_a_card_back(team: Inside) -> None:
    team.must("playbook", "use", "retail", "--as", "王经理")
    words = ("--region", "郑州", "--source", "展会", "--industry", "零售", "--address", "人民路1号")
    assert team("add", "王小明", "--phone", "13812345678", *words, "--as", "刘燕").code == 6
    team.must("card", "return", "王小明", "--reason", "缺资料", "--as", "王经理")
    ran = team("card", "submit", "王小明", "--as", "刘燕", lang="zh")
    assert ran.code == 5
    assert "有效日期" in ran.err
    missing = team.must("card", "clean", "--problem", "missing", "-f", "json").json
    assert "Licence valid until" in missing[0]["detail"]
    team.must("edit", "王小明", "--set", "有效日期=2028-01-01", "--as", "刘燕")
    lacks = team.must("card", "show", "王小明", "-f", "json").json["missing"]
    for title in lacks:
        team.must("edit", "王小明", "--set", f"{title}=41010000", "--as", "刘燕")
    assert team("card", "submit", "王小明", "--as", "刘燕").code == 6


def test_a_printed_card_masks_what_is_sensitive(shop: Inside) -> None:
    page = shop.must("card", "print", "便利店", "--fields").out
    assert "6222000011" not in page
    assert "***0011" in page
    assert "烟酒" in page


def test_scouts_count_in_no_purchase_and_no_visit(shop: Inside) -> None:
    shop.must("visit", "便利店", "来过", "--grade", "B", "--next", "+5d")
    shop.must("deal", "便利店", "won", "1000", "--quantity", "5")
    assert shop.names("list", "--where", "visits_this_quarter > 0 and 进货数量 > 0") == ["便利店"]
    with closing(sqlite3.connect(shop.book)) as book:
        book.execute("update visit set is_scout = 1")
        book.commit()
    assert shop.names("list", "--where", "visits_this_quarter > 0 or 进货数量 > 0") == []


def reckoned_one_by_one(book: sqlite3.Connection) -> list[tuple[object, ...]]:
    """The items as the standing of each single value gives them."""
    policy, team = card_policy(book), policy_in_force(book).team
    clock = Clock(policy, team.since or "")
    found: list[tuple[object, ...]] = []
    for card in standings(book, card_definition(book), clock, [(0, 2**62)]):
        asked = [one for one in card.values if one.due_on]
        if not asked:
            continue
        first = min(one.due_on or "" for one in asked)
        until = moved(first, policy.lead_days)
        near = sorted((one for one in asked if (one.due_on or "") <= until), key=lambda one: one.due_on or "")
        leads = {"at_once": MOST_LEAD_DAYS}
        visible = min(
            max(one.from_on, moved(one.due_on or "", -leads.get(one.field.verification, policy.lead_days)))
            for one in near
        )
        found.append((card.customer_id, visible, first, tuple(dict.fromkeys(one.field.key for one in near))))
    return found


def moved(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


DAYS = st.dates(date(2024, 1, 1), date(2026, 11, 22)).map(date.isoformat)
VALUE = st.tuples(
    st.sampled_from(
        ["business_scope", "delivery_route", "bank_account", "floor_area", "客户自定", "violations.on"]
    ),
    st.integers(0, 1),
    st.none() | DAYS,
    st.booleans(),
    st.none() | DAYS.map("{}T10:00:00+08:00".format),
)
COLUMN = st.tuples(st.sampled_from(["phone", "address", "name"]), st.none() | DAYS, st.none() | DAYS)
CARD = st.tuples(
    DAYS,
    st.lists(VALUE, max_size=8, unique_by=lambda one: one[:2]),
    st.lists(COLUMN, max_size=3, unique_by=lambda one: one[0]),
    st.booleans(),
)


@settings(
    max_examples=examples(20, 60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cards=st.lists(CARD, min_size=1, max_size=4), since=st.none() | DAYS)
def test_many_cards_at_once_as_each_by_itself(shop: Inside, cards: list[Any], since: str | None) -> None:
    with closing(sqlite3.connect(":memory:")) as book:
        with closing(sqlite3.connect(shop.book)) as stored:
            stored.backup(book)
        book.execute("delete from customer_field")
        book.execute("insert into policy_value (key, value) values ('own.rule.verification', 'due')")
        if since:
            book.execute("insert into policy_value (key, value) values ('rules_since', ?)", (since,))
        for number, (registered, values, columns, has_phone) in enumerate(cards, start=1):
            add_card(book, number, registered, has_phone=has_phone)
            book.executemany(
                "insert into customer_field (customer_id, field, record, value, set_on, has_replaced, confirmed_at)"
                " values (?, ?, ?, 'x', ?, ?, ?)",
                [(number, *one) for one in values],
            )
            book.executemany(
                "insert into customer_column (customer_id, name, set_on, confirmed_at) values (?, ?, ?, ?)",
                [(number, *one) for one in columns],
            )
        policy, team = card_policy(book), policy_in_force(book).team
        found = asked_of_cards(book, Clock(policy, team.since or ""), policy.lead_days, [(0, 2**62)])
        assert [(one.customer_id, *one[2:]) for one in found] == reckoned_one_by_one(book)


def add_card(book: sqlite3.Connection, number: int, registered: str, *, has_phone: bool) -> None:
    cursor = book.execute("select * from customer where id = 1")
    row = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
    row |= {"id": number, "code": f"K{number}", "code_key": f"K{number}", "registered_on": registered}
    if number == 1:
        book.execute("update customer set registered_on = ? where id = 1", (registered,))
    else:
        book.execute(f"insert into customer values ({', '.join('?' * len(row))})", list(row.values()))
    book.execute("delete from customer_phone where customer_id = ?", (number,))
    if has_phone:
        book.execute(
            "insert into customer_phone (customer_id, number, extension, digits, kind, rank)"
            " values (?, '+8613800000000', '', '13800000000', 'mobile', 1)",
            (number,),
        )


def test_a_day_is_headed_as_confirmed_and_not_as_how_often(shop: Inside) -> None:
    shop.must("card", "verify", "便利店")
    shown = shop("card", "show", "便利店", lang="zh").out
    assert "已核实" in shown
    assert "核实频度" not in shown


def test_machines_are_told_which_fields_an_item_is_about(shop: Inside) -> None:
    shop.must("config", "rule.verification", "due")
    for language in ("en", "zh"):
        ran = shop("due", "all", "--kind", "verification", "-f", "json", lang=language)
        (row,) = ran.json
        assert row["title"] == "delivery_route"


def test_items_of_a_book_of_before_are_reckoned_anew_with_the_next_write(shop: Inside) -> None:
    shop.must("edit", "便利店", "--set", "有效日期=2027-03-31")
    with closing(sqlite3.connect(shop.book)) as book:  # as an older program has left it
        book.execute("update duty set title = 'old' where kind = 'card_expiry'")
        book.execute("delete from book_setting where key = 'duties_manner'")
        book.commit()
    shop.must("note", "便利店", "常客")
    assert due(shop, "card_expiry") == [("2027-03-01", "2027-03-31")]


def test_the_last_confirmation_of_the_whole_card_is_shown(shop: Inside) -> None:
    assert shop.card("便利店")["confirmation"] is None
    shop.must("card", "verify", "便利店", "--how", "visit")
    on(shop, "2026-11-23")
    shop.must("card", "verify", "便利店", "--how", "email", "--changed", "--note", "换了老板")
    told = {"confirmed_on": "2026-11-23", "how": "email", "changed": True, "note": "换了老板", "by": "lily"}
    assert shop.card("便利店")["confirmation"] == told
    assert shop.must("card", "show", "便利店", "-f", "json").json["confirmation"] == told
    for words in (("show", "便利店"), ("card", "show", "便利店")):
        assert "2026-11-23  lily  email  something had changed  换了老板" in shop.must(*words).out
        assert "有变化  换了老板" in shop(*words, lang="zh").out
    shop.must("card", "verify", "便利店")
    assert "nothing had changed" in shop.must("show", "便利店").out


def test_a_text_of_ones_own_that_was_confirmed_is_listed_too(shop: Inside) -> None:
    shop.must("edit", "便利店", "--set", "姓别=男", "--set", "备用=x")
    shop.must("card", "verify", "便利店", "姓别", "--how", "call")
    shop.must("card", "verify", "便利店", "经营范围")
    shop.must("playbook", "use", "general")
    told = {row["field"]: row for row in shop.must("card", "show", "便利店", "-f", "json").json["values"]}
    assert set(told) == {"姓别", "business_scope"}
    assert (told["姓别"]["class"], told["姓别"]["confirmed_how"], told["姓别"]["confirm_by_on"]) == (
        None,
        "call",
        None,
    )
    assert "姓别" in shop("card", "show", "便利店", lang="zh").out
