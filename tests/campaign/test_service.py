"""Who is done follows from the contacts; the due list follows from both."""

from contextlib import closing
from datetime import date, timedelta

import pytest

from crmcli.campaign.listing import improvement_rows
from crmcli.campaign.service import (
    NewCampaign,
    Planned,
    Said,
    add_improvement,
    add_opinion,
    begin_campaign,
    drop_member,
    end_campaign,
    finish_improvement,
    load_campaign,
    member_of,
)
from crmcli.campaign.tables import Campaign
from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.visit.service import NewVisit, log_visit
from tests.desk import Desks, customer, register
from tests.once import made_once

MONDAY = date(2026, 9, 14)
FRIDAY = MONDAY - timedelta(days=3)


@made_once
def begun(desks: Desks) -> None:
    """王小明 and 李丽, one each on Monday and Tuesday."""
    with desks(FRIDAY) as at:
        ids = [register(at, name, "B").id or 0 for name in ("王小明", "李丽")]
    with desks(FRIDAY) as at:
        new = NewCampaign(
            "中秋", MONDAY, MONDAY + timedelta(days=4), "送月饼", None, at.my_id, ("visit",), None, None
        )
        begin_campaign(
            at, new, [Planned(one, MONDAY + timedelta(days=place)) for place, one in enumerate(ids)]
        )


def states(desks: Desks) -> dict[str, str]:
    return dict(desks.rows("select name, state from campaign_member_list order by name"))


def due(desks: Desks) -> list[tuple[str, str]]:
    return desks.rows("select name, due_on from duty where kind = 'campaign' order by due_on, name")


def test_a_visit_since_the_beginning_makes_done_and_no_other_contact(begun: Desks) -> None:
    assert due(begun) == [("王小明", "2026-09-14"), ("李丽", "2026-09-15")]
    with begun(MONDAY) as at:
        log_visit(at, customer(at), NewVisit("visit", FRIDAY))
        log_visit(at, customer(at), NewVisit("message", MONDAY))
    assert states(begun) == {"王小明": "open", "李丽": "open"}
    with begun(MONDAY) as at:
        log_visit(at, customer(at), NewVisit("visit", MONDAY, summary="送到了"))
    assert states(begun) == {"王小明": "done", "李丽": "open"}
    assert due(begun) == [("李丽", "2026-09-15")]
    row = begun.row("select done_on, done_by, result from campaign_member_list where name = '王小明'")
    assert row == ("2026-09-14", "lily", "送到了")


def test_a_visit_after_the_last_day_counts_until_the_campaign_is_ended(begun: Desks) -> None:
    late = MONDAY + timedelta(days=10)
    with begun(late) as at:
        log_visit(at, customer(at), NewVisit("visit", late))
        end_campaign(at, load_campaign(at, 1), late, "完成")
    with begun(late + timedelta(days=1)) as at:
        log_visit(at, customer(at, "C0002"), NewVisit("visit", late + timedelta(days=1)))
    assert states(begun) == {"王小明": "done", "李丽": "missed"}
    assert due(begun) == []
    with begun(late + timedelta(days=1)) as at:
        end_campaign(at, load_campaign(at, 1, running=False), None, None)
    assert states(begun) == {"王小明": "done", "李丽": "done"}


def test_an_ended_campaign_is_not_changed(begun: Desks) -> None:
    with begun(MONDAY) as at:
        end_campaign(at, load_campaign(at, 1), MONDAY, None)
    with begun(MONDAY) as at, pytest.raises(RuleRefused, match="--back"):
        load_campaign(at, 1)


def test_whoever_was_dropped_is_due_no_more_and_archiving_says_the_same(begun: Desks) -> None:
    with begun(MONDAY) as at:
        drop_member(at, member_of(at, load_campaign(at, 1), customer(at)), "搬走了")
        customer(at, "C0002").archived_on = MONDAY
    assert states(begun) == {"王小明": "dropped", "李丽": "dropped"}
    assert due(begun) == []
    with begun(MONDAY) as at, pytest.raises(NotFound, match="takes it in"):
        member_of(at, load_campaign(at, 1), customer(at))


def test_two_campaigns_are_one_item(begun: Desks) -> None:
    with begun(FRIDAY) as at:
        new = NewCampaign("回访", MONDAY, MONDAY, None, "问续贷", at.my_id, ("call",), None, None)
        begin_campaign(at, new, [Planned(customer(at, "C0002").id or 0, MONDAY)])
    rows = begun.rows(
        "select due_on, title, words_en, words_zh from duty where name = '李丽' and kind = 'campaign'"
    )
    assert rows == [
        ("2026-09-14", "问续贷", "回访: focus: 问续贷; 中秋: 送月饼", "回访：重点：问续贷；中秋：送月饼")
    ]


def test_a_name_is_given_once(begun: Desks) -> None:
    new = NewCampaign("中 秋", MONDAY, MONDAY, None, None, 1, ("visit",), None, None)
    with begun(FRIDAY) as at, pytest.raises(RuleRefused, match="already"):
        begin_campaign(at, new, [])
    assert begun.row("select count(*) from campaign") == (1,)


def test_an_improvement_is_due_for_whoever_answers_until_it_is_made(begun: Desks) -> None:
    with begun(MONDAY) as at:
        campaign = load_campaign(at, 1)
        for text in ("放款慢", "窗口少"):
            add_opinion(at, campaign, Said(1, "complaint", text, MONDAY))
        add_improvement(at, campaign, "五天放款", at.my_id, MONDAY + timedelta(days=20), [2, 1, 2])
    row = begun.row("select kind, code, name, visible_on, due_on, title from duty where kind = 'improvement'")
    assert row == ("improvement", "中秋/1", "中秋", "2026-09-14", "2026-10-04", "五天放款")
    with closing(begun.connect()) as book:
        assert [row["opinions"] for row in improvement_rows(book, 1)] == [[1, 2]]
    with begun(MONDAY) as at:
        at.session.get_one(Campaign, 1).name = "中秋走访"
    assert begun.row("select code from duty where kind = 'improvement'") == ("中秋走访/1",)
    with begun(MONDAY) as at:
        finish_improvement(at, load_campaign(at, 1), 1, "做到了")
    assert begun.rows("select * from duty where kind = 'improvement'") == []
    with begun(MONDAY) as at, pytest.raises(RuleRefused, match="already"):
        finish_improvement(at, load_campaign(at, 1), 1, None)


def test_what_follows_from_an_unknown_opinion_is_refused_whole(begun: Desks) -> None:
    with pytest.raises(NotFound, match="no opinion 7"), begun(MONDAY) as at:
        add_improvement(at, load_campaign(at, 1), "x", at.my_id, MONDAY, [7])
    assert begun.row("select count(*) from campaign_improvement") == (0,)
