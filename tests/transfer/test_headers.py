"""Headers and words as people write them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.transfer.headers import fold_header, people_header, recognise, written_headers

DOCS = Path(__file__).parents[2] / "docs" / "import.md"


def field_of(header: str) -> str | None:
    return recognise([header])[0].field


@pytest.mark.parametrize(
    ("field", "headers"),
    [
        ("code", "客户编号 编号 客户代码 客户号 code Customer_No. CODE ＣＯＤＥ"),
        (
            "name",
            "客户名称 客户姓名 姓名 公司名称 单位名称 企业名称 name company *客户名称 客户名称： 姓名(必填)",
        ),
        ("kind", "客户类型 类型 性质 type 客户类型（企业/个人）"),
        ("contact", "联系人 联系人姓名 contact 联系人2"),
        ("contact_position", "职务 职位 联系人职务 job_title"),
        ("mobile", "手机 手机号 手机号码 移动电话 mobile cell 手机1 客户手机 手机/Mobile"),
        ("phone", "电话 固定电话 座机 联系电话 tel phone Tel. 电话二 手机/座机 phones"),
        ("email", "邮箱 电子邮箱 E-mail email"),
        ("wechat", "微信 微信号 WeChat"),
        ("grade", "客户等级 等级 级别 意向等级 grade"),
        ("need", "需求 客户需求 need"),
        ("expected_close_on", "预计成交日期 预计签单时间 close_date expected_close_on"),
        ("amount_fen", "预计金额（元） 预计金额 金额 amount amount_fen 预计金额万元"),
        ("source", "来源 客户来源 认知途径 source"),
        ("region", "地区 区域 城市 省市 region"),
        ("industry", "行业 所属行业 industry"),
        ("address", "地址 联系地址 客户地址 address"),
        ("owner", "负责人 业务员 销售 客户经理 跟进人 owner"),
        ("last_contact_on", "最近沟通时间 最后跟进时间 最近联系 上次拜访日期 last-contact last_contact_on"),
        ("last_contact_summary", "沟通内容 跟进记录 last-note last_contact_summary"),
        ("last_contact_kind", "沟通方式 跟进方式 last_contact_kind"),
        ("note", "备注 说明 note 备注2 notes"),
        ("tags", "标签 tags"),
        ("status", "客户状态 status"),
        ("importance", "重要程度 importance"),
        ("id_number", "身份证号 身份证号码 ID_number"),
        ("licence_number", "统一社会信用代码 营业执照号 税号 licence_number License_Number"),
        ("birthday", "生日 出生日期 birthday 客户生日"),
        ("next_follow_up_on", "下次跟进 下次联系时间 next_follow_up_on Next-follow-up"),
        ("next_topic", "由头 下一步计划 next_topic"),
        ("archived_on", "封存日期 归档日期 archived_on"),
        ("preferred_channel", "首选联系方式 preferred_channel"),
        ("preferred_time", "方便联系时间 preferred_time"),
    ],
)
def test_usual_headers_are_recognised(field: str, headers: str) -> None:
    assert {header: field_of(header) for header in headers.split()} == dict.fromkeys(headers.split(), field)


@pytest.mark.parametrize(
    "header",
    [
        "车队规模",
        "column 18",
        "",
        "2",
        "（）",
        "销售阶段",
        "企业性质",
        "Amount_Fen2",
        "会员等级",
        "x" * 5000,
    ],
)
def test_other_headers_are_left_to_custom_fields(header: str) -> None:
    assert field_of(header) is None


@pytest.mark.parametrize(
    ("header", "unit", "scale"),
    [
        ("amount_fen", "fen", 1),
        ("预计金额", None, 1),
        ("预计金额（元）", "yuan", 1),
        ("预计金额 (RMB)", "yuan", 1),
        ("预计金额（千元）", "yuan", 1_000),
        ("预计金额（万元）", "wan", 10_000),
        ("预计金额（单位：万元）", "wan", 10_000),
        ("金额【万】", "wan", 10_000),
        ("预计金额万元", "wan", 10_000),
        ("Amount (10k)", "wan", 10_000),
        ("Expected amount (yuan)", "yuan", 1),
        ("预计金额（含税）", None, 1),
    ],
)
def test_an_amount_says_its_unit(header: str, unit: str | None, scale: int) -> None:
    match = recognise([header])[0]
    assert (match.field, match.unit, match.scale) == ("amount_fen", unit, scale)


def test_a_second_column_of_a_field_becomes_custom_unless_several_are_allowed() -> None:
    headers = [
        "客户名称",
        "姓名",
        "手机",
        "手机 2",
        "电话",
        "联系电话",
        "联系人",
        "联系人2",
        "备注",
        "说明",
        "等级",
        "级别",
    ]
    fields = [match.field for match in recognise(headers)]
    assert fields == [
        *("name", None, "mobile", "mobile", "phone", "phone", "contact", "contact", "note", "note"),
        *("grade", None),
    ]


def test_what_is_computed_is_left_out_and_no_custom_field() -> None:
    matches = recognise(["days_overdue", "逾期天数", "序号", "拒绝原因", "name"])
    assert [match.left_out for match in matches] == [True, True, True, True, False]
    assert [match.field for match in matches] == [None, None, None, None, "name"]


def test_parts_of_a_card_are_known_by_their_exact_key_only() -> None:
    assert [match.field for match in recognise(["fields", "visits", "Fields", "Visits"])] == [
        *("fields", "visits", None, None),
    ]


def test_matches_keep_the_place_and_the_header() -> None:
    assert [(match.index, match.header) for match in recognise(["备注", " 姓名 "])] == [
        (0, "备注"),
        (1, " 姓名 "),
    ]


def test_no_header_is_claimed_by_two_fields() -> None:
    claims = Counter(
        (fold_header(header), field)
        for field, languages in written_headers().items()
        for header in {fold_header(text) for text in (*languages["en"], *languages["zh"])}
    )
    fields_of: dict[str, set[str]] = {}
    for header, field in claims:
        fields_of.setdefault(header, set()).add(field)
    assert {header: fields for header, fields in fields_of.items() if len(fields) > 1} == {}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_our_own_headers_are_recognised_together(language: str) -> None:
    fields = [field for field in written_headers() if field != "next_follow_up_on"]
    assert [
        match.field for match in recognise([people_header(field, language) for field in fields])
    ] == fields
    assert [match.field for match in recognise(fields)] == fields


def test_every_written_header_is_documented_and_recognised_alone() -> None:
    docs = DOCS.read_text(encoding="utf-8")
    for field, languages in written_headers().items():
        for header in (*languages["en"], *languages["zh"]):
            assert (header, field_of(header)) == (header, field)
            assert header in docs


@given(st.lists(st.text(max_size=30) | st.sampled_from(["姓名", "预计金额（", "电话2", "金额(万", "备注"])))
def test_any_headers_have_one_match_each(headers: list[str]) -> None:
    matches = recognise(headers)
    assert [match.header for match in matches] == headers
    once = [
        match.field for match in matches if match.field not in (None, "phone", "mobile", "contact", "note")
    ]
    assert len(once) == len(set(once))


def test_the_next_follow_up_follows_from_an_agreed_date_and_is_left_out_beside_one() -> None:
    alone, agreed, beside = recognise(["下次跟进日期"]) + recognise(["Agreed on", "Next follow-up on"])
    assert (alone.field, agreed.field) == ("next_follow_up_on", "agreed_on")
    assert (beside.field, beside.left_out) == (None, True)


@pytest.mark.parametrize("header", ["field:备注", "字段：备注", "FIELD: 备注", "字段:备注"])
def test_a_marked_header_is_a_custom_field_whatever_it_is_called(header: str) -> None:
    [match] = recognise([header])
    assert (match.field, match.left_out, match.own_name) == (None, False, "备注")
