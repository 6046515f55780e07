-- What needs somebody else's yes: asked by whom, decided by whom. `asked` is a JSON object.
create view approval_list as
select a.id as number, a.kind, a.customer_id, c.code, c.name, a.asked, a.reason, s.name as asked_by, a.asked_at,
  a.needs_role, p.name as approver, a.state, d.name as decided_by, a.decided_at, a.note
from approval a join staff s on s.id = a.asked_by_id left join customer c on c.id = a.customer_id
  left join staff p on p.id = a.approver_id left join staff d on d.id = a.decided_by_id;
