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
