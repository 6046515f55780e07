-- Who knows whom, seen from either side; `relation` is `referred_by` (who referred this one), `referred` (who came by it), else your words.
create view relation_list as
select r.id, r.customer_id, r.person, r.relation, o.code as other_code, coalesce(o.name, s.name, r.who) as other,
  case when o.id is not null then 'customer' when s.id is not null then 'staff' else 'other' end as other_kind
from customer_relation r left join customer o on o.id = r.other_id left join staff s on s.id = r.staff_id
where r.other_id is null or r.other_id <> r.customer_id
union all
select r.id, r.other_id, null, case r.relation when 'referred_by' then 'referred' else r.relation end, c.code,
  case when r.person is null then c.name else r.person || ' (' || c.name || ')' end,
  'customer'
from customer_relation r join customer c on c.id = r.customer_id
where r.other_id is not null and r.other_id <> r.customer_id;
