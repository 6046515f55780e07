-- The full record of a visit: its parts, purposes, who was told of a scout, and what was corrected.
ALTER TABLE visit ADD COLUMN line VARCHAR;
ALTER TABLE visit ADD COLUMN is_short BOOLEAN DEFAULT 0 NOT NULL;
ALTER TABLE visit ADD COLUMN is_scout BOOLEAN DEFAULT 0 NOT NULL;
ALTER TABLE visit ADD COLUMN satisfaction INTEGER CHECK (satisfaction between 1 and 5);
ALTER TABLE visit ADD COLUMN proxy VARCHAR;
CREATE INDEX ix_visit_scout ON visit (customer_id) WHERE is_scout;

CREATE TABLE visit_aspect (
	id INTEGER NOT NULL,
	visit_id INTEGER NOT NULL,
	aspect VARCHAR NOT NULL,
	text VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (visit_id, aspect),
	FOREIGN KEY(visit_id) REFERENCES visit (id)
);

CREATE TABLE visit_correction (
	id INTEGER NOT NULL,
	visit_id INTEGER NOT NULL,
	what VARCHAR NOT NULL,
	old_text VARCHAR,
	new_text VARCHAR,
	corrected_at VARCHAR NOT NULL,
	by_id INTEGER NOT NULL,
	reason VARCHAR,
	PRIMARY KEY (id),
	FOREIGN KEY(visit_id) REFERENCES visit (id),
	FOREIGN KEY(by_id) REFERENCES staff (id)
);
CREATE INDEX ix_visit_correction_visit_id ON visit_correction (visit_id);

CREATE TABLE visit_purpose (
	id INTEGER NOT NULL,
	visit_id INTEGER NOT NULL,
	purpose VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (visit_id, purpose),
	FOREIGN KEY(visit_id) REFERENCES visit (id)
);

CREATE TABLE visit_told (
	id INTEGER NOT NULL,
	visit_id INTEGER NOT NULL,
	staff_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(visit_id) REFERENCES visit (id),
	FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE INDEX ix_visit_told_visit_id ON visit_told (visit_id);
