-- What stands at the top of a checklist.
create view checklist_head as
select k.id, k.code, k.customer_id, c.code as customer_code, coalesce(c.name, k.subject) as name, k.subject,
  t.name as template, k.applied_on, k.deadline_on, k.deadline_rule, s.name as owner, k.closed_on, k.closed_reason, k.rev
from checklist k join checklist_template t on t.id = k.template_id join staff s on s.id = k.owner_id
  left join customer c on c.id = k.customer_id;

-- Every checklist and how it stands. `missing` are item names in the order of the list, those of others with their role.
create view checklist_list as
select k.id, k.code, k.customer_id, c.code as customer_code, coalesce(c.name, k.subject) as name, k.subject,
  t.name as template, t.title_en, t.title_zh, k.applied_on, k.deadline_on, k.deadline_rule, s.name as owner, c.grade,
  f.state, f.required, f.gathered, f.settled, f.missing, f.missing_en, f.missing_zh, f.gathered_on,
  k.closed_on, k.closed_reason, c.archived_on, k.owner_id, k.started_at, k.rev
from checklist k join checklist_template t on t.id = k.template_id join checklist_state f on f.checklist_id = k.id
  join staff s on s.id = k.owner_id left join customer c on c.id = k.customer_id;

-- Papers that came, each with whose it is.
create view checklist_receipt_list as
select r.id, r.checklist_id, k.code as checklist, h.name as holder, h.role as holder_role, p.name as party,
  p.role, r.item, r.paper, r.copies, r.covers_from_on, r.covers_to_on, r.issued_on, r.expires_on, r.note,
  r.received_on, s.name as received_by, r.state, r.decided_on, d.name as decided_by, r.original_seen, r.reason,
  r.file_name, f.digest as file_digest
from checklist_receipt r join checklist k on k.id = r.checklist_id join checklist_party h on h.id = r.holder_id
  join checklist_party p on p.id = r.party_id join staff s on s.id = r.received_by_id
  left join staff d on d.id = r.decided_by_id left join checklist_file f on f.id = r.file_id;

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
