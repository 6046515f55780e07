-- The staff get roles; whatever is owed that is not a date on a card has a row of its own; what waits for a yes is kept.
CREATE TABLE staff_new (
	id INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	name_folded VARCHAR NOT NULL,
	added_at VARCHAR NOT NULL,
	role VARCHAR DEFAULT 'salesperson' NOT NULL,
	branch VARCHAR,
	territory VARCHAR,
	supervisor_id INTEGER,
	capacity_a_day INTEGER,
	left_on DATE,
	PRIMARY KEY (id),
	CONSTRAINT role_known CHECK (role = 'salesperson' or role = 'supervisor' or role = 'manager'),
	CONSTRAINT capacity_not_negative CHECK (capacity_a_day >= 0),
	UNIQUE (name_folded),
	FOREIGN KEY(supervisor_id) REFERENCES staff (id)
);
INSERT INTO staff_new (id, name, name_folded, added_at) SELECT id, name, name_folded, added_at FROM staff;
DROP TABLE staff;
ALTER TABLE staff_new RENAME TO staff;
CREATE INDEX ix_staff_supervisor_id ON staff (supervisor_id) WHERE supervisor_id is not null;

CREATE TABLE duty (
	id INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	customer_id INTEGER,
	source_id INTEGER,
	code VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	grade VARCHAR,
	owner_id INTEGER NOT NULL,
	visible_on DATE NOT NULL,
	due_on DATE NOT NULL,
	title VARCHAR NOT NULL,
	words_en VARCHAR NOT NULL,
	words_zh VARCHAR NOT NULL,
	amount_fen INTEGER,
	PRIMARY KEY (id),
	CONSTRAINT customer_or_source CHECK (customer_id is not null or source_id is not null),
	FOREIGN KEY(customer_id) REFERENCES customer (id) ON DELETE CASCADE,
	FOREIGN KEY(owner_id) REFERENCES staff (id)
);
CREATE INDEX ix_duty_customer_id ON duty (customer_id, kind) WHERE customer_id is not null;
CREATE INDEX ix_duty_order ON duty (kind, grade, due_on, amount_fen desc, code);
CREATE INDEX ix_duty_source ON duty (kind, source_id) WHERE source_id is not null;

CREATE TABLE approval (
	id INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	customer_id INTEGER,
	asked_by_id INTEGER NOT NULL,
	asked_at VARCHAR NOT NULL,
	asked VARCHAR NOT NULL,
	facts VARCHAR NOT NULL,
	reason VARCHAR,
	needs_role VARCHAR NOT NULL,
	approver_id INTEGER,
	state VARCHAR NOT NULL,
	decided_by_id INTEGER,
	decided_at VARCHAR,
	note VARCHAR,
	PRIMARY KEY (id),
	CONSTRAINT state_known CHECK (state = 'pending' or state = 'granted' or state = 'refused' or state = 'withdrawn'),
	FOREIGN KEY(customer_id) REFERENCES customer (id),
	FOREIGN KEY(asked_by_id) REFERENCES staff (id),
	FOREIGN KEY(approver_id) REFERENCES staff (id),
	FOREIGN KEY(decided_by_id) REFERENCES staff (id)
);
CREATE INDEX ix_approval_customer_id ON approval (customer_id);
CREATE INDEX ix_approval_pending ON approval (state, approver_id) WHERE state = 'pending';
