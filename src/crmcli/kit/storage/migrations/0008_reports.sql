-- What reports keep: Saturday's counts of grades, coaching, reports as handed up and what was written on them.
CREATE TABLE coaching (
	id INTEGER NOT NULL,
	staff_id INTEGER NOT NULL,
	by_id INTEGER NOT NULL,
	coached_on DATE NOT NULL,
	kind INTEGER NOT NULL,
	point INTEGER,
	text VARCHAR NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT kind_known CHECK (kind between 1 and 12),
	CONSTRAINT point_known CHECK (point between 1 and 8),
	FOREIGN KEY(staff_id) REFERENCES staff (id),
	FOREIGN KEY(by_id) REFERENCES staff (id)
);

CREATE INDEX ix_coaching_staff_id ON coaching (staff_id);

CREATE TABLE grade_count (
	id INTEGER NOT NULL,
	counted_on DATE NOT NULL,
	owner_id INTEGER NOT NULL,
	grade VARCHAR NOT NULL,
	customers INTEGER NOT NULL,
	last_change_id INTEGER NOT NULL,
	by_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(owner_id) REFERENCES staff (id),
	FOREIGN KEY(by_id) REFERENCES staff (id)
);

CREATE UNIQUE INDEX ix_grade_count_once ON grade_count (counted_on, owner_id, grade);

CREATE INDEX ix_grade_count_owner_id ON grade_count (owner_id);

CREATE TABLE report_submission (
	id INTEGER NOT NULL,
	report VARCHAR NOT NULL,
	first_on DATE NOT NULL,
	last_on DATE NOT NULL,
	staff_id INTEGER,
	branch VARCHAR,
	submitted_on DATE NOT NULL,
	submitted_at VARCHAR NOT NULL,
	by_id INTEGER NOT NULL,
	content VARCHAR NOT NULL,
	digest VARCHAR NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(staff_id) REFERENCES staff (id),
	FOREIGN KEY(by_id) REFERENCES staff (id)
);

CREATE TABLE report_annotation (
	id INTEGER NOT NULL,
	submission_id INTEGER NOT NULL,
	level INTEGER NOT NULL,
	by_id INTEGER NOT NULL,
	annotated_on DATE NOT NULL,
	annotated_at VARCHAR NOT NULL,
	text VARCHAR NOT NULL,
	for_id INTEGER,
	for_branch VARCHAR,
	due_on DATE,
	done_on DATE,
	done_by_id INTEGER,
	outcome VARCHAR,
	PRIMARY KEY (id),
	CONSTRAINT level_known CHECK (level in (1, 2)),
	FOREIGN KEY(submission_id) REFERENCES report_submission (id),
	FOREIGN KEY(by_id) REFERENCES staff (id),
	FOREIGN KEY(for_id) REFERENCES staff (id),
	FOREIGN KEY(done_by_id) REFERENCES staff (id)
);

CREATE INDEX ix_report_annotation_submission_id ON report_annotation (submission_id);
