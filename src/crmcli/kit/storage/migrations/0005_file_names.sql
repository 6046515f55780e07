-- One content may come under several names; each receipt knows its own.
ALTER TABLE checklist_receipt ADD COLUMN file_name VARCHAR;
UPDATE checklist_receipt SET file_name = (SELECT name FROM checklist_file f WHERE f.id = file_id) WHERE file_id IS NOT NULL;
