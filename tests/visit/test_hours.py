"""On one day the hours decide, where they are known; and nothing of what was typed is lost."""

from typing import Any

from tests.inside import Inside

MORNING = {"CRM_TODAY": "2026-11-22T10:00"}


def test_an_earlier_hour_of_the_same_day_moves_nothing(inside: Inside) -> None:
    inside.add("甲", "--grade", "C")
    inside.must("visit", "甲", "下午", "--at", "yesterday 15:00", "--grade", "B")
    inside.must("visit", "甲", "上午", "--at", "yesterday 09:00", "--grade", "D")
    card = inside.card("甲")
    assert card["grade"] == "B"
    inside.must("visit", "甲", "晚上", "--at", "yesterday 18:00", "--grade", "A")
    assert inside.card("甲")["grade"] == "A"


def test_an_hour_to_come_is_refused_where_the_clock_knows_it(inside: Inside) -> None:
    inside.add("甲", "--grade", "C")
    refused = inside("visit", "甲", "--at", "today 15:00", env=MORNING)
    assert refused.code == 5
    assert "15:00" in refused.err
    assert inside("visit", "甲", "--at", "today 09:30", env=MORNING).code == 0


def test_a_late_date_asks_for_the_reason(inside: Inside) -> None:
    inside.add("甲", "--grade", "B")
    child = inside.terminal("visit", "甲", env={"CRM_LANG": "en"})
    for question, answer in (
        ("Grade after", ""),
        ("What was said", "谈了很久"),
        ("Next date", "+90d"),
        ("why", ""),  # no reason: another date
        ("Next date", "+90d"),
        ("why", "年后再谈"),
        ("Topic", ""),
    ):
        child.expect(question)
        child.sendline(answer)
    child.expect("C0001")
    child.close()
    card: Any = inside.card("甲")
    assert (card["next_follow_up_on"], card["agreed_reason"]) == ("2027-02-20", "年后再谈")
    assert [visit["summary"] for visit in card["visits"]] == ["谈了很久"]


def test_an_answer_to_an_old_question_is_refused(inside: Inside) -> None:
    inside.add("甲", "--grade", "C")
    child = inside.terminal("visit", "甲", "聊了聊", env={"CRM_LANG": "en"})
    child.expect("Grade after")
    inside.must("grade", "甲", "A")
    child.sendline("")
    child.expect("Next date")
    child.sendline("")
    child.expect("changed meanwhile")
    child.close()
    card = inside.card("甲")
    assert (card["grade"], card["visits"]) == ("A", [])


def test_why_tells_the_window_of_the_first_follow_up(inside: Inside) -> None:
    inside.add("甲", "--grade", "B")
    inside.must("playbook", "use", "real-estate")
    inside.must("visit", "甲", "首访", "--kind", "reception")
    said = inside.must("why", "甲").out
    assert "2026-11-25 Wed to 2026-11-27 Fri" in said


def test_stdin_takes_codes_and_nothing_else(inside: Inside) -> None:
    inside.add("甲", "--phone", "13528657070")
    assert inside("archive", "-", stdin="3528\n").code == 3
    assert inside("archive", "-", stdin="c1\n").code == 0


def test_a_contact_is_what_somebody_remembers(inside: Inside) -> None:
    inside.add("上海华信贸易有限公司", "--contact", "李丽")
    for typed in ("李丽", "lili", "ll"):
        assert inside.must("show", typed, "-f", "json").json["code"] == "C0001"
