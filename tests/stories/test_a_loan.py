"""A loan, from the application to complete papers: what the list says each day, and what the customer is told."""

from typing import Any

from tests.inside import Inside


def on(inside: Inside, day: str, *words: str) -> Any:
    """A command on that day of November 2026; a refusal fails the story."""
    ran = inside(*words, env={"CRM_TODAY": f"2026-11-{day}"})
    assert ran.code == 0, ran.err
    return ran


def paper_row(inside: Inside, day: str) -> Any:
    rows = on(inside, day, "due", "--kind", "checklist", "-f", "json").json
    return rows[0] if rows else None


def test_a_loan_from_the_application_to_complete_papers(inside: Inside) -> None:
    on(
        inside,
        "16",
        "add",
        "王小明",
        "--phone",
        "13812345678",
        "--grade",
        "A",
        "--need",
        "target",
        "--close",
        "12-20",
    )
    # Monday: he applies; his wife and a co-borrower sign too. Five working days are agreed.
    parties = ("--party", "配偶=李丽", "--party", "共借人=张三", "--party", "张三/配偶=赵丽")
    on(inside, "16", "checklist", "start", "王小明", "loan-2-person", "--deadline", "5wd", *parties)
    row = paper_row(inside, "16")
    assert (row["due_on"], row["days_overdue"], len(row["title"].split(", "))) == ("2026-11-23", -7, 16)
    told = on(inside, "16", "checklist", "handout", "王小明", "--lang", "zh").out
    assert "请于 2026-11-23 周一 前备齐。" in told

    # Wednesday: he brings most of it, one statement too short; his wife's report is not there.
    bring = ("checklist", "receive", "王小明")
    on(inside, "18", *bring, "1", "户口本", "结婚证", "征信", "title-deed", "vehicle-licence", "8")
    short = on(inside, "18", *bring, "银行流水", "--from", "2026-07-01", "--to", "2026-11-15")
    assert "2026-05-16 to 2026-06-30 is missing" in short.err
    assert paper_row(inside, "18")["title"].startswith("bank-statement, credit-reports, co-borrower/id-card")

    # Friday: the rest of his, and the co-borrower's except one; a loan of the co-borrower turns out to be overdue.
    on(inside, "20", *bring, "银行流水", "--from", "2026-05-01", "--to", "2026-06-30")
    on(inside, "20", *bring, "征信", "--party", "李丽")
    theirs = ("1", "户口本", "结婚证", "title-deed", "vehicle-licence", "8")
    on(inside, "20", *bring, *theirs, "--party", "张三")
    on(inside, "20", *bring, "银行流水", "--party", "张三", "--from", "2026-05-01", "--to", "2026-11-20")
    on(inside, "20", *bring, "征信", "--party", "张三")
    on(inside, "20", *bring, "征信", "--party", "赵丽")
    on(inside, "20", "checklist", "party", "王小明", "--fact", "张三/loan-overdue=yes")
    assert paper_row(inside, "20")["title"] == "co-borrower/credit-reports"
    assert "结清证明" in on(inside, "20", "checklist", "handout", "王小明", "--lang", "zh").out

    # Tuesday: late by a day. The proof comes; the office looks at everything, and sends one copy back.
    assert paper_row(inside, "24")["days_overdue"] == 1
    on(inside, "24", *bring, "结清证明", "--party", "张三")
    assert paper_row(inside, "24")["title"] == "acceptance"
    on(inside, "24", "checklist", "reject", "王小明", "title-deed", "--reason", "缺页")
    on(inside, "24", "checklist", "verify", "王小明", "--all", "--original")
    assert paper_row(inside, "24")["title"] == "property-proof"
    on(inside, "25", *bring, "title-deed")
    on(inside, "25", "checklist", "verify", "王小明", "6", "--original")
    assert paper_row(inside, "25") is None
    (done,) = on(inside, "25", "checklist", "show", "王小明", "-f", "json").json["checklists"]
    assert (done["state"], done["gathered_on"], done["timeliness"]) == ("complete", "2026-11-25", "late")

    # A slip of the hand is taken back, and the paper is as it was.
    on(inside, "25", "checklist", "reject", "王小明", "1", "--reason", "点错了")
    assert paper_row(inside, "25")["title"] == "id-card"
    on(inside, "25", "undo", "--yes")
    assert paper_row(inside, "25") is None
