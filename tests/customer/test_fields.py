"""Fields of the playbook on a card: names, records, choices, filters and what a filter reads."""

import sqlite3
from contextlib import closing

import pytest

from crmcli.customer import ordering
from crmcli.customer.fields import customer_fields
from crmcli.customer.listing import Filters, list_customers, order_by
from crmcli.kit.errors import UsageRefused
from crmcli.kit.where import compile_where
from tests.desk import TODAY, Desks
from tests.inside import Inside
from tests.once import made_once
from tests.program import Program


@made_once
def estate(inside: Inside) -> None:
    """A book of a housing estate with two customers."""
    inside.add("王小明", "--phone", "13812345678")
    inside.must("playbook", "use", "property")
    inside.must(
        "edit", "王小明", "--set", "车辆.+.车牌=沪A12345", "--set", "车辆.+.型号=朗逸", "--set", "车辆.+.型号=奥迪",
        "--set", "客户类型=业主", "--set", "房屋面积=98.5", "--set", "入住时间=2020-03-01",
        "--set", "政治面貌=群众甲乙丙丁戊己",
    )  # fmt: skip
    inside.add("李丽", "--set", "房屋面积=120", "--set", "客户类型=租户", "--set", "车辆.+.车牌=沪B2")


def fields(inside: Inside, code: str = "C0001") -> dict[str, object]:
    told = inside.card(code)["fields"]
    assert isinstance(told, dict)
    return told


def test_a_new_record_is_filled_until_a_column_comes_again(estate: Inside) -> None:
    assert fields(estate)["vehicles"] == [
        {"record": 0, "plate": "沪A12345", "model": "朗逸"},
        {"record": 1, "model": "奥迪"},
    ]


def test_records_keep_their_numbers_when_one_goes(estate: Inside) -> None:
    estate.must("edit", "王小明", "--unset", "车辆.0")
    assert fields(estate)["vehicles"] == [{"record": 1, "model": "奥迪"}]
    estate.must("edit", "王小明", "--set", "vehicles.0.plate=沪C3", "--unset", "vehicles.1.model")
    assert fields(estate)["vehicles"] == [{"record": 0, "plate": "沪C3"}]
    estate.must("edit", "王小明", "--unset", "车辆")
    assert "vehicles" not in fields(estate)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--set", "房屋面积=大"), 5, "Area is a number, not 大"),
        (("--set", "客户类型=房东"), 5, "owner, tenant, user"),
        (("--set", "车辆.9.车牌=沪A1"), 5, "the next is 2, or type +"),
        (("--set", "车辆.0.颜色=红"), 5, "Model, Features, Plate, Parking place"),
        (("--set", "车辆=沪A1"), 5, '--set "Vehicles.+.COLUMN=VALUE"'),
        (("--set", "车牌=沪A1"), 5, '--set "Vehicles.+.COLUMN=VALUE"'),
        (("--set", "本季度拜访次数=3"), 5, "crm visit CUSTOMER"),
        (("--set", "last_contact=2026-11-01"), 5, "crm visit CUSTOMER"),
        (("--set", "入住时间=13月"), 5, "not understood as a date"),
        (("--set", "入住时间"), 2, "--set needs FIELD=VALUE"),
    ],
)
def test_a_value_that_is_refused_changes_nothing(
    estate: Inside, words: tuple[str, ...], code: int, told: str
) -> None:
    before = estate.card("C0001")
    ran = estate("edit", "王小明", "--region", "郑州", *words)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert estate.card("C0001") == before


def test_a_name_that_is_nearly_one_of_the_playbook_is_kept_and_pointed_out(estate: Inside) -> None:
    ran = estate.must("edit", "王小明", "--set", "房屋面及=90")
    assert "did you mean 房屋面积?" in ran.err
    assert fields(estate)["房屋面及"] == "90"
    assert "did you mean" not in estate.must("edit", "王小明", "--set", "房屋面及=91").err


