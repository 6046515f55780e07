-- Whose an item is stands in the index of each arm of the due list, so that what others have is passed over there.
DROP INDEX ix_customer_follow_up;
CREATE INDEX ix_customer_follow_up ON customer (grade, next_follow_up_on, amount_fen desc, code, owner_id) WHERE archived_on is null and next_follow_up_on is not null;
DROP INDEX ix_customer_first_follow_up;
CREATE INDEX ix_customer_first_follow_up ON customer (grade, first_follow_up_due_on, amount_fen desc, code, owner_id) WHERE archived_on is null and first_follow_up_due_on is not null;
DROP INDEX ix_customer_ungraded;
CREATE INDEX ix_customer_ungraded ON customer (grade, registered_on, amount_fen desc, code, owner_id) WHERE archived_on is null and status <> 'won';
DROP INDEX ix_customer_close;
CREATE INDEX ix_customer_close ON customer (grade, expected_close_on, amount_fen desc, code, owner_id) WHERE archived_on is null and expected_close_on is not null and status in ('potential', 'negotiating');
DROP INDEX ix_duty_order;
CREATE INDEX ix_duty_order ON duty (kind, grade, due_on, amount_fen desc, code, owner_id, branch);
DROP INDEX ix_checklist_due_order;
CREATE INDEX ix_checklist_due_order ON checklist_due (kind, grade, due_on, amount_fen desc, code, owner_id);
