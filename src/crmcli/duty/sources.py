"""Which kinds of due items follow from which tables, and who reckons them. By name: nothing above is imported here."""

from __future__ import annotations

from typing import NamedTuple

Range = tuple[int, int]  # first and last id, both included


class Source(NamedTuple):
    """Due items of some kinds.

    `reckon` ("module:function") is given the book and ranges of ids of customers, or, where `by_row`, of rows of the
    one table it follows, and yields a `service.DutyRow` for each item. Items of customers follow the cards too.
    Those of a `yearly` source stand some years ahead, from the day on (ISO text) that `reckon` is given as well, and
    are reckoned anew when a year has begun.
    Those that are not `of_scouts` do not arise of whoever only scouts us (docs/rules.md#visit-record).
    `through` has further tables, each with a query that gives those ids for a range of its rows.
    """

    kinds: tuple[str, ...]
    reckon: str
    tables: frozenset[str]
    by_row: bool = False
    yearly: bool = False
    through: tuple[tuple[str, str], ...] = ()
    of_scouts: bool = False


SOURCES = (
    Source(("approval",), "crmcli.approval.duties:approval_duties", frozenset({"approval"}), of_scouts=True),
    Source(("approval",), "crmcli.approval.duties:approvals_of_many", frozenset({"approval"}), by_row=True),
    Source(("handover",), "crmcli.team.duties:untold_handovers", frozenset({"handover", "visit"})),
    Source(("key_by_two",), "crmcli.team.duties:second_holders", frozenset({"customer_holder"})),
    Source(("quarterly_visit",), "crmcli.team.duties:quarterly_visits", frozenset({"visit", "deal"})),
    Source(
        ("review",),
        "crmcli.team.duties:grade_reviews",
        frozenset({"visit", "grade_change", "grade_review"}),
    ),
    Source(
        ("annotation",),
        "crmcli.report.duties:annotation_duties",
        frozenset({"report_annotation"}),
        by_row=True,
    ),
    Source(("card",), "crmcli.filing.duties:card_duties", frozenset({"card_filing"})),
    Source(("card_review",), "crmcli.card.reviewing:review_duties", frozenset({"card_confirmation"})),
    Source(
        ("verification",),
        "crmcli.card.verifying:verification_duties",
        frozenset({"customer_field", "customer_column", "customer_phone", "contact"}),
    ),
    Source(("card_expiry",), "crmcli.card.duties:expiry_duties", frozenset({"customer_field"})),
    Source(
        ("spot_check",),
        "crmcli.card.duties:spot_check_duties",
        frozenset({"card_check_item"}),
        through=(("card_check", "select customer_id from card_check_item where check_id between ? and ?"),),
        of_scouts=True,
    ),
    Source(
        ("greeting",),
        "crmcli.greeting.duties:greeting_duties",
        frozenset({"greeting", "contact", "visit"}),
        yearly=True,
        through=(
            (
                "visit_purpose",
                "select v.customer_id from visit_purpose p join visit v on v.id = p.visit_id"
                " where p.id between ? and ?",
            ),
        ),
    ),
    Source(("first_visit_by_two",), "crmcli.visit.duties:first_visit_duties", frozenset({"visit"})),
    Source(
        ("campaign",),
        "crmcli.campaign.duties:campaign_duties",
        frozenset({"campaign_member", "visit"}),
        through=(("campaign", "select customer_id from campaign_member where campaign_id between ? and ?"),),
    ),
    Source(
        ("improvement",),
        "crmcli.campaign.duties:improvement_duties",
        frozenset({"campaign_improvement"}),
        by_row=True,
        through=(("campaign", "select id from campaign_improvement where campaign_id between ? and ?"),),
    ),
    Source(("promise", "complaint"), "crmcli.owe.duties:owed_duties", frozenset({"owed"}), of_scouts=True),
)