def test_a_field_may_be_another_name_of_a_column(estate: Inside) -> None:
    estate.must("edit", "王小明", "--set", "通信地址=郑州市花园路 1 号", "--set", "出生日期=1980-05-17")
    card = estate.card("C0001")
    assert (card["address"], card["birthday"]) == ("郑州市花园路 1 号", "1980-05-17")


def test_what_is_sensitive_is_masked_until_it_is_revealed_and_the_history_says_by_whom(
    estate: Inside,
) -> None:
    assert fields(estate)["political_status"] == "***"
    assert "群众" not in estate.must("show", "王小明").out
    assert "群众" not in estate.must("list", "--columns", "政治面貌", "-f", "json").out
    shown = estate.must("show", "王小明", "--reveal", "-f", "json").json
    assert shown["fields"]["political_status"] == "群众甲乙丙丁戊己"
    last = estate.must("history", "王小明", "-f", "json").json[0]
    assert (last["command"], last["by"]) == ("reveal", "lily")
    assert estate("undo").code == 0  # of the last change: nothing is taken back of a look
    assert "房屋面积" not in str(fields(estate, "C0001"))


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ("车牌 = 沪a12345", ["C0001"]),
        ("车辆.车牌 in 沪A12345,沪B2", ["C0001", "C0002"]),
        ("vehicles.1.model = 奥迪", ["C0001"]),
        ("vehicles.0.model = 奥迪", []),
        ("not 车辆.型号 = 朗逸", ["C0002"]),
        ("车辆.型号 != 朗逸", ["C0002"]),
        ("车辆 is not empty", ["C0001", "C0002"]),
        ("车辆.型号 is empty", ["C0002"]),
        ("房屋面积 > 100", ["C0002"]),
        ("房屋面积 >= 98.5 and 房屋面积 < 120", ["C0001"]),
        ("home_area in 98.50, 120", ["C0001", "C0002"]),
        ("房屋面积 > 98平方米", ["C0001", "C0002"]),
        ("入住时间 < 2021-01-01", ["C0001"]),
        ("入住时间 is empty", ["C0002"]),
        ("客户类型 = 业主", ["C0001"]),
        ("holding in owner, 租户", ["C0001", "C0002"]),
        ("客户类型 = owner or 房屋面积 = 120", ["C0001", "C0002"]),
        ("visits_this_quarter = 0", ["C0001", "C0002"]),
        ("kind = person", ["C0001", "C0002"]),
    ],
)
def test_a_filter_compares_by_the_type(estate: Inside, where: str, codes: list[str]) -> None:
    assert estate.must("list", "--where", where, "-f", "codes").lines == codes


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("房屋面积 = 大", "Area is a number"),
        ("房屋面积 ~ 9", "can be asked with"),
        ("客户类型 = 房东", "it is one of"),
        ("房屋面及 = 1", "did you mean 房屋面积"),
        ("入住时间 > 大", "not understood as a date"),
    ],
)
def test_a_wrong_filter_is_named_by_its_place(estate: Inside, where: str, told: str) -> None:
    ran = estate("list", "--where", where)
    assert (ran.code, ran.out) == (2, "")
    assert "--where" in ran.err
    assert told in ran.err


def test_a_list_sorts_by_a_field_and_has_it_as_a_column(estate: Inside) -> None:
    estate.add("孙浩", "--set", "房屋面积=9")
    for sort, codes in (
        ("房屋面积", ["C0003", "C0001", "C0002"]),
        ("-房屋面积", ["C0002", "C0001", "C0003"]),
    ):
        assert estate.must("list", "--sort", sort, "-f", "codes").lines == codes
    # Choices come in the order in which the playbook has them, and what is empty last.
    assert estate.must("list", "--sort", "客户类型", "-f", "codes").lines == ["C0001", "C0002", "C0003"]
    rows = estate.must(
        "list", "--columns", "名称,房屋面积,客户类型,车辆.车牌", "--limit", "1", "-f", "json"
    ).json
    assert rows == [
        {
            "code": "C0001",
            "name": "王小明",
            "home_area": 98.5,
            "holding": "owner",
            "vehicles.plate": ["沪A12345"],
        }
    ]
    shown = estate.must("list", "--columns", "房屋面积,客户类型", "--limit", "1", "-f", "plain").out
    assert "98.5 m²" in shown
    assert "owner" in shown


