"""What of an application is missing, case by case."""

from datetime import date

import pytest

from crmcli.checklist.conditions import holds, terms_of
from crmcli.checklist.loading import load_template
from crmcli.checklist.periods import Period
from crmcli.checklist.records import Party, Receipt, Records, Waiver
from crmcli.checklist.rules import expired_since, expiries, standing
from crmcli.checklist.standing import Line, Standing
from crmcli.kit.errors import ValueRefused

APPLIED_ON = date(2026, 11, 20)
HALF_YEAR = Period(date(2026, 5, 20), date(2026, 11, 19))
NAMES = (
    "transport-company",
    "loan-1-person",
    "loan-2-person",
    "loan-2-company",
    "customer-archive",
    "loan-1-company",
)
IDS = {name: place for place, name in enumerate(NAMES, start=1)}
TEMPLATES = {IDS[name]: load_template(name, "").template for name in NAMES}
MAIN = 1


def came(
    item: str, paper: str | None = None, *, party: int = MAIN, on: str = "2026-11-21", **told: object
) -> Receipt:
    return Receipt(
        id=0,
        holder_id=MAIN,
        party_id=party,
        item=item,
        paper=paper or item,
        copies=told.pop("copies", 1),  # type: ignore[arg-type]
        received_on=date.fromisoformat(on),
        **told,  # type: ignore[arg-type]
    )


def stands(
    template: str,
    *receipts: Receipt,
    parties: tuple[Party, ...] = (),
    facts: dict[str, bool] | None = None,
    waivers: tuple[Waiver, ...] = (),
    kind: str = "person",
) -> Standing:
    main = Party(MAIN, TEMPLATES[IDS[template]].main, "王小明", kind, None, IDS[template])
    said = {MAIN: facts or {}}
    return standing(Records(APPLIED_ON, (main, *parties), said, receipts, waivers), TEMPLATES)


def line(found: Standing, name: str) -> Line:
    return next(one for one in found.lines if one.item.name == name)


def item(template: str, name: str, *receipts: Receipt, **told: object) -> Line:
    return line(stands(template, *receipts, **told), name)  # type: ignore[arg-type]


SPOUSE = Party(2, "spouse", "李丽", "person", MAIN, None)


def test_half_a_bundle_is_half() -> None:
    found = item(
        "loan-1-person", "identity", came("identity", "id-card"), came("identity", "household-register"),
        came("identity", "marriage-certificate"), parties=(SPOUSE,),
    )  # fmt: skip
    assert (found.state, found.bundle.have, found.bundle.need) == ("partial", 3, 6)
    assert {(part.person.name, part.paper) for part in found.bundle.lacking()} == {
        ("李丽", "id-card"),
        ("李丽", "household-register"),
        ("李丽", "marriage-certificate"),
    }


def test_the_unmarried_give_another_certificate_and_no_spouse() -> None:
    found = item("loan-1-person", "identity", parties=(SPOUSE,), facts={"unmarried": True})
    assert [part.paper for part in found.bundle.parts()] == [
        "id-card",
        "household-register",
        "single-certificate",
    ]


@pytest.mark.parametrize(
    ("copies", "state", "lacking"),
    [(1, "partial", 2), (2, "partial", 1), (3, "received", 0), (5, "received", 0)],
)
def test_three_licences_are_asked_for(copies: int, state: str, lacking: int) -> None:
    found = item("transport-company", "vehicle-licences", came("vehicle-licences", copies=copies))
    part = found.bundle.parts()[0]
    assert (found.state, sum(short.lacking for short in part.shortfalls)) == (state, lacking)


def test_licences_that_come_one_by_one_add_up_and_tell_the_day() -> None:
    one_by_one = [came("vehicle-licences", on=f"2026-11-2{day}") for day in (1, 3, 4)]
    found = item("transport-company", "vehicle-licences", *one_by_one)
    assert (found.state, found.bundle.gathered_on) == ("received", date(2026, 11, 24))


