-- Every contact with a customer. `visit_number` tells which one it is (2nd, 3rd …).
create view visit_list as
select v.id, v.customer_id, c.code, c.name, v.contact_on, v.at, v.kind, v.summary, s.name as by,
  (select group_concat(m.name, ';') from visit_companion w join staff m on m.id = w.staff_id where w.visit_id = v.id) as "with",
  v.purpose, v.grade_before, v.grade_after, v.grade_reconsidered, v.reason, v.next_on, v.next_topic as topic,
  row_number() over (partition by v.customer_id order by v.contact_on, v.id) as visit_number
from visit v join customer c on c.id = v.customer_id join staff s on s.id = v.by_id;

-- The first follow-up after a first reception, inside its window.
create view due_first_follow_up as
select 'first_follow_up' as kind, c.id as customer_id, c.code, c.name, c.grade, c.owner_id,
  c.first_follow_up_from_on as visible_on, c.first_follow_up_due_on as due_on,
  coalesce(c.next_topic, 'first_follow_up') as title, c.amount_fen
from customer c
where c.archived_on is null and c.first_follow_up_due_on is not null;
