-- Everything that is due to anybody, for programs that read the book. A row counts from `visible_on`, is late after `due_on`.
create view due_list as
select * from due_follow_up
union all
select * from due_first_follow_up
union all
select * from due_grade_missing
union all
select kind, customer_id, code, name, grade, owner_id, visible_on, due_on, title, amount_fen from due_close_date_passed
union all
select kind, customer_id, code, name, grade, owner_id, visible_on, due_on, title, amount_fen from due_checklist
union all
select kind, customer_id, code, name, grade, owner_id, visible_on, due_on, title, amount_fen from due_document_expiry
union all
select kind, customer_id, code, name, grade, owner_id, visible_on, due_on, title, amount_fen from due_duty;