@pytest.mark.parametrize(
    ("period", "state", "gaps"),
    [
        (HALF_YEAR, "received", ()),
        (Period(date(2026, 5, 1), date(2026, 11, 30)), "received", ()),
        (
            Period(date(2026, 6, 1), date(2026, 11, 19)),
            "partial",
            (Period(date(2026, 5, 20), date(2026, 5, 31)),),
        ),
        (None, "partial", (HALF_YEAR,)),
    ],
)
def test_a_statement_covers_the_half_year_or_says_what_is_missing(
    period: Period | None, state: str, gaps: tuple[Period, ...]
) -> None:
    found = item("loan-2-person", "bank-statement", came("bank-statement", period=period))
    part = next(part for part in found.bundle.parts() if part.paper == "bank-statement")
    assert found.state == state
    assert tuple(gap for short in part.shortfalls for gap in short.periods) == gaps


def test_a_paper_past_its_validity_does_not_count_and_a_good_one_beside_it_does() -> None:
    expired = came("id-card", expires_on=date(2026, 11, 1))
    found = item("loan-2-person", "id-card", expired)
    assert (found.state, found.bundle.parts()[0].shortfalls[0].kind) == ("partial", "expired")
    assert item("loan-2-person", "id-card", expired, came("id-card", on="2026-11-22")).state == "received"


def test_any_one_of_the_alternatives_will_do() -> None:
    deed = item("loan-2-person", "property-proof", came("property-proof", "title-deed"))
    assert deed.state == "received"
    half = item("loan-2-person", "property-proof", came("property-proof", "housing-lease"))
    assert (half.state, half.bundle.have, half.bundle.need) == ("partial", 1, 2)
    assert [part.paper for part in half.bundle.lacking()] == ["utility-invoice"]
    both = item(
        "loan-2-person",
        "property-proof",
        came("property-proof", "housing-lease"),
        came("property-proof", "utility-invoice"),
    )
    assert both.state == "received"


def test_of_two_spouses_each_brings_income_proof_or_the_family_its_papers() -> None:
    one = item("loan-1-person", "income-proof", came("income-proof"), parties=(SPOUSE,))
    assert one.state == "partial"
    both = item(
        "loan-1-person",
        "income-proof",
        came("income-proof"),
        came("income-proof", party=2),
        parties=(SPOUSE,),
    )
    assert both.state == "received"
    family = item("loan-1-person", "income-proof", came("income-proof", "family-property"), parties=(SPOUSE,))
    assert family.state == "received"


def test_settlement_is_asked_for_only_where_something_is_overdue() -> None:
    def papers(**facts: bool) -> list[str]:
        told = {name.replace("_", "-"): value for name, value in facts.items()}
        found = item("loan-2-person", "credit-reports", parties=(SPOUSE,), facts=told)
        return [part.paper for part in found.bundle.parts()]

    assert papers() == ["credit-report", "credit-report"]
    assert papers(loan_overdue=True) == ["credit-report", "credit-report", "settlement-proof"]
    assert papers(card_overdue=True) == ["credit-report", "credit-report", "settlement-call"]
    assert papers(unmarried=True) == ["credit-report"]


def test_a_screenshot_replaces_a_persons_statement_always() -> None:
    assert (
        item(
            "loan-2-person", "bank-statement", came("bank-statement", "bank-screenshot", period=HALF_YEAR)
        ).state
        == "received"
    )


@pytest.mark.parametrize(
    ("small", "off", "papers", "state"),
    [
        (False, False, ["bank-statement"], "missing"),
        (True, False, ["bank-statement"], "missing"),
        (False, True, ["bank-statement"], "missing"),
        (True, True, ["bank-statement", "bank-screenshot"], "optional"),
    ],
)
def test_a_companys_statement_may_be_left_out_only_when_small_and_off_account(
    small: bool, off: bool, papers: list[str], state: str
) -> None:
    found = item(
        "loan-2-company", "bank-statement", facts={"small-amount": small, "off-account": off}, kind="company"
    )
    assert [part.paper for part in found.bundle.parts()] == papers
    assert found.state == state


REPRESENTATIVE = Party(2, "legal-representative", "", "person", MAIN, None)


def test_operating_permits_are_asked_for_only_if_there_are_any() -> None:
    with_permits, without = (
        stands("loan-1-company", facts={"permits": permits}, kind="company", parties=(REPRESENTATIVE,))
        for permits in (True, False)
    )
    assert len(with_permits.lines) == 20
    assert [one.item.number for one in without.lines] == [*range(1, 16), *range(17, 21)]


def test_the_archive_of_a_person_has_no_licence() -> None:
    assert "business-licence" not in [one.item.name for one in stands("customer-archive").lines]
    company = [one.item.name for one in stands("customer-archive", kind="company").lines]
    assert company[:3] == ["identity-proof", "business-licence", "tax-registration"]


