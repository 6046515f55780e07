-- Every checklist and how it stands. `missing` are item names in the order of the list, those of others with their role.
create view checklist_list as
select k.id, k.code, k.customer_id, c.code as customer_code, coalesce(c.name, k.subject) as name, k.subject,
  t.name as template, t.title_en, t.title_zh, k.applied_on, k.deadline_on, k.deadline_rule, s.name as owner, c.grade,
  f.state, f.required, f.gathered, f.settled, f.missing, f.missing_en, f.missing_zh, f.gathered_on,
  k.closed_on, k.closed_reason, c.archived_on, k.owner_id, k.started_at, k.rev
from checklist k join checklist_template t on t.id = k.template_id join checklist_state f on f.checklist_id = k.id
  join staff s on s.id = k.owner_id left join customer c on c.id = k.customer_id;

-- Papers missing by a deadline (9999-12-31: there is none), or there and not yet verified.
create view due_checklist as
select d.kind, d.customer_id, d.code, d.name, d.grade, d.owner_id, d.visible_on, d.due_on, d.title, d.amount_fen,
  d.words_en, d.words_zh
from checklist_due d where d.kind = 'checklist';

-- Papers that will not be valid any more.
create view due_document_expiry as
select d.kind, d.customer_id, d.code, d.name, d.grade, d.owner_id, d.visible_on, d.due_on, d.title, d.amount_fen,
  d.words_en, d.words_zh
from checklist_due d where d.kind = 'document_expiry';
