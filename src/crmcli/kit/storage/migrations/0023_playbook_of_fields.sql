-- Of which playbook a field is: another that has the same key may mean something else by it.
ALTER TABLE policy_field ADD COLUMN playbook VARCHAR DEFAULT '' NOT NULL;
UPDATE policy_field SET playbook = coalesce((SELECT value FROM policy_value WHERE "key" = 'playbook'), '')
WHERE NOT retired;