CO_BORROWER = Party(3, "co-borrower", "张三", "person", None, IDS["loan-2-person"])
GUARANTOR = Party(4, "guarantor", "金桥物流", "company", None, IDS["loan-2-company"])


@pytest.mark.parametrize(
    ("others", "unless_one", "unless_both"),
    [
        ((), True, True),
        ((CO_BORROWER,), False, True),
        ((GUARANTOR,), False, True),
        ((CO_BORROWER, GUARANTOR), False, False),
    ],
)
def test_collateral_by_either_reading(
    others: tuple[Party, ...], unless_one: bool, unless_both: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_asked() -> bool:
        return any(one.item.name == "collateral" for one in stands("loan-2-person", parties=others).lines)

    assert is_asked() == unless_one
    shipped = TEMPLATES[IDS["loan-2-person"]]
    assert shipped.collateral is not None
    other_reading = shipped._replace(collateral=shipped.collateral._replace(unless="both"))
    monkeypatch.setitem(TEMPLATES, IDS["loan-2-person"], other_reading)
    assert is_asked() == unless_both


def test_who_hands_in_a_list_hands_in_the_same_or_the_companys() -> None:
    found = stands("loan-2-person", parties=(CO_BORROWER, GUARANTOR))
    counts = {
        name: sum(one.holder.name == name for one in found.lines) for name in ("王小明", "张三", "金桥物流")
    }
    assert counts == {"王小明": 8, "张三": 8, "金桥物流": 11}


@pytest.mark.parametrize(
    ("states", "waived", "wanted"),
    [
        ((), False, "missing"),
        (("rejected",), False, "rejected"),
        (("rejected", "received"), False, "received"),
        (("received", "verified"), False, "verified"),
        ((), True, "waived"),
        (("rejected",), True, "waived"),
        (("verified",), True, "verified"),
    ],
)
def test_the_state_of_one_paper(states: tuple[str, ...], waived: bool, wanted: str) -> None:
    receipts = [came("id-card", state=state, reason="不清晰") for state in states]
    waivers = (Waiver(MAIN, None, "id-card", None, APPLIED_ON),) if waived else ()
    assert item("loan-2-person", "id-card", *receipts, waivers=waivers).state == wanted


def test_the_first_of_the_papers_to_end_is_told() -> None:
    found = stands(
        "loan-2-person",
        came("id-card", expires_on=date(2026, 12, 1)),
        came("household", "household-register", expires_on=date(2026, 11, 25)),
    )
    assert [(day, part.paper) for day, part in expiries(found)] == [
        (date(2026, 11, 25), "household-register"),
        (date(2026, 12, 1), "id-card"),
    ]
    assert [part.paper for part in expired_since(found, date(2026, 11, 25))] == []
    assert [part.paper for part in expired_since(found, date(2026, 11, 26))] == ["household-register"]
    renewed = stands(
        "loan-2-person",
        came("id-card", expires_on=date(2026, 12, 1)),
        came("id-card", expires_on=date(2036, 12, 1)),
    )
    assert [day for day, _part in expiries(renewed)] == [date(2036, 12, 1)]


def test_an_alternative_that_does_not_count_ends_without_a_word() -> None:
    found = stands(
        "loan-2-person", came("household", "registration-certificate", expires_on=date(2026, 11, 25)),
        came("household", "household-register", state="verified"),
    )  # fmt: skip
    assert expiries(found) == []


@pytest.mark.parametrize(
    ("condition", "facts", "wanted"),
    [
        ("", {}, True),
        ("a", {"a": True}, True),
        ("a", {}, False),
        ("not a", {}, True),
        ("not a", {"a": True}, False),
        ("a and not b", {"a": True, "b": False}, True),
        ("a and not b", {"a": True, "b": True}, False),
        ("a and  not b", {"a": True, "b": True}, False),
    ],
)
def test_conditions(condition: str, facts: dict[str, bool], wanted: bool) -> None:
    assert holds(condition, facts) is wanted


def test_facts_of_a_condition() -> None:
    assert terms_of("a and  not b") == [("a", True), ("b", False)]
    for wrong in ("a or b", "not not a", "a and", "and", "not"):
        with pytest.raises(ValueRefused):
            terms_of(wrong)