def test_an_unknown_column_is_named(estate: Inside) -> None:
    ran = estate("list", "--columns", "面积大小")
    assert ran.code == 2
    assert "There is no column 面积大小" in ran.err
    assert estate("list", "--columns", "车辆").code == 2


def test_a_photo_comes_back_as_it_was(inside: Inside) -> None:
    content = b"\xff\xd8\x00photo"
    path = inside.folder / "门头 #1.jpg"
    path.write_bytes(content)
    inside.add("小明便利店")
    inside.must("playbook", "use", "retail")
    inside.must("edit", "小明便利店", "--set", f"店面照片={path}")
    told = fields(inside)["shop_photo"]
    assert isinstance(told, dict)
    assert told["name"] == "门头 _1.jpg"
    target = inside.folder / "back.jpg"
    inside.must("card", "file", "小明便利店", "店面照片", "-o", target)
    assert target.read_bytes() == content
    assert inside("doctor").code == 0
    assert inside("card", "file", "小明便利店", "柜台照片").code == 3
    assert inside("card", "file", "小明便利店", "经营范围").code == 5
    assert inside("edit", "小明便利店", "--set", "柜台照片=nowhere.jpg").code == 3


def test_what_was_typed_freely_becomes_a_field_and_what_does_not_fit_stays(inside: Inside) -> None:
    inside.add("甲店", "--set", "营业面积=50", "--set", "零售业态=便利店", "--set", "自己的=x")
    inside.add("乙店", "--set", "营业面积=约60")
    ran = inside.must("playbook", "use", "retail", "-f", "json")
    assert (ran.json["adopted_values"], ran.json["staying_fields"]) == (2, ["营业面积"])
    first, second = fields(inside), fields(inside, "C0002")
    assert (first["floor_area"], first["retail_format"], first["自己的"]) == (50, "convenience", "x")
    assert second["营业面积"] == "约60"
    inside.must("playbook", "use", "general")
    assert fields(inside)["floor_area"] == 50
    assert "Other fields" not in inside.must("show", "甲店").out
    assert "Floor area" in inside.must("show", "甲店").out
    assert inside.must("list", "--where", "营业面积 > 40", "-f", "codes").lines == ["C0001"]
    inside.must("undo")
    inside.must("undo")
    assert fields(inside) == {"营业面积": "50", "零售业态": "便利店", "自己的": "x"}


def test_retail_counts_what_it_computes(inside: Inside) -> None:
    inside.must("init")
    inside.must("playbook", "use", "retail")
    inside.add("甲店")
    inside.add("乙店")
    assert fields(inside) == {"lawfulness": "lawful"}
    inside.must("deal", "甲店", "won", "1200", "--quantity", "30", "--on", "2026-11-01")
    inside.must("deal", "甲店", "won", "800.50", "--quantity", "10", "--on", "2026-11-20")
    inside.must("deal", "甲店", "won", "9999", "--quantity", "99", "--on", "2026-08-22")  # three months ago
    inside.must("edit", "甲店", "--set", "违规记录.+.日期=2026-10-01", "--set", "违规记录.+.违规行为=无证")
    inside.must("edit", "乙店", "--set", "违规记录.+.日期=2025-11-22")  # a year ago
    told = fields(inside)
    assert (told["purchase_quantity"], told["purchase_amount_fen"], told["average_purchase_price_fen"]) == (
        40, 200050, 5001,
    )  # fmt: skip
    assert told["lawfulness"] == "violations"
    assert fields(inside, "C0002")["lawfulness"] == "lawful"
    for where, codes in (
        ("进货数量 >= 40", ["C0001"]),
        ("进货金额 > 0.2万", ["C0001"]),
        ("进货均价 < 51", ["C0001"]),
        ("进货均价 is empty", ["C0002"]),
        ("守法情况 = 守法", ["C0002"]),
        ("lawfulness = 有违规", ["C0001"]),
    ):
        assert inside.must("list", "--where", where, "-f", "codes").lines == codes
    for name in ("守法情况", "进货数量", "purchase_amount", "进货均价"):
        ran = inside("edit", "甲店", "--set", f"{name}=1")
        assert ran.code == 5
        assert "is not typed: it" in ran.err
    assert inside("deal", "甲店", "lost", "--quantity", "3").code == 5
    assert inside("deal", "甲店", "won", "3", "--quantity", "-3").code == 5


