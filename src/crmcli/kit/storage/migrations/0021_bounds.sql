-- What a value of a field can be: from, up to, and whether a day to come is none.
ALTER TABLE policy_field ADD COLUMN least VARCHAR;
ALTER TABLE policy_field ADD COLUMN most VARCHAR;
ALTER TABLE policy_field ADD COLUMN is_past BOOLEAN DEFAULT 0 NOT NULL;
