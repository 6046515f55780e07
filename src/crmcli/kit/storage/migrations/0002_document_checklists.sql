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
