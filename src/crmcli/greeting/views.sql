-- Greetings that were given: marked as such, or a contact whose purpose was one.
create view greeting_list as
select g.customer_id, g.occasion, g.occasion_on, g.person, g.greeted_on, g.how, g.note, s.name as by
from greeting g join staff s on s.id = g.by_id
union all
select g.customer_id, null, null, null, g.contact_on, g.kind, g.purpose, g.by from (
  select v.customer_id, v.contact_on, v.kind, s.name as by,
    coalesce((select group_concat(purpose, '; ') from visit_purpose p where p.visit_id = v.id), v.purpose) as purpose
  from visit v join staff s on s.id = v.by_id
) g
where g.purpose like '%问候%' or g.purpose like '%祝福%' or g.purpose like '%拜年%' or g.purpose like '%greeting%';
