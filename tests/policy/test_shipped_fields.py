"""Each playbook has the fields that its source names, in its groups, and the classes that the source states."""

import pytest

from crmcli.policy.fields import CardDefinition, FieldDefinition
from crmcli.policy.schema import load_playbook, shipped_names
from crmcli.policy.sections import card_of

# 000, 篇五, 第四条: six groups; the text ends each with 等.
RETAIL = {
    "基本信息": "客户代码 店铺名称 客户地址 经营范围 零售业态 经营性质 银行帐号 纳税人登记号 纳税类型 订货方式",
    "网络信息": "客户性质 注册资金 出样形式 行政区域 营业面积 客户经理 电话订货员 送货员 送货路段 送货线路 订货批次"
    " 客户经理拜访批次 订货频次 网点规模",
    "管理信息": "专卖证号 许可证类型 守法情况 发证局 专管员"
    " 客户分类 诚信等级 监控户 是否示范户 发证日期 有效日期 年审日期",
    "销售信息": "销售结构 经营规模 进货数量 进货金额 进货均价 经营品种数 卷烟促销行为 销售对象",
    "形象信息": "店面照片 柜台照片 企业法人照片 客户经理照片 电话订货员照片 专管员照片 送货员照片",
    "个人信息": "联系人 联系电话 家庭地址 通信地址",
}
# 第五条; of these five do not stand among the 55: 订货周期 拜访周期 客户状态 结算方式, and 电话号码 as 联系电话.
RETAIL_CLASSES = {
    "static": "客户代码 店铺名称 经营范围 客户地址",
    "quarterly": "送货线路 订货周期 拜访周期",
    "at_once": "客户状态 电话号码 结算方式 银行账号",
    "computed": "守法情况 进货数量 进货金额 进货均价",
}
# 001, 建立客户信息资料服务标准, 2.4.1, (1) to (5); (6) to (12) are logs without fields.
PROPERTY = {
    "基本资料": "姓名 性别 年龄 学历 户口所在地 祖籍 政治面貌 出生日期 通信地址 联系电话 紧急联系方式"
    " 婚姻状况 职业 所属单位名称"
    " 职务 家庭主要成员 家庭常住人口数",
    "物业资料": "客户类型 使用性质 房号 房屋面积 入住时间 水电表编号",
    "车辆资料": "车辆数量 型号 特征 车牌号码 停车位",
    "消费资料": "楼款交纳及按揭办理情况 入住各项费用交纳情况 物业管理费用交纳情况 停车管理费交纳情况 水电费交纳情况"
    " 装修保证金交纳情况 购买配套产品情况",
    "个性资料": "兴趣爱好 身体特征 文艺或体育特长 生活习惯 宗教信仰 生活禁忌",
}
PROPERTY_LOGS = (
    "房屋修缮记录 特约服务记录 投诉和建议情况 参与小区活动记录及荣誉"
    " 突发事件记录 违规记录 家庭主要成员健康档案"
)
# 000, 篇八, 1; the card's front, then housing, purpose and source.
REAL_ESTATE = (
    "相貌特征 初步判断性格特点 现工作经济状况 现住房情况及拥有房产的情况 购房原因及需求"
    " 客户关注点 本次到访对项目的讲解内容"
    " 客户的兴趣点 客户存在问题 解决措施 计划下次约访时间及由头 下次到访需要解决的问题及解决方法 此次接待中自身的感受"
)
HOUSING = "福利分房 自建 商品房 租赁"
PURPOSES = "自己住 与父母同住 为父母买房 为子女买房 投资"
SOURCES = "亲友推荐 户外广告 电视 路过 大客户单位 活动 网络 DM 置业推荐 世纪推荐"
# 000, 篇九: four blocks and the person.
B2B = {
    "客户基本资料": "客户名称 客户地址 客户电话 所有者 经营管理者 法人代表 企业组织形式 个人性格 爱好 学历 年龄"
    " 创业实践 交易起始时间 资产",
    "客户特征": "服务区域 销售能力 发展潜力 经营观念 经营方向 经营政策 企业规划 经营特点",
    "客户业务状况": "销售业绩 经营管理者和业务员的素质 与其他竞争对手之间的关系 与本企业的业务关系及合作态度",
    "交易情况": "销售现状 存在的问题 具有的优势 未来策略 企业形象 声誉 信用状况 交易条件",
}
PERSON = "姓名 年龄 学历 职业 住址 家庭情况 兴趣 爱好 人际关系 个人习惯 最近接触的情况"


