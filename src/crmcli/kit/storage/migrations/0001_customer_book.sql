CREATE TABLE book_setting (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY ("key")
);

CREATE TABLE change_entry (
	id INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	command VARCHAR NOT NULL, 
	reason VARCHAR, 
	payload_digest VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE policy_grade (
	id INTEGER NOT NULL, 
	letter VARCHAR NOT NULL, 
	rank INTEGER NOT NULL, 
	cadence VARCHAR NOT NULL, 
	needs VARCHAR NOT NULL, 
	closes_within VARCHAR, 
	meaning_en VARCHAR NOT NULL, 
	meaning_zh VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (letter)
);

CREATE TABLE policy_value (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE ("key")
);

CREATE TABLE staff (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	name_folded VARCHAR NOT NULL, 
	added_at VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name_folded)
);

CREATE TABLE change_row (
	id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	table_name VARCHAR NOT NULL, 
	row_id INTEGER NOT NULL, 
	last_row_id INTEGER, 
	"before" VARCHAR, 
	"after" VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(entry_id) REFERENCES change_entry (id)
);

CREATE INDEX ix_change_row_entry_id ON change_row (entry_id);

CREATE TABLE customer (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	code_key VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	name_folded VARCHAR NOT NULL, 
	pinyin_keys VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	importance_set VARCHAR, 
	need VARCHAR, 
	expected_close_on DATE, 
	amount_fen INTEGER, 
	grade VARCHAR, 
	source VARCHAR, 
	region VARCHAR, 
	industry VARCHAR, 
	address VARCHAR, 
	email VARCHAR, 
	wechat VARCHAR, 
	birthday VARCHAR, 
	birthday_is_lunar BOOLEAN NOT NULL, 
	id_number VARCHAR, 
	licence_number VARCHAR, 
	owner_id INTEGER NOT NULL, 
	preferred_channel VARCHAR, 
	preferred_time VARCHAR, 
	registered_on DATE NOT NULL, 
	archived_on DATE, 
	duplicate_accepted_of VARCHAR, 
	last_contact_on DATE, 
	rhythm_from_on DATE NOT NULL, 
	agreed_on DATE, 
	agreed_reason VARCHAR, 
	next_topic VARCHAR, 
	next_follow_up_on DATE, 
	first_follow_up_from_on DATE, 
	first_follow_up_due_on DATE, 
	rev INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT kind_known CHECK (kind = 'person' or kind = 'company'), 
	CONSTRAINT need_known CHECK (need = 'target' or need = 'potential' or need = 'none'), 
	CONSTRAINT status_known CHECK (status = 'potential' or status = 'negotiating' or status = 'won' or status = 'lost'), 
	CONSTRAINT importance_known CHECK (importance_set = 'key' or importance_set = 'ordinary'), 
	CONSTRAINT amount_not_negative CHECK (amount_fen >= 0), 
	CONSTRAINT name_given CHECK (length(name) > 0), 
	UNIQUE (code), 
	FOREIGN KEY(owner_id) REFERENCES staff (id)
);

CREATE INDEX ix_customer_close ON customer (grade, expected_close_on, amount_fen desc, code) WHERE archived_on is null and expected_close_on is not null and status in ('potential', 'negotiating');

CREATE INDEX ix_customer_code_key ON customer (code_key);

CREATE INDEX ix_customer_first_follow_up ON customer (grade, first_follow_up_due_on, amount_fen desc, code) WHERE archived_on is null and first_follow_up_due_on is not null;

CREATE INDEX ix_customer_follow_up ON customer (grade, next_follow_up_on, amount_fen desc, code) WHERE archived_on is null and next_follow_up_on is not null;

CREATE INDEX ix_customer_id_number ON customer (id_number) WHERE id_number is not null;

CREATE INDEX ix_customer_licence_number ON customer (licence_number) WHERE licence_number is not null;

CREATE INDEX ix_customer_name_folded ON customer (name_folded);

CREATE INDEX ix_customer_owner_id ON customer (owner_id);

CREATE INDEX ix_customer_pinyin_keys ON customer (pinyin_keys);

CREATE INDEX ix_customer_ungraded ON customer (grade, registered_on, amount_fen desc, code) WHERE archived_on is null and status <> 'won';

CREATE TABLE contact (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	name_folded VARCHAR NOT NULL, 
	pinyin_keys VARCHAR NOT NULL, 
	position VARCHAR, 
	is_key BOOLEAN NOT NULL, 
	email VARCHAR, 
	wechat VARCHAR, 
	birthday VARCHAR, 
	birthday_is_lunar BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(customer_id) REFERENCES customer (id)
);

