-- The list of customers with how far each card is (客户一览表). A card that nobody has to look at was filed as it came.
create view card_list as
select c.id as customer_id, c.code, c.name, c.kind, c.grade, c.status, o.name as owner, o.branch, c.region, c.industry,
  c.registered_on, coalesce(f.state, 'filed') as state, f.cause, f.opened_on, f.submitted_on, b.name as submitted_by,
  case when f.id is null then c.registered_on when f.state = 'filed' then f.decided_on end as filed_on,
  f.decided_on, d.name as decided_by, f.reason, c.archived_on
from customer c join staff o on o.id = c.owner_id left join card_filing f on f.customer_id = c.id
  left join staff b on b.id = f.submitted_by_id left join staff d on d.id = f.decided_by_id;
