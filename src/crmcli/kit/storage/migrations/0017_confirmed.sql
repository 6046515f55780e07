-- When a value came onto the card, who confirmed a column of it, and which dates of a playbook expire.
ALTER TABLE customer_field ADD COLUMN set_on DATE;
ALTER TABLE customer_field ADD COLUMN has_replaced BOOLEAN DEFAULT 0 NOT NULL;
CREATE INDEX ix_customer_field_confirmed ON customer_field (confirmed_at) WHERE confirmed_at is not null;

CREATE TABLE customer_column (
	id INTEGER NOT NULL,
	customer_id INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	confirmed_at VARCHAR,
	confirmed_by_id INTEGER,
	confirmed_how VARCHAR,
	set_on DATE,
	PRIMARY KEY (id),
	FOREIGN KEY(customer_id) REFERENCES customer (id),
	FOREIGN KEY(confirmed_by_id) REFERENCES staff (id)
);
CREATE UNIQUE INDEX ix_customer_column_once ON customer_column (customer_id, name);
CREATE INDEX ix_customer_column_confirmed ON customer_column (confirmed_at) WHERE confirmed_at is not null;

ALTER TABLE policy_field ADD COLUMN expires BOOLEAN DEFAULT 0 NOT NULL;
-- What the playbook of retail says of them; a playbook of one's own is put in force again.
UPDATE policy_field SET expires = 1 WHERE "key" in ('licence_valid_until', 'annual_inspection_on') and type = 'date';
