"""One application of each template through the command line, from the first paper to complete."""

from typing import Any

import pytest

from tests.inside import Inside

PARTIES = {
    "transport-company": ["legal-representative=王强", "shareholder=李丽", "shareholder=赵敏"],
    "transport-fleet": ["fleet-leader=王强"],
    "loan-1-person": ["spouse=李丽"],
    "loan-1-company": ["legal-representative=王强", "actual-controller=王强", "spouse=李丽"],
    "loan-2-person": ["spouse=李丽", "co-borrower=张三", "guarantor=金桥物流", "张三/spouse=赵丽"],
    "loan-2-company": ["guarantor:person=张三"],
    "customer-archive": [],
    "office-audit": [],
    "distributor-coaching": [],
}
COUNTS = {
    "transport-company": 12,
    "transport-fleet": 9,
    "loan-1-person": 4,
    "loan-1-company": 20,
    "loan-2-person": 8 + 8 + 11,
    "loan-2-company": 11 + 8,
    "customer-archive": 6,
    "office-audit": 12,
    "distributor-coaching": 11,
}
SUBJECTS = {"office-audit": "郑州营业所", "distributor-coaching": "豫北总经销"}


def shown(inside: Inside, who: str) -> Any:
    (found,) = inside.must("checklist", "show", who, "-f", "json").json["checklists"]
    return found


def of_whom(item: dict[str, Any], paper: dict[str, Any]) -> str:
    """Whose paper it is, as it is typed; somebody who has no name yet by the role."""
    who = paper["party"] or paper["role"]
    return who if who == item["holder"] else f"{item['holder']}/{who}"


LONG = {"transport-company", "loan-1-company", "loan-2-person", "loan-2-company", "distributor-coaching"}


@pytest.mark.parametrize(
    "template", [pytest.param(name, marks=pytest.mark.slow if name in LONG else ()) for name in COUNTS]
)
def test_from_the_first_paper_to_complete(inside: Inside, template: str) -> None:
    who = SUBJECTS.get(template, "河南华信运输有限公司")
    if template not in SUBJECTS:
        inside.add(who, "--kind", "person" if "person" in template else "company")
    parties = [word for party in PARTIES[template] for word in ("--party", party)]
    started = inside.must("checklist", "start", who, template, "--applied", "2026-11-20", *parties)
    assert started.out.strip() == "CL0001"
    if template == "customer-archive":
        inside.must("checklist", "party", who, "--fact", "residential-property=yes")
    asked = [item for item in shown(inside, who)["items"] if item["state"] != "optional"]
    assert len(asked) == COUNTS[template]
    for item in asked:
        for paper in item["papers"]:
            items = shown(inside, who)["items"]
            now = next(one for one in items if [one["holder"], one["item"]] == [item["holder"], item["item"]])
            if now["state"] == "received":
                break
            inside.must(
                "checklist", "receive", who, paper["paper"], "--party", of_whom(item, paper),
                "--count", str(paper["need"]), "--from", "2024-01-01", "--to", "2026-11-20",
            )  # fmt: skip
    found = shown(inside, who)
    assert (found["state"], found["missing"], found["gathered_on"]) == ("gathered", 0, "2026-11-22")
    inside.must("checklist", "verify", who, "--all", "--original")
    assert shown(inside, who)["state"] == "complete"
    assert [row for row in inside.must("due", "all", "-f", "json").json if row["kind"] == "checklist"] == []
    transport = template.startswith("transport")
    assert shown(inside, who)["timeliness"] == ("in_time" if transport else None)
