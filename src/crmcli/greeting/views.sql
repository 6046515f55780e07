-- Greetings that were given: marked as such, or a contact whose purpose was one.
create view greeting_list as
select g.customer_id, g.occasion, g.occasion_on, g.person, g.greeted_on, g.how, g.note, s.name as by
from greeting g join staff s on s.id = g.by_id
union all
select v.customer_id, null, null, null, v.contact_on, v.kind, v.purpose, s.name
from visit v join staff s on s.id = v.by_id
where v.purpose like '%问候%' or v.purpose like '%祝福%' or v.purpose like '%拜年%' or v.purpose like '%greeting%';
