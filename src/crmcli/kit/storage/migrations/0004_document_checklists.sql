-- Each grade says what becomes of a follow-up that falls on a rest day.
CREATE TABLE policy_grade_new (
	id INTEGER NOT NULL,
	letter VARCHAR NOT NULL,
	rank INTEGER NOT NULL,
	cadence VARCHAR NOT NULL,
	needs VARCHAR NOT NULL,
	closes_within VARCHAR,
	meaning_en VARCHAR NOT NULL,
	meaning_zh VARCHAR NOT NULL,
	on_rest_day VARCHAR NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT on_rest_day_known CHECK (on_rest_day = 'stay' or on_rest_day = 'next' or on_rest_day = 'previous'),
	UNIQUE (letter)
);
INSERT INTO policy_grade_new
	SELECT id, letter, rank, cadence, needs, closes_within, meaning_en, meaning_zh, 'stay' FROM policy_grade;
DROP TABLE policy_grade;
ALTER TABLE policy_grade_new RENAME TO policy_grade;

CREATE TABLE checklist_file (
	id INTEGER NOT NULL, 
	digest VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	size_bytes INTEGER NOT NULL, 
	kept_at VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (digest)
);

CREATE TABLE checklist_template (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	title_en VARCHAR NOT NULL, 
	title_zh VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	definition VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (digest)
);

CREATE TABLE checklist (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	customer_id INTEGER, 
	subject VARCHAR, 
	subject_folded VARCHAR, 
	template_id INTEGER NOT NULL, 
	applied_on DATE NOT NULL, 
	deadline_on DATE, 
	deadline_rule VARCHAR, 
	owner_id INTEGER NOT NULL, 
	started_at VARCHAR NOT NULL, 
	closed_on DATE, 
	closed_reason VARCHAR, 
	rev INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT customer_or_subject CHECK ((customer_id is null) <> (subject is null)), 
	UNIQUE (code), 
	FOREIGN KEY(customer_id) REFERENCES customer (id), 
	FOREIGN KEY(template_id) REFERENCES checklist_template (id), 
	FOREIGN KEY(owner_id) REFERENCES staff (id)
);

CREATE INDEX ix_checklist_customer ON checklist (customer_id) WHERE customer_id is not null;

CREATE INDEX ix_checklist_open ON checklist (applied_on) WHERE closed_on is null;

CREATE TABLE checklist_due (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	customer_id INTEGER, 
	checklist_id INTEGER, 
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
	CONSTRAINT kind_known CHECK (kind = 'checklist' or kind = 'document_expiry'), 
	FOREIGN KEY(customer_id) REFERENCES customer (id) ON DELETE CASCADE, 
	FOREIGN KEY(checklist_id) REFERENCES checklist (id) ON DELETE CASCADE, 
	FOREIGN KEY(owner_id) REFERENCES staff (id)
);

CREATE INDEX ix_checklist_due_checklist_id ON checklist_due (checklist_id);

CREATE INDEX ix_checklist_due_customer_id ON checklist_due (customer_id);

CREATE INDEX ix_checklist_due_order ON checklist_due (kind, grade, due_on, amount_fen desc, code);

CREATE TABLE checklist_party (
	id INTEGER NOT NULL, 
	checklist_id INTEGER NOT NULL, 
	holder_id INTEGER, 
	template_id INTEGER, 
	role VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	dropped_on DATE, 
	PRIMARY KEY (id), 
	CONSTRAINT kind_known CHECK (kind = 'person' or kind = 'company'), 
	FOREIGN KEY(checklist_id) REFERENCES checklist (id), 
	FOREIGN KEY(holder_id) REFERENCES checklist_party (id), 
	FOREIGN KEY(template_id) REFERENCES checklist_template (id)
);

CREATE INDEX ix_checklist_party_checklist_id ON checklist_party (checklist_id);

CREATE TABLE checklist_state (
	id INTEGER NOT NULL, 
	checklist_id INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	required INTEGER NOT NULL, 
	gathered INTEGER NOT NULL, 
	settled INTEGER NOT NULL, 
	missing VARCHAR NOT NULL, 
	missing_en VARCHAR NOT NULL, 
	missing_zh VARCHAR NOT NULL, 
	gathered_on DATE, 
	PRIMARY KEY (id), 
	CONSTRAINT state_known CHECK (state = 'open' or state = 'gathered' or state = 'complete' or state = 'closed'), 
	UNIQUE (checklist_id), 
	FOREIGN KEY(checklist_id) REFERENCES checklist (id) ON DELETE CASCADE
);

CREATE TABLE checklist_fact (
	id INTEGER NOT NULL, 
	checklist_id INTEGER NOT NULL, 
	party_id INTEGER NOT NULL, 
	fact VARCHAR NOT NULL, 
	value BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(checklist_id) REFERENCES checklist (id), 
	FOREIGN KEY(party_id) REFERENCES checklist_party (id)
);

CREATE INDEX ix_checklist_fact_checklist_id ON checklist_fact (checklist_id);

CREATE UNIQUE INDEX ix_checklist_fact_once ON checklist_fact (party_id, fact);

CREATE TABLE checklist_receipt (
	id INTEGER NOT NULL, 
	checklist_id INTEGER NOT NULL, 
	holder_id INTEGER NOT NULL, 
	party_id INTEGER NOT NULL, 
	item VARCHAR NOT NULL, 
	paper VARCHAR NOT NULL, 
	copies INTEGER NOT NULL, 
	covers_from_on DATE, 
	covers_to_on DATE, 
	issued_on DATE, 
	expires_on DATE, 
	note VARCHAR, 
	file_id INTEGER, 
	received_on DATE NOT NULL, 
	received_by_id INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	decided_on DATE, 
	decided_by_id INTEGER, 
	original_seen BOOLEAN NOT NULL, 
	reason VARCHAR, 
	PRIMARY KEY (id), 
	CONSTRAINT state_known CHECK (state = 'received' or state = 'verified' or state = 'rejected'), 
	CONSTRAINT copies_positive CHECK (copies > 0), 
	FOREIGN KEY(checklist_id) REFERENCES checklist (id), 
	FOREIGN KEY(holder_id) REFERENCES checklist_party (id), 
	FOREIGN KEY(party_id) REFERENCES checklist_party (id), 
	FOREIGN KEY(file_id) REFERENCES checklist_file (id), 
	FOREIGN KEY(received_by_id) REFERENCES staff (id), 
	FOREIGN KEY(decided_by_id) REFERENCES staff (id)
);

CREATE INDEX ix_checklist_receipt_checklist_id ON checklist_receipt (checklist_id);

CREATE INDEX ix_checklist_receipt_file_id ON checklist_receipt (file_id);

CREATE TABLE checklist_waiver (
	id INTEGER NOT NULL, 
	checklist_id INTEGER NOT NULL, 
	holder_id INTEGER NOT NULL, 
	party_id INTEGER, 
	item VARCHAR NOT NULL, 
	paper VARCHAR, 
	waived_on DATE NOT NULL, 
	by_id INTEGER NOT NULL, 
	reason VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(checklist_id) REFERENCES checklist (id), 
	FOREIGN KEY(holder_id) REFERENCES checklist_party (id), 
	FOREIGN KEY(party_id) REFERENCES checklist_party (id), 
	FOREIGN KEY(by_id) REFERENCES staff (id)
);

CREATE INDEX ix_checklist_waiver_checklist_id ON checklist_waiver (checklist_id);