CREATE INDEX ix_contact_customer_id ON contact (customer_id);

CREATE INDEX ix_contact_name_folded ON contact (name_folded);

CREATE TABLE customer_field (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	field VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(customer_id) REFERENCES customer (id)
);

CREATE INDEX ix_customer_field_field ON customer_field (field);

CREATE UNIQUE INDEX ix_customer_field_once ON customer_field (customer_id, field);

CREATE TABLE customer_note (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	noted_at VARCHAR NOT NULL, 
	by_id INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(customer_id) REFERENCES customer (id), 
	FOREIGN KEY(by_id) REFERENCES staff (id)
);

CREATE INDEX ix_customer_note_customer_id ON customer_note (customer_id);

CREATE TABLE customer_tag (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	tag VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(customer_id) REFERENCES customer (id)
);

CREATE UNIQUE INDEX ix_customer_tag_once ON customer_tag (customer_id, tag);

CREATE INDEX ix_customer_tag_tag ON customer_tag (tag);

CREATE TABLE deal (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	outcome VARCHAR NOT NULL, 
	amount_fen INTEGER, 
	closed_on DATE NOT NULL, 
	reason VARCHAR, 
	by_id INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT outcome_known CHECK (outcome = 'won' or outcome = 'lost'), 
	FOREIGN KEY(customer_id) REFERENCES customer (id), 
	FOREIGN KEY(by_id) REFERENCES staff (id)
);

CREATE INDEX ix_deal_customer_id ON deal (customer_id);

CREATE TABLE grade_change (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	changed_on DATE NOT NULL, 
	from_grade VARCHAR, 
	to_grade VARCHAR, 
	suggested VARCHAR, 
	reason VARCHAR, 
	by_id INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(customer_id) REFERENCES customer (id), 
	FOREIGN KEY(by_id) REFERENCES staff (id)
);

CREATE INDEX ix_grade_change_customer_id ON grade_change (customer_id);

CREATE TABLE customer_occasion (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	contact_id INTEGER, 
	kind VARCHAR NOT NULL, 
	on_date DATE NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT kind_known CHECK (kind = 'birthday'), 
	FOREIGN KEY(customer_id) REFERENCES customer (id) ON DELETE CASCADE, 
	FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE
);

CREATE INDEX ix_customer_occasion_contact_id ON customer_occasion (contact_id);

CREATE INDEX ix_customer_occasion_of ON customer_occasion (customer_id, on_date);

CREATE INDEX ix_customer_occasion_when ON customer_occasion (on_date);

CREATE TABLE customer_phone (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	contact_id INTEGER, 
	number VARCHAR NOT NULL, 
	extension VARCHAR NOT NULL, 
	digits VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	rank INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT kind_known CHECK (kind = 'mobile' or kind = 'landline' or kind = 'service' or kind = 'foreign'), 
	FOREIGN KEY(customer_id) REFERENCES customer (id), 
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_customer_phone_number ON customer_phone (number);

CREATE INDEX ix_customer_phone_to_call ON customer_phone (customer_id, rank);

CREATE TABLE visit (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	contact_on DATE NOT NULL, 
	at VARCHAR, 
	kind VARCHAR NOT NULL, 
	summary VARCHAR NOT NULL, 
	by_id INTEGER NOT NULL, 
	purpose VARCHAR, 
	grade_before VARCHAR, 
	grade_after VARCHAR, 
	grade_reconsidered BOOLEAN NOT NULL, 
	grade_change_id INTEGER, 
	reason VARCHAR, 
	next_on DATE, 
	next_topic VARCHAR, 
	logged_at VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT kind_known CHECK (kind = 'visit' or kind = 'reception' or kind = 'call' or kind = 'message' or kind = 'wechat' or kind = 'email' or kind = 'fax' or kind = 'mail' or kind = 'other'), 
	FOREIGN KEY(customer_id) REFERENCES customer (id), 
	FOREIGN KEY(by_id) REFERENCES staff (id), 
	FOREIGN KEY(grade_change_id) REFERENCES grade_change (id)
);

CREATE INDEX ix_visit_latest ON visit (customer_id, contact_on);

CREATE TABLE visit_companion (
	id INTEGER NOT NULL, 
	visit_id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(visit_id) REFERENCES visit (id), 
	FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE INDEX ix_visit_companion_visit_id ON visit_companion (visit_id);
