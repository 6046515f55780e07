-- Every contact with a customer. `visit_number` tells which one it is (2nd, 3rd …), `told` which supervisors were told
-- of a visitor who scouts us. Parts of the full record: visit_aspect_list; several purposes: visit_purpose_list.
create view visit_list as
select v.id, v.customer_id, c.code, c.name, v.contact_on, v.at, v.kind, v.summary, s.name as by,
  (select group_concat(m.name, ';') from visit_companion w join staff m on m.id = w.staff_id where w.visit_id = v.id) as "with",
  coalesce((select group_concat(purpose, '; ') from (select purpose from visit_purpose p where p.visit_id = v.id order by id)), v.purpose) as purpose,
  v.grade_before, v.grade_after, v.grade_reconsidered, v.reason, v.next_on, v.next_topic as topic,
  row_number() over (partition by v.customer_id order by v.contact_on, v.id) as visit_number,
  v.line, v.is_short, v.is_scout,
  (select group_concat(m.name, ';') from visit_told t join staff m on m.id = t.staff_id where t.visit_id = v.id) as told,
  v.satisfaction, v.proxy, v.by_id
from visit v join customer c on c.id = v.customer_id join staff s on s.id = v.by_id;

-- What was said of each part of a visit: what was presented, what concerns the customer, and so on.
create view visit_aspect_list as
select a.id, a.visit_id, v.customer_id, v.contact_on, a.aspect, a.text
from visit_aspect a join visit v on v.id = a.visit_id;

-- What a visit was for, a row for each purpose: one of the ten words, or somebody's own.
create view visit_purpose_list as
select p.id, p.visit_id, v.customer_id, v.contact_on, p.purpose from visit_purpose p join visit v on v.id = p.visit_id
union all
select null, v.id, v.customer_id, v.contact_on, v.purpose from visit v
where v.purpose is not null and not exists (select 1 from visit_purpose p where p.visit_id = v.id);

-- What a logged visit said before it was corrected.
create view visit_correction_list as
select x.id, x.visit_id, v.customer_id, v.contact_on, x.what, x.old_text, x.new_text, x.corrected_at, s.name as by, x.reason
from visit_correction x join visit v on v.id = x.visit_id join staff s on s.id = x.by_id;

-- The first follow-up after a first reception, inside its window.
create view due_first_follow_up as
select 'first_follow_up' as kind, c.id as customer_id, c.code, c.name, c.grade, c.owner_id,
  c.first_follow_up_from_on as visible_on, c.first_follow_up_due_on as due_on,
  coalesce(c.next_topic, 'first_follow_up') as title, c.amount_fen
from customer c
where c.archived_on is null and c.first_follow_up_due_on is not null
  and (not exists (select 1 from visit where is_scout)
    or not exists (select 1 from visit x where x.customer_id = c.id and x.is_scout));