def test_what_was_typed_before_it_was_counted_stands_apart_and_can_be_taken_away(inside: Inside) -> None:
    inside.add("甲店", "--set", "进货数量=5", "--set", "purchase_amount=7")
    inside.must("playbook", "use", "retail")
    inside.must("deal", "甲店", "won", "1200", "--quantity", "30", "--on", "2026-11-01")
    shown = inside("show", "甲店", lang="zh").out
    assert "进货数量（原文）" in shown
    assert inside("edit", "甲店", "--set", "进货数量=6").code == 5
    inside.must("edit", "甲店", "--unset", "进货数量", "--unset", "进货金额")
    assert "原文" not in inside("show", "甲店", lang="zh").out
    told = fields(inside)
    assert (told["purchase_quantity"], "进货数量" in told) == (30, False)
    assert "5" in inside.must("history", "甲店", "-f", "json").out
    assert inside("edit", "甲店", "--unset", "进货数量").code == 5


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("年龄=999", "Age cannot be 999: it is from 0 to 150"),
        ("年龄=-3", "Age cannot be -3"),
        ("房屋面积=-5", "Area cannot be -5: it is 0 or more"),
        ("家庭常住人口数=-1", "0 or more"),
        ("入住时间=2099-01-01", "Moved in on cannot be 2099-01-01: it is still to come"),
    ],
)
def test_what_cannot_be_is_refused_and_found(inside: Inside, setting: str, told: str) -> None:
    inside.add("王小明", "--set", setting)
    inside.must("playbook", "use", "property")
    inside.add("李丽")
    ran = inside("edit", "李丽", "--set", setting)
    assert (ran.code, told in ran.err) == (5, True), ran.err
    name, _sign, value = setting.partition("=")
    path = inside.folder / "cards.csv"
    path.write_text(f"客户名称,{name}\n甲,{value}\n", encoding="utf-8")
    assert told in inside("import", path).err
    inside.must("edit", "李丽", "--unset", name)


def test_what_could_be_when_it_was_typed_is_found_when_it_cannot(inside: Inside) -> None:
    inside.must("playbook", "use", "property")
    inside.add("王小明", "--set", "入住时间=2026-11-20")
    inside.environ["CRM_TODAY"] = "2026-11-01"
    assert "入住时间" in inside("card", "clean", "--problem", "impossible", lang="zh").out


def test_another_playbook_takes_no_words_and_no_meaning(inside: Inside) -> None:
    inside.must("playbook", "use", "property")
    inside.add("王小明", "--set", "学历=本科", "--set", "房屋面积=98", "--set", "违规.+.日期=2026-10-01")
    for name in ("b2b", "retail", "general"):
        inside.must("playbook", "use", name)
        shown = inside("show", "王小明", lang="zh").out
        assert "本科" in shown
        assert "bachelor" not in shown
        assert "房屋面积" in shown
        assert "营业面积" not in shown
        if name == "retail":
            assert fields(inside)["lawfulness"] == "lawful"


