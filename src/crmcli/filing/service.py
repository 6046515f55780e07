"""Opening, submitting, returning and filing a card (docs/rules.md#card-life)."""

from collections.abc import Mapping, Sequence

from sqlmodel import col, select

from crmcli.approval.service import Wish, ask_for, refuse
from crmcli.approval.tables import Approval
from crmcli.customer.service import load_customer, touch
from crmcli.customer.tables import Customer
from crmcli.filing.opening import KIND, cards_are_reviewed
from crmcli.filing.required import missing_values
from crmcli.filing.rules import check_returns, check_submits
from crmcli.filing.tables import CardFiling
from crmcli.kit.errors import ApprovalNeeded, RuleRefused
from crmcli.kit.i18n import _
from crmcli.staff.desk import Desk
from crmcli.staff.rules import at_least


def submit_new_card(desk: Desk, customer: Customer) -> list[str]:
    """The card of somebody new as it is; what it lacks, for which whoever looks at it may return it."""
    assert customer.id is not None
    desk.session.add(CardFiling(customer_id=customer.id, cause="new", opened_on=desk.today))
    desk.session.flush()
    submit_card(desk, customer, as_it_is=True)
    filing = filing_of(desk, customer.id)
    waits = filing is not None and filing.state == "submitted"
    return missing_values(desk.writing.reading(), customer.id, desk.today) if waits else []


def draft_again(desk: Desk, customer: Customer) -> None:
    """A card that was filed, or never looked at, is to be looked at after the first deal."""
    assert customer.id is not None
    filing = filing_of(desk, customer.id)
    if filing is None:
        filing = CardFiling(customer_id=customer.id, cause="first_deal", opened_on=desk.today)
    elif filing.state != "filed":
        return  # it is being seen to
    filing.state, filing.cause, filing.opened_on, filing.reason = "draft", "first_deal", desk.today, None
    filing.submitted_on = filing.submitted_by_id = filing.decided_on = filing.decided_by_id = None
    desk.session.add(filing)


def submit_card(desk: Desk, customer: Customer, *, as_it_is: bool = False) -> bool:
    """Have a card looked at; filed at once where nobody else could.

    Raises RuleRefused where something is missing, unless it is taken as it is.
    """
    assert customer.id is not None
    _refuse_alone(desk)
    filing = filing_of(desk, customer.id)
    missing = [] if as_it_is else missing_values(desk.writing.reading(), customer.id, desk.today)
    if filing is None:
        raise RuleRefused(_("The card of {name} is filed."), name=customer.name)
    check_submits(customer.name, "draft" if _is_left_alone(desk, filing) else filing.state, missing)
    filing.state, filing.reason = "submitted", None
    filing.submitted_on, filing.submitted_by_id = desk.today, desk.my_id
    filing.decided_on = filing.decided_by_id = None
    desk.session.add(filing)
    desk.session.flush()
    wish = Wish(KIND, customer.id, {"code": customer.code, "name": customer.name}, None)
    if ask_for(desk, wish) is None:
        _decide(desk, filing, "filed", None, desk.my_id)
    touch(desk, customer)
    return True


def submit_cards(desk: Desk, ids: Sequence[int]) -> None:
    """What an import has brought: one request for all of it. The cards are listed as filed meanwhile."""
    if ids and cards_are_reviewed(desk):
        first, last = (load_customer(desk, ids[place]).code for place in (0, -1))
        ask_for(desk, Wish("new_cards", None, {"count": len(ids), "first": first, "last": last}, None))


def facts_of_cards(_desk: Desk, _customer_id: None) -> Mapping[str, object]:
    """Nothing that many cards say is asked for once more."""
    return {}


def file_cards(_desk: Desk, _customer_id: None, _asked: Mapping[str, object], _reason: str | None) -> None:
    """The yes is all there is to it: the cards stand in the book, and no longer wait."""


def return_card(desk: Desk, customer: Customer, reason: str) -> bool:
    """Give a submitted or filed card back to be mended. Raises RuleRefused, ApprovalNeeded."""
    assert customer.id is not None
    _refuse_alone(desk)
    filing = filing_of(desk, customer.id)
    check_returns(customer.name, filing.state if filing else "filed")
    waiting = _waiting(desk, customer.id)
    if waiting is not None:
        refuse(desk, waiting, reason)
        return True
    needed = desk.policy.team.approvers[KIND]
    if not at_least(desk.me.role, needed):
        raise ApprovalNeeded(
            _("Returning a card needs another role; {name} has not got it."), name=desk.me.name
        )
    if filing is None:
        filing = CardFiling(customer_id=customer.id, cause="new", opened_on=desk.today)
    _decide(desk, filing, "returned", reason, desk.my_id)
    touch(desk, customer)
    return True


def _waiting(desk: Desk, customer_id: int) -> int | None:
    """The request that waits for a yes to the card."""
    query = select(Approval.id).where(
        Approval.kind == KIND, Approval.customer_id == customer_id, Approval.state == "pending"
    )
    return desk.session.exec(query).first()


def _is_left_alone(desk: Desk, filing: CardFiling) -> bool:
    """Whether a submitted card came here without its request, from the file of another book."""
    return filing.state == "submitted" and _waiting(desk, filing.customer_id) is None


def facts_of_card(desk: Desk, customer_id: int) -> Mapping[str, object]:
    """What must not have moved when the yes comes."""
    customer = load_customer(desk, customer_id)
    return {"name": customer.name, "archived": customer.archived_on is not None}


def file_card(desk: Desk, customer_id: int, _asked: Mapping[str, object], _reason: str | None) -> None:
    """The yes: the card is filed."""
    filing = filing_of(desk, customer_id)
    if filing is not None:
        _decide(desk, filing, "filed", None, _last_decider(desk, customer_id))


def give_back(desk: Desk, customer_id: int, reason: str) -> None:
    """The no: the card goes back to whoever submitted it, with the reason."""
    filing = filing_of(desk, customer_id)
    if filing is not None:
        _decide(desk, filing, "returned", reason, desk.my_id)


def take_back(desk: Desk, customer_id: int) -> None:
    """Whoever asked takes it back: the card is a draft again."""
    filing = filing_of(desk, customer_id)
    if filing is not None:
        filing.state = "draft"
        filing.submitted_on = filing.submitted_by_id = None
        desk.session.add(filing)


def filing_of(desk: Desk, customer_id: int) -> CardFiling | None:
    """How far the card is; None where it was filed as it came."""
    return desk.session.exec(select(CardFiling).where(CardFiling.customer_id == customer_id)).first()


def _decide(desk: Desk, filing: CardFiling, state: str, reason: str | None, by_id: int) -> None:
    filing.state, filing.reason = state, reason
    filing.decided_on, filing.decided_by_id = desk.today, by_id
    desk.session.add(filing)
    desk.session.flush()


def _last_decider(desk: Desk, customer_id: int) -> int:
    query = (
        select(Approval.decided_by_id)
        .where(Approval.kind == KIND, Approval.customer_id == customer_id, Approval.state == "granted")
        .order_by(col(Approval.decided_at).desc(), col(Approval.id).desc())
    )
    return desk.session.exec(query).first() or desk.my_id


def _refuse_alone(desk: Desk) -> None:
    if not cards_are_reviewed(desk):
        raise RuleRefused(
            _(
                "Nobody looks at cards in this book, they are filed as they come: crm config rule.new_card approve"
            )
        )
