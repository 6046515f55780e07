-- When, where and at what occasion somebody was met; what a relationship is worth, and how contact stands.
ALTER TABLE customer ADD COLUMN met_on DATE;
ALTER TABLE customer ADD COLUMN met_place VARCHAR;
ALTER TABLE customer ADD COLUMN met_occasion VARCHAR;
ALTER TABLE customer ADD COLUMN tier VARCHAR;
ALTER TABLE customer ADD COLUMN strategic_value VARCHAR;
ALTER TABLE customer ADD COLUMN standing VARCHAR;
ALTER TABLE contact ADD COLUMN met_on DATE;
ALTER TABLE contact ADD COLUMN met_place VARCHAR;
ALTER TABLE contact ADD COLUMN met_occasion VARCHAR;

CREATE TABLE greeting (
	id INTEGER NOT NULL,
	customer_id INTEGER NOT NULL,
	occasion VARCHAR NOT NULL,
	occasion_on DATE NOT NULL,
	person VARCHAR,
	greeted_on DATE NOT NULL,
	how VARCHAR,
	note VARCHAR,
	by_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(customer_id) REFERENCES customer (id),
	FOREIGN KEY(by_id) REFERENCES staff (id)
);
CREATE INDEX ix_greeting_customer ON greeting (customer_id, occasion_on);


CREATE TABLE card_filing (
	id INTEGER NOT NULL,
	customer_id INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	cause VARCHAR NOT NULL,
	opened_on DATE NOT NULL,
	submitted_on DATE,
	submitted_by_id INTEGER,
	decided_on DATE,
	decided_by_id INTEGER,
	reason VARCHAR,
	PRIMARY KEY (id),
	CONSTRAINT state_known CHECK (state = 'draft' or state = 'submitted' or state = 'returned' or state = 'filed'),
	CONSTRAINT cause_known CHECK (cause = 'new' or cause = 'first_deal'),
	UNIQUE (customer_id),
	FOREIGN KEY(customer_id) REFERENCES customer (id),
	FOREIGN KEY(submitted_by_id) REFERENCES staff (id),
	FOREIGN KEY(decided_by_id) REFERENCES staff (id)
);
CREATE INDEX ix_card_filing_open ON card_filing (state) WHERE state <> 'filed';

CREATE TABLE card_check (
	id INTEGER NOT NULL,
	drawn_on DATE NOT NULL,
	drawn_by_id INTEGER NOT NULL,
	seed INTEGER NOT NULL,
	asked INTEGER NOT NULL,
	branch VARCHAR,
	PRIMARY KEY (id),
	FOREIGN KEY(drawn_by_id) REFERENCES staff (id)
);

CREATE TABLE card_check_item (
	id INTEGER NOT NULL,
	check_id INTEGER NOT NULL,
	customer_id INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	finding VARCHAR,
	checked_on DATE,
	checked_by_id INTEGER,
	mended_on DATE,
	mended_by_id INTEGER,
	mended_note VARCHAR,
	PRIMARY KEY (id),
	CONSTRAINT state_known CHECK (state = 'open' or state = 'sound' or state = 'finding' or state = 'mended'),
	FOREIGN KEY(check_id) REFERENCES card_check (id),
	FOREIGN KEY(customer_id) REFERENCES customer (id),
	FOREIGN KEY(checked_by_id) REFERENCES staff (id),
	FOREIGN KEY(mended_by_id) REFERENCES staff (id)
);
CREATE INDEX ix_card_check_item_check_id ON card_check_item (check_id);
CREATE INDEX ix_card_check_item_customer ON card_check_item (customer_id);
CREATE INDEX ix_card_check_item_open ON card_check_item (state) WHERE state = 'open' or state = 'finding';

CREATE TABLE customer_relation (
	id INTEGER NOT NULL,
	customer_id INTEGER NOT NULL,
	person VARCHAR,
	other_id INTEGER,
	staff_id INTEGER,
	who VARCHAR,
	relation VARCHAR NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT one_other_side CHECK ((other_id is not null) + (staff_id is not null) + (who is not null) = 1),
	FOREIGN KEY(customer_id) REFERENCES customer (id),
	FOREIGN KEY(other_id) REFERENCES customer (id),
	FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE INDEX ix_customer_relation_customer_id ON customer_relation (customer_id);
CREATE INDEX ix_customer_relation_other ON customer_relation (other_id) WHERE other_id is not null;

CREATE TABLE card_confirmation (
	id INTEGER NOT NULL,
	customer_id INTEGER NOT NULL,
	confirmed_on DATE NOT NULL,
	how VARCHAR,
	changed BOOLEAN NOT NULL,
	note VARCHAR,
	by_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(customer_id) REFERENCES customer (id),
	FOREIGN KEY(by_id) REFERENCES staff (id)
);
CREATE INDEX ix_card_confirmation_customer ON card_confirmation (customer_id, confirmed_on);
