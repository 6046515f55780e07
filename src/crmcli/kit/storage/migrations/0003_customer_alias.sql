-- Codes of cards that were merged into others go on resolving.
CREATE TABLE customer_alias (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	code_key VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(customer_id) REFERENCES customer (id), 
	UNIQUE (code)
);

CREATE INDEX ix_customer_alias_code_key ON customer_alias (code_key);

CREATE INDEX ix_customer_alias_customer_id ON customer_alias (customer_id);
