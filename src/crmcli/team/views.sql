-- Who holds a customer, the owner among them, and what contact each had.
create view holder_list as
select c.id as customer_id, c.code, c.name as customer, s.name as holder, s.id = c.owner_id as is_owner,
  (select max(contact_on) from visit v where v.customer_id = c.id and (v.by_id = s.id or exists
    (select 1 from visit_companion w where w.visit_id = v.id and w.staff_id = s.id))) as last_contact_on,
  (select count(*) from visit v where v.customer_id = c.id and (v.by_id = s.id or exists
    (select 1 from visit_companion w where w.visit_id = v.id and w.staff_id = s.id))) as contacts,
  (select summary from visit v where v.customer_id = c.id and v.by_id = s.id order by contact_on desc, id desc limit 1)
    as last_summary
from customer c join staff s on s.id = c.owner_id
  or s.id in (select staff_id from customer_holder h where h.customer_id = c.id)
where c.archived_on is null;