def card(name: str) -> CardDefinition:
    return card_of(load_playbook(name, ""))


def in_group(definition: CardDefinition, title: str) -> list[FieldDefinition]:
    (key,) = [group.key for group in definition.groups if group.title_zh == title]
    return [field for field in definition.fields() if field.group_key == key]


def titles(fields: list[FieldDefinition]) -> list[str]:
    return [field.title_zh for field in fields]


def meaning(field: FieldDefinition) -> tuple[object, ...]:
    return (field.title_en, field.title_zh, field.type, field.choices, field.unit_zh, field.card_column,
            field.computed_from)  # fmt: skip


def test_a_key_means_the_same_in_every_playbook() -> None:
    """Values keep their key when the playbook changes: what another field means would be read into them."""
    known: dict[str, tuple[str, tuple[object, ...]]] = {}
    for name in shipped_names():
        for field in card(name).by_key.values():
            first, meant = known.setdefault(field.key, (name, meaning(field)))
            assert meaning(field) == meant, f"{field.key} of {first} and {name}"


def test_retail_has_55_fields_in_six_groups() -> None:
    retail = card("retail")
    named = {group.title_zh: titles(in_group(retail, group.title_zh)) for group in retail.groups}
    assert {group: " ".join(fields) for group, fields in named.items() if group != "其他信息"} == RETAIL
    assert [len(fields.split()) for fields in RETAIL.values()] == [10, 14, 12, 8, 7, 4]
    assert sum(len(fields.split()) for fields in RETAIL.values()) == 55


def test_retail_has_the_stated_classes_and_says_that_they_are_stated() -> None:
    retail = card("retail")
    for verification, names in RETAIL_CLASSES.items():
        for name in names.split():
            field = retail.find(name)
            assert field is not None, name
            assert (field.verification, field.class_stated) == (verification, True), name
    assert sum(field.class_stated for field in retail.fields()) == 15


def test_only_retail_has_a_source_that_states_classes() -> None:
    for name in shipped_names():
        if name != "retail":
            assert not any(field.class_stated for field in card(name).fields())


def test_property_has_twelve_groups() -> None:
    definition = card("property")
    assert [group.title_zh for group in definition.groups] == [*PROPERTY, *PROPERTY_LOGS.split()]
    for group, names in PROPERTY.items():
        found = []
        for field in in_group(definition, group):
            is_group = field.title_zh == "车辆"
            found += titles(definition.columns(field)) if is_group else [field.title_zh]
        assert " ".join(found) == names
    assert [len(names.split()) for names in PROPERTY.values()] == [17, 6, 5, 7, 6]
    for group in PROPERTY_LOGS.split():
        (log,) = in_group(definition, group)
        assert log.type == "records"


def test_real_estate_has_13_elements_kinds_purposes_and_sources() -> None:
    definition = card("real-estate")
    assert titles(in_group(definition, "温馨卡")) == REAL_ESTATE.split()
    assert len(REAL_ESTATE.split()) == 13
    housing, purpose = definition.find("住房性质"), definition.find("购房用途")
    assert housing is not None
    assert purpose is not None
    assert [choice.zh for choice in housing.choices] == HOUSING.split()
    assert [choice.zh for choice in purpose.choices] == PURPOSES.split()
    sources = load_playbook("real-estate", "").source
    assert [source.title.zh for source in sources] == SOURCES.split()
    assert {source.name: source.precedence for source in sources if source.precedence != "among_others"} == {
        "passing_by": "only_alone",
        "event": "only_alone",
        "dm": "before_others",
    }
    assert [group.title_zh for group in definition.groups if group.side == "back"] == ["客户跟踪"]


def test_b2b_has_four_blocks_and_the_person() -> None:
    definition = card("b2b")
    for group, names in B2B.items():
        assert titles(in_group(definition, group)) == names.split()
    assert [len(names.split()) for names in B2B.values()] == [14, 8, 4, 8]
    (people,) = in_group(definition, "客户个人信息")
    assert titles(definition.columns(people)) == PERSON.split()
    assert len(PERSON.split()) == 11


@pytest.mark.parametrize("name", shipped_names())
def test_every_field_is_worded_in_both_languages(name: str) -> None:
    for field in card(name).by_key.values():
        assert field.title_en.isascii(), field.key
        assert not field.title_zh.isascii(), field.key
        assert field.definition_en.isascii(), field.key
        if field.parent_key is None:
            assert field.definition_zh, field.key
            assert not field.definition_zh.isascii(), field.key
