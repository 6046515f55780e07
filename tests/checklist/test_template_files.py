"""Template files: the shipped ones item by item, a user's own, and what is said of a wrong one."""

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from crmcli.checklist.loading import load_template, shipped_templates
from crmcli.checklist.template import papers_of, template_from
from crmcli.kit.errors import NotFound, RuleRefused

# The items as the texts number them; literal, so that no file can lose one unnoticed.
ITEMS = {
    "transport-company": [
        *(
            "有效身份证",
            "组织机构代码证副本",
            "营业执照副本",
            "税务登记证副本",
            "行驶证",
            "运输合同",
            "营业场所证明",
        ),
        *("交易记录", "对公账户银行流水", "工资", "财产情况", "个人征信报告"),
    ],
    "transport-fleet": [
        *(
            "有效身份证",
            "行驶证",
            "运输合同",
            "营业场所证明",
            "交易记录",
            "对公账户银行流水",
            "工资",
            "个人征信报告",
        ),
        "财产情况",
    ],
    "loan-1-person": ["身份证", "收入证明", "固定住所证明", "银行卡对账单"],
    "loan-1-company": [
        *(
            "贷款申请书",
            "营业执照副本",
            "组织机构代码证",
            "税务登记证",
            "法定代表人证书",
            "贷款卡",
            "开户许可证",
        ),
        *(
            "注册验资报告",
            "财务报表",
            "土地使用证",
            "纳税申报表",
            "公司章程",
            "银行对账单",
            "股东大会",
            "经营场地权证",
        ),
        *("经营许可", "水电气账单", "征信记录", "债权债务清单", "上下游客户合同"),
    ],
    "loan-2-person": [
        *(
            "身份证",
            "户口本",
            "婚姻证明",
            "银行流水",
            "个人征信",
            "房产证明",
            "车辆行驶证",
            "银行卡、借款申请表",
        ),
    ],
    "loan-2-company": [
        *(
            "营业执照",
            "税务登记证",
            "组织机构代码证",
            "贷款卡",
            "企业征信",
            "公司章程",
            "验资报告",
            "银行流水",
        ),
        *("财务报表", "办公场地产权证明", "业务合同"),
    ],
    "customer-archive": [
        *("身份证明", "营业执照", "税务登记证", "合同和协议", "基本信息表", "客户档案目录", "其他相关资料"),
    ],
    "office-audit": [
        *(
            "业绩进度",
            "巡回路线表",
            "业务员拜访日报表",
            "客户资料卡",
            "库存",
            "竞争品牌",
            "档案管理",
            "会议记录",
        ),
        *("近期政策", "重要新政策", "情绪、士气、效率", "全体人员提出问题"),
    ],
    "distributor-coaching": [
        *(
            "客户资料",
            "管理办法",
            "招募、训练业务员",
            "定期训练经销商",
            "联谊会",
            "推销话术",
            "专案研究",
            "促销活动",
        ),
        *("人事制度", "专线", "定期巡视"),
    ],
}


def words_of(name: str) -> list[str]:
    """All Chinese words of each item, those of its papers too."""
    template = load_template(name, "").template
    return [
        " ".join([item.title.zh, *(template.paper_title(paper).zh for paper in papers_of(item.requirement))])
        for item in template.items
    ]


def test_every_shipped_template_is_listed_here() -> None:
    assert shipped_templates() == sorted(ITEMS)


@pytest.mark.parametrize("name", ITEMS)
def test_every_item_of_the_text_is_there_in_its_order(name: str) -> None:
    found = words_of(name)
    assert len(found) == len(ITEMS[name])
    for told, wanted in zip(found, ITEMS[name], strict=True):
        assert wanted in told


def item(template: str, name: str) -> Any:
    return next(one for one in load_template(template, "").template.items if one.name == name)


def test_thresholds_and_conditions_of_the_texts() -> None:
    for fleet in ("transport-company", "transport-fleet"):
        assert load_template(fleet, "").template.deadline_working_days == 3
        assert item(fleet, "vehicle-licences").requirement.at_least == 3
        assert item(fleet, "payroll").requirement.covers == (("calendar_months", 4),)
        turnover = item(fleet, "account-turnover").requirement
        assert [(one.paper, one.covers) for one in turnover.options] == [
            ("bank-statement", (("months", 6),)),
            ("fuel-invoice", (("months", 6),)),
        ]
        assert [
            [one.paper for one in each.every] or each.paper
            for each in item(fleet, "premises").requirement.options
        ] == [
            "premises-purchase",
            ["premises-lease", "rent-voucher"],
        ]
    statements = item("loan-1-company", "bank-statements").requirement
    assert all(one.covers == (("calendar_years", 1), ("months", 6)) for one in statements.every)
    accounts = item("loan-1-company", "financial-statements").requirement
    assert [one.covers for one in accounts.every] == [(("year_ends", 2),), (("calendar_months", 3),)]
    assert item("loan-1-company", "articles").requirement.form == ("registry-search-stamp",)
    reports = item("loan-2-person", "credit-reports").requirement
    assert [(one.paper, one.whose, one.when) for one in reports.every] == [
        ("credit-report", ("self", "spouse"), ""),
        ("settlement-proof", (), "loan-overdue"),
        ("settlement-call", (), "card-overdue"),
    ]
    turnover = item("loan-2-company", "bank-statement")
    assert turnover.optional == "small-amount and off-account"
    assert [one.when for one in turnover.requirement.options] == ["", "small-amount and off-account"]
    assert len(item("loan-2-person", "property-proof").requirement.options) == 4


