-- Cards that were drawn to be looked at, and what was found.
create view card_check_list as
select i.id, k.id as number, k.drawn_on, d.name as drawn_by, k.seed, k.branch, i.customer_id, c.code, c.name,
  o.name as owner, i.state, i.finding, i.checked_on, b.name as checked_by, i.mended_on, m.name as mended_by, i.mended_note
from card_check_item i join card_check k on k.id = i.check_id join staff d on d.id = k.drawn_by_id
  join customer c on c.id = i.customer_id join staff o on o.id = c.owner_id
  left join staff b on b.id = i.checked_by_id left join staff m on m.id = i.mended_by_id;

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
