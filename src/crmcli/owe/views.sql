-- Promises, complaints, suggestions and messages, and how far each has come. `owner` is who has to act: `given_to`, else whoever has the card.
create view owed_list as
select o.id, o.ref, o.customer_id, c.code, c.name, o.kind, o.by_customer,
  case when o.is_dropped then 'dropped' when o.closed_on is not null then 'closed' when o.told_on is not null then 'told'
    when o.answered_on is not null then 'answered' else 'open' end as state,
  o.text, o.topic, o.origin, o.limits, o.department, s.name as owner, w.name as given_to, o.opened_on, b.name as opened_by,
  o.due_on, o.expected_on, o.answer, o.answered_on, a.name as answered_by, o.told_on, o.told_how, t.name as told_by,
  o.outcome, o.prevention, o.closed_on, x.name as closed_by, o.closed_reason, v.contact_on as visit_on,
  case when o.visit_id is not null then (select count(*) from visit w where w.customer_id = o.customer_id
    and (w.contact_on, w.id) <= (v.contact_on, v.id)) end as visit_number, o.visit_id,
  s.id as owner_id, c.grade, c.archived_on
from owed o join customer c on c.id = o.customer_id join staff s on s.id = coalesce(o.owner_id, c.owner_id)
  join staff b on b.id = o.opened_by_id left join staff w on w.id = o.owner_id left join staff a on a.id = o.answered_by_id
  left join staff t on t.id = o.told_by_id left join staff x on x.id = o.closed_by_id left join visit v on v.id = o.visit_id;

-- How satisfied customers are, mark by mark: 1 (not at all) to 5 (very); those given at a visit have odd ids.
create view satisfaction_list as
select m.id * 2 as id, m.customer_id, c.code, c.name, m.given_on, m.mark, m.comment, m.survey, s.name as by
from satisfaction_mark m join customer c on c.id = m.customer_id join staff s on s.id = m.by_id
union all
select v.id * 2 + 1, v.customer_id, c.code, c.name, v.contact_on, v.satisfaction, null, null, s.name
from visit v join customer c on c.id = v.customer_id join staff s on s.id = v.by_id where v.satisfaction is not null;
