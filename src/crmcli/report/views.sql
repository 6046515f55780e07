-- Who took part in a contact: whoever logged it, and who went along. One visit, entered once, is in the report of each.
create view visit_party as
select id as visit_id, by_id as staff_id, 1 as logged from visit
union all
select w.visit_id, w.staff_id, 0 from visit_companion w join visit v on v.id = w.visit_id where w.staff_id <> v.by_id;
