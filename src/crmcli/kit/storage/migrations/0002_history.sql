-- What was taken back by which entry; requests that were carried out; the history of a row, found by an index.
ALTER TABLE change_entry ADD COLUMN undoes_id INTEGER;

CREATE INDEX ix_change_entry_undoes_id ON change_entry (undoes_id) WHERE undoes_id is not null;

CREATE TABLE change_request (
	"key" VARCHAR NOT NULL, 
	words_digest VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	entry_id INTEGER, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(entry_id) REFERENCES change_entry (id)
);

CREATE INDEX ix_change_row_of ON change_row (table_name, row_id);

CREATE INDEX ix_change_row_range ON change_row (table_name, last_row_id) WHERE last_row_id is not null;

ALTER TABLE change_row ADD COLUMN customer_id INTEGER;

UPDATE change_row SET customer_id = CASE table_name WHEN 'customer' THEN row_id
	ELSE json_extract(coalesce("after", "before"), '$.customer_id') END WHERE last_row_id is null;

CREATE INDEX ix_change_row_customer_id ON change_row (customer_id);

CREATE INDEX ix_visit_grade_change_id ON visit (grade_change_id) WHERE grade_change_id is not null;

CREATE INDEX ix_customer_phone_contact_id ON customer_phone (contact_id) WHERE contact_id is not null;
