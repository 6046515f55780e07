-- Whom a campaign calls on, and how that stands. Done: by hand, or by the first contact that counts since it began.
-- `grade_at_start`: with which grade the first day began; of customers who came later, their first one.
create view campaign_member_list as
select m.id, m.campaign_id, k.name as campaign, k.from_on, k.to_on, k.ended_on, m.customer_id, c.code, c.name, c.grade,
  c.owner_id, s.name as owner, m.planned_on, coalesce(m.goal, k.goal) as goal, coalesce(m.focus, k.focus) as focus,
  case when m.dropped_on is not null
      or exists (select 1 from visit x where x.customer_id = c.id and x.is_scout) then 'dropped'
    when coalesce(m.done_on, v.contact_on) is not null then 'done'
    when c.archived_on is not null then 'dropped' when k.ended_on is not null then 'missed' else 'open' end as state,
  coalesce(m.done_on, v.contact_on) as done_on,
  case when m.done_on is not null then d.name else b.name end as done_by,
  coalesce(m.result, nullif(v.summary, '')) as result, v.id as visit_id, m.dropped_on, m.dropped_reason,
  case when exists (select 1 from grade_change g where g.customer_id = c.id and g.changed_on < k.from_on)
    then (select g.to_grade from grade_change g where g.customer_id = c.id and g.changed_on < k.from_on
      order by g.changed_on desc, g.id desc limit 1)
    when exists (select 1 from grade_change g where g.customer_id = c.id)
    then (select coalesce(g.from_grade, g.to_grade) from grade_change g where g.customer_id = c.id
      order by g.changed_on, g.id limit 1)
    else c.grade end as grade_at_start
from campaign_member m join campaign k on k.id = m.campaign_id join customer c on c.id = m.customer_id
  join staff s on s.id = c.owner_id
  left join visit v on v.id = (select w.id from visit w where w.customer_id = m.customer_id
    and w.contact_on between k.from_on and coalesce(k.ended_on, '9999-12-31')
    and instr(' ' || k.counts || ' ', ' ' || w.kind || ' ') > 0 order by w.contact_on, w.id limit 1)
  left join staff d on d.id = m.done_by_id left join staff b on b.id = v.by_id;

-- Every campaign with its numbers; `members` are those who were not dropped.
create view campaign_list as
select k.id, k.name, k.from_on, k.to_on, k.goal, k.focus, o.name as owner, k.counts, k.per_day, k.chosen_by, k.started_at,
  k.ended_on, k.result,
  (select count(*) from campaign_member_list m where m.campaign_id = k.id and m.state <> 'dropped') as members,
  (select count(*) from campaign_member_list m where m.campaign_id = k.id and m.state = 'done') as done,
  (select count(*) from campaign_opinion p where p.campaign_id = k.id) as opinions,
  (select count(*) from campaign_improvement i where i.campaign_id = k.id) as improvements,
  (select count(*) from campaign_improvement i where i.campaign_id = k.id and i.done_on is null) as improvements_open
from campaign k join staff o on o.id = k.owner_id;

-- What customers said of us; `improvements` are the numbers of what follows from it.
create view campaign_opinion_list as
select p.id, p.campaign_id, k.name as campaign, p.number, p.customer_id, c.code, c.name, p.kind, p.text, p.said_on,
  s.name as by, (select group_concat(number, ';') from (select i.number from campaign_reason r
    join campaign_improvement i on i.id = r.improvement_id where r.opinion_id = p.id order by i.number)) as improvements
from campaign_opinion p join campaign k on k.id = p.campaign_id join customer c on c.id = p.customer_id
  join staff s on s.id = p.by_id;

-- What is done about it; `opinions` are the numbers of those it follows from.
create view campaign_improvement_list as
select i.id, i.campaign_id, k.name as campaign, i.number, i.text, i.owner_id, s.name as owner, i.opened_on, i.due_on,
  i.done_on, i.result, (select group_concat(number, ';') from (select p.number from campaign_reason r
    join campaign_opinion p on p.id = r.opinion_id where r.improvement_id = i.id order by p.number)) as opinions
from campaign_improvement i join campaign k on k.id = i.campaign_id join staff s on s.id = i.owner_id;
