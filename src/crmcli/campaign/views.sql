-- Whom a campaign calls on, and how that stands. Done: by hand, or by the first contact that counts since it began.
create view campaign_member_list as
select m.id, m.campaign_id, k.name as campaign, k.from_on, k.to_on, k.ended_on, m.customer_id, c.code, c.name, c.grade,
  c.owner_id, s.name as owner, m.planned_on, coalesce(m.goal, k.goal) as goal, coalesce(m.focus, k.focus) as focus,
  case when m.dropped_on is not null
      or exists (select 1 from visit x where x.customer_id = c.id and x.is_scout) then 'dropped'
    when coalesce(m.done_on, v.contact_on) is not null then 'done'
    when c.archived_on is not null then 'dropped' when k.ended_on is not null then 'missed' else 'open' end as state,
  coalesce(m.done_on, v.contact_on) as done_on,
  case when m.done_on is not null then d.name else b.name end as done_by,
  coalesce(m.result, nullif(v.summary, '')) as result, v.id as visit_id, m.dropped_on, m.dropped_reason
from campaign_member m join campaign k on k.id = m.campaign_id join customer c on c.id = m.customer_id
  join staff s on s.id = c.owner_id
  left join visit v on v.id = (select w.id from visit w where w.customer_id = m.customer_id
    and w.contact_on between k.from_on and coalesce(k.ended_on, '9999-12-31')
    and instr(' ' || k.counts || ' ', ' ' || w.kind || ' ') > 0 order by w.contact_on, w.id limit 1)
  left join staff d on d.id = m.done_by_id left join staff b on b.id = v.by_id;