def test_sources_of_the_playbook_are_kept_by_key_and_the_one_that_counts_wins(inside: Inside) -> None:
    inside.add("王小明", "--source", "亲友推荐")
    inside.must("playbook", "use", "real-estate")
    assert inside.card("C0001")["source"] == "friend"
    for typed, kept in (
        ("路过、DM", "dm"),
        ("dm单", "dm"),
        ("路过,电视", "tv"),
        ("活动", "event"),
        ("电视、户外广告", "tv"),
        ("老客户", "老客户"),
        ("电视、老客户", "电视、老客户"),
        ("TELEVISION", "tv"),
    ):
        inside.must("edit", "王小明", "--source", typed)
        assert inside.card("C0001")["source"] == kept, typed
    assert inside.must("list", "--source", "电视", "-f", "codes").lines == ["C0001"]
    assert inside.must("list", "--where", "认知途径 = 电视", "-f", "codes").lines == ["C0001"]
    assert "Television" in inside.must("show", "王小明").out
    inside.must("playbook", "use", "general")
    assert "电视" in inside("show", "王小明", lang="zh").out


PLANS = (
    ("房屋面积 > 100", "ix_customer_field_number (field=? AND <expr>>?)"),
    ("房屋面积 = 98.5", "ix_customer_field_number (field=? AND <expr>=?)"),
    ("房屋面积 in 90, 98.5", "ix_customer_field_number (field=? AND <expr>=?)"),
    ("客户类型 = 业主", "ix_customer_field_text (field=? AND value=?)"),
    ("客户类型 in 业主, 租户", "ix_customer_field_text (field=? AND value=?)"),
    ("入住时间 < 2021-01-01", "ix_customer_field_text (field=? AND value<?)"),
    ("车辆.车牌 = 沪A12345", "ix_customer_field_text (field=? AND value=?)"),
    ("自己的 = x", "ix_customer_field_text (field=? AND value=?)"),
)


@pytest.mark.parametrize(("where", "index"), PLANS)
def test_a_filter_asks_an_index_and_then_only_the_customers_found(
    estate: Inside, where: str, index: str
) -> None:
    estate.must("edit", "王小明", "--set", "自己的=x")
    with closing(sqlite3.connect(estate.book)) as book:
        compiled = compile_where(where, customer_fields(book, TODAY), TODAY)
        query = f"explain query plan select code from customer_list l where {compiled.sql}"
        plan = [row[3] for row in book.execute(query, compiled.parameters)]
    assert any(index in step for step in plan), plan
    assert any("SEARCH c USING INTEGER PRIMARY KEY (rowid=?)" in step for step in plan), plan


SORTS = (
    ("房屋面积", "ix_customer_field_number (field=?)"),
    ("-房屋面积", "ix_customer_field_number (field=?)"),
    ("客户类型", "ix_customer_field_text (field=? AND value=?)"),
    ("入住时间", "ix_customer_field_text (field=?)"),
    ("车辆.车牌", "ix_customer_field_text (field=?)"),
    ("自己的", "ix_customer_field_number (field=?)"),
)


