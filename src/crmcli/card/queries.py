"""What is selected of cards: how far each is, and what spot checks found."""

# How far each card is (客户一览表). One that nobody has to look at was filed as it came.
CARDS = """(
select c.id as customer_id, c.code, c.name, c.kind, c.grade, c.status, o.name as owner, o.branch, c.region, c.industry,
  c.registered_on, coalesce(f.state, 'filed') as state, f.cause, f.opened_on, f.submitted_on, b.name as submitted_by,
  case when f.id is null then c.registered_on when f.state = 'filed' then f.decided_on end as filed_on,
  f.decided_on, d.name as decided_by, f.reason, c.archived_on
from customer c join staff o on o.id = c.owner_id left join card_filing f on f.customer_id = c.id
  left join staff b on b.id = f.submitted_by_id left join staff d on d.id = f.decided_by_id)
"""
# Cards that were drawn to be looked at, and what was found.
CARD_CHECKS = """(
select k.id as number, k.drawn_on, d.name as drawn_by, k.seed, k.branch, i.customer_id, c.code,
  c.name, o.name as owner, i.state, i.finding, i.checked_on, b.name as checked_by, i.mended_on,
  m.name as mended_by, i.mended_note
from card_check_item i join card_check k on k.id = i.check_id join staff d on d.id = k.drawn_by_id
  join customer c on c.id = i.customer_id join staff o on o.id = c.owner_id
  left join staff b on b.id = i.checked_by_id left join staff m on m.id = i.mended_by_id)
"""