@pytest.mark.parametrize("name", ITEMS)
def test_the_book_keeps_a_template_whole(name: str) -> None:
    loaded = load_template(name, "")
    text = (resources.files("crmcli.playbooks") / "checklists" / f"{name}.toml").read_text(encoding="utf-8")
    assert template_from(tomllib.loads(text)) == loaded.template == template_from(loaded.document)


OWN = """
name = "own"
title = { en = "Own", zh = "自有" }
main = "borrower"
[fact.married]
ask = { en = "married", zh = "已婚" }
default = false
[paper.deed]
en = "deed"
zh = "契约"
[[item]]
name = "proof"
title = { en = "proof", zh = "证明" }
any = [{ paper = "deed" }, { all = [{ paper = "deed", when = "married" }] }]
"""


def test_a_file_of_ones_own_is_used(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    assert load_template("own", str(tmp_path)).template.title.zh == "自有"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('main = "borrower"', 'mian = "borrower"', "mian is not a key here; did you mean main?"),
        ('main = "borrower"', 'main = "borower"', "borower is not known here; did you mean borrower?"),
        (
            'paper = "deed" }, {',
            'papr = "deed" }, {',
            "item.1.any.1.papr is not a key here; did you mean paper?",
        ),
        ('paper = "deed" }, {', 'paper = "dead" }, {', "dead is not known here; did you mean deed?"),
        ('when = "married"', 'when = "maried"', "maried is not known here; did you mean married?"),
        ('when = "married"', 'when = "married or rich"', "is not FACT"),
        ('when = "married"', 'form = ["duplicat"]', "duplicat is not known here; did you mean duplicate?"),
        ('when = "married"', 'whose = ["spuse"]', "spuse is not known here; did you mean spouse?"),
        ('when = "married"', "covers = [{ months = 0 }]", "covers.1.months is too small"),
        ('when = "married"', "covers = [{ months = 1, year_ends = 1 }]", "give one of"),
        ('when = "married"', 'max_age = "soon"', "is not a span of time"),
        ("default = false", "", "fact.married.default is missing"),
        ('name = "proof"', 'name = "Proof"', "item.1.name is not of the right form"),
        ("any = [", 'paper = "deed"\nany = [', "give one of paper, all, any"),
        ('{ paper = "deed" }', "{ }", "a part needs paper, all or any"),
        (
            "[fact.married]",
            '[collateral]\nunless = "one"\ntitle = { en = "x", zh = "x" }\n[fact.married]',
            "[[holder]]",
        ),
        ("[fact.married]", "[fact.married", "line 5"),
        ('name = "own"', 'name = "other"', 'must be "own"'),
        ('main = "borrower"', 'main = "borrower"\nsubject = "custmer"', "did you mean customer?"),
        ("[fact.married]", "[fact.person]", "person cannot be the name of a fact"),
        ("[fact.married]", "[fact.Married]", "Married cannot be the name of a fact"),
        ('when = "married"', 'whose = ["borrower"]', "write self"),
        (
            "[fact",
            '[[holder]]\nrole = "guarantor"\nperson = "own"\ncompany = "loan-2-compny"\n[fact',
            "loan-2-company",
        ),
    ],
)
def test_a_wrong_file_is_refused_by_file_and_key(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in OWN
    path = tmp_path / "own.toml"
    path.write_text(OWN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleRefused) as refused:
        load_template("own", str(tmp_path))
    assert str(path) in str(refused.value)
    assert told in str(refused.value)


def test_an_item_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN + OWN[OWN.index("[[item]]") :], encoding="utf-8")
    with pytest.raises(RuleRefused, match="item proof is defined twice"):
        load_template("own", str(tmp_path))


def test_nesting_has_an_end(tmp_path: Path) -> None:
    part = '{ paper = "deed" }'
    for _depth in range(12):
        part = f"{{ all = [{part}] }}"
    path = tmp_path / "own.toml"
    path.write_text(OWN.replace('{ paper = "deed" }', part, 1), encoding="utf-8")
    with pytest.raises(RuleRefused, match="nested more than 8 deep"):
        load_template("own", str(tmp_path))


def test_an_unknown_template_is_told_the_nearest() -> None:
    with pytest.raises(NotFound, match="loan-2-person"):
        load_template("loan-2-persn", "")