@pytest.mark.parametrize(("sort", "index"), SORTS)
def test_a_sort_by_a_field_goes_along_its_index_and_stops(
    estate: Inside, sort: str, index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate.must("edit", "王小明", "--set", "自己的=3")
    monkeypatch.setattr(ordering, "FEW", 1)
    asked: list[str] = []
    with closing(sqlite3.connect(estate.book)) as book:
        book.set_trace_callback(asked.append)
        list_customers(book, Filters(), TODAY, sort, 1)
        book.set_trace_callback(None)
        walks = [sql for sql in asked if sql.startswith("select f.customer_id")]
        plan = [step for *_rest, step in book.execute(f"explain query plan {walks[0]}")]
    assert any(index in step for step in plan), plan
    assert not any("USE TEMP B-TREE FOR ORDER BY" in step for step in plan), plan


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """Cards on which a field stands as a number, as words, several times and not at all; two are archived."""
    crm = Inside(Program(tmp_path_factory.mktemp("mixed")))
    for name, value in (
        ("甲", "10"),
        ("乙", "9"),
        ("丙", "待定"),
        ("丁", ""),
        ("戊", "-3"),
        ("己", "9"),
        ("庚", "1"),
    ):
        crm.add(name, "--set", f"面积={value}", "--grade", "B" if value == "9" else "C")
    crm.must("archive", "庚")
    with closing(sqlite3.connect(crm.book)) as book, book:
        book.execute(
            "insert into customer_field (customer_id, field, record, value) values (1, '面积', 1, '2')"
        )
    return crm


@pytest.mark.parametrize("few", [1, 1_000])
@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["--sort", "面积"], "戊 乙 己 甲 丙 丁"),
        (["--sort", "-面积"], "甲 乙 己 戊 丙 丁"),
        (["--sort", "面积", "--limit", "2"], "戊 乙"),
        (["--sort", "面积", "--limit", "0"], ""),
        (["--sort", "-面积", "--limit", "5"], "甲 乙 己 戊 丙"),
        (["--sort", "面积", "--grade", "B"], "乙 己"),
        (["--sort", "面积", "--where", "grade = C and not 面积 = -3"], "甲 丙 丁"),
        (["--sort", "面积", "--archived"], "庚"),
    ],
)
def test_numbers_come_first_then_words_then_who_has_none(
    mixed: Inside, few: int, words: list[str], names: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ordering, "FEW", few)
    assert mixed.names("list", *words) == names.split()


def test_a_list_is_empty_where_none_of_its_columns_has_a_value(estate: Inside) -> None:
    estate.add("孙浩", "--set", "车辆.+.停车位=B12")
    estate.add("周敏")
    for where, codes in (
        ("车辆 is empty", ["C0004"]),
        ("车辆 is not empty", ["C0001", "C0002", "C0003"]),
        ("车辆.1 is empty", ["C0002", "C0003", "C0004"]),
        ("车辆 ~ B12", ["C0003"]),
        ("not 车辆 ~ B12", ["C0001", "C0002", "C0004"]),
    ):
        assert estate.must("list", "--where", where, "-f", "codes").lines == codes


def test_a_sort_by_a_list_is_refused(estate: Inside) -> None:
    with closing(sqlite3.connect(estate.book)) as book:
        with pytest.raises(UsageRefused):
            order_by(book, "车辆", TODAY)
        assert list_customers(book, Filters(), TODAY, "车辆.车牌", None)


def test_an_empty_book_knows_no_field_of_a_playbook(desks: Desks) -> None:
    with desks() as at:
        assert customer_fields(at.writing.reading(), TODAY).find("营业面积") is None


@pytest.mark.parametrize("path", ["车辆.x.车牌号码", "车辆.{0}", "车辆.0.无"])
def test_a_filter_by_a_part_that_a_list_does_not_have_is_refused_with_its_place(
    inside: Inside, path: str
) -> None:
    inside.add("王小明")
    inside.must("playbook", "use", "property")
    ran = inside("list", "--where", f"code = C0001 and {path} = B")
    assert (ran.code, ran.out) == (2, ""), ran.err
    assert "at character 18" in ran.err


@pytest.mark.parametrize("typed", ["98.5㎡", "98.5 m2", "98.5平米", "98.5 平方", "98.5平方米", "98.5 M2"])
def test_an_area_takes_the_ways_in_which_its_unit_is_typed(inside: Inside, typed: str) -> None:
    inside.add("王小明")
    inside.must("playbook", "use", "property")
    inside.must("edit", "王小明", "--set", f"房屋面积={typed}")
    assert fields(inside)["home_area"] == 98.5


def test_an_option_and_a_setting_that_differ_are_refused(inside: Inside) -> None:
    inside.must("init")
    inside.must("playbook", "use", "real-estate")
    ran = inside("add", "王小明", "--source", "路过", "--set", "认知途径=户外广告")
    assert (ran.code, ran.out) == (2, "")
    assert "路过" in ran.err
    assert inside.names("list") == []
    inside.must("add", "王小明", "--source", "路过", "--set", "认知途径=路过")
