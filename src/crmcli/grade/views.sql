-- Who moved from which grade to which, when and why.
create view grade_change_list as
select g.id, g.customer_id, c.code, c.name, g.changed_on, g.from_grade, g.to_grade, g.suggested, g.reason, s.name as by
from grade_change g join customer c on c.id = g.customer_id join staff s on s.id = g.by_id;

-- The next contact that the rhythm, an agreement or a snooze asks for. Nobody follows up whoever only scouts us.
create view due_follow_up as
select 'follow_up' as kind, c.id as customer_id, c.code, c.name, c.grade, c.owner_id,
  c.next_follow_up_on as visible_on, c.next_follow_up_on as due_on,
  coalesce(c.next_topic, 'follow_up') as title, c.amount_fen
from customer c
where c.archived_on is null and c.next_follow_up_on is not null
  and (not exists (select 1 from visit where is_scout)
    or not exists (select 1 from visit x where x.customer_id = c.id and x.is_scout));

-- Nobody has said yet how soon this customer will close, or only in the grades of an earlier playbook.
create view due_grade_missing as
select 'grade_missing' as kind, c.id as customer_id, c.code, c.name, c.grade, c.owner_id,
  c.registered_on as visible_on, c.registered_on as due_on,
  'grade_missing' as title, c.amount_fen
from customer c
where c.archived_on is null and c.status <> 'won'
  and (c.grade is null or c.grade not in (select letter from policy_grade))
  and (not exists (select 1 from visit where is_scout)
    or not exists (select 1 from visit x where x.customer_id = c.id and x.is_scout));
