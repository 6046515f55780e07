-- The people who sell; `customers` are those not archived.
create view staff_list as
select s.id, s.name, s.role, s.branch, s.territory, u.name as supervisor, s.capacity_a_day, s.left_on,
  (select count(*) from customer c where c.owner_id = s.id and c.archived_on is null
     and not exists (select 1 from visit x where x.customer_id = c.id and x.is_scout)) as customers
from staff s left join staff u on u.id = s.supervisor_id;
