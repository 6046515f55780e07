-- Fields as playbooks define them; a value may be one of several, and knows who confirmed it and when.
CREATE TABLE policy_field (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	rank INTEGER NOT NULL, 
	parent_key VARCHAR, 
	group_key VARCHAR NOT NULL, 
	title_en VARCHAR NOT NULL, 
	title_zh VARCHAR NOT NULL, 
	definition_en VARCHAR NOT NULL, 
	definition_zh VARCHAR NOT NULL, 
	also VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	choices VARCHAR NOT NULL, 
	unit_en VARCHAR, 
	unit_zh VARCHAR, 
	card_column VARCHAR, 
	computed_from VARCHAR, 
	required_when VARCHAR, 
	sensitive BOOLEAN NOT NULL, 
	verification VARCHAR NOT NULL, 
	class_stated BOOLEAN NOT NULL, 
	subject VARCHAR, 
	retired BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT type_known CHECK (type = 'text' or type = 'number' or type = 'money' or type = 'date' or type = 'lunar_date' or type = 'choice' or type = 'choices' or type = 'phone' or type = 'id_number' or type = 'licence' or type = 'file' or type = 'records'), 
	CONSTRAINT verification_known CHECK (verification = 'static' or verification = 'quarterly' or verification = 'at_once' or verification = 'computed'), 
	CONSTRAINT subject_known CHECK (subject = 'person' or subject = 'company'), 
	UNIQUE ("key")
);

CREATE TABLE policy_group (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	rank INTEGER NOT NULL, 
	title_en VARCHAR NOT NULL, 
	title_zh VARCHAR NOT NULL, 
	side VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT side_known CHECK (side = 'front' or side = 'back'), 
	UNIQUE ("key")
);

CREATE TABLE policy_source (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	rank INTEGER NOT NULL, 
	title_en VARCHAR NOT NULL, 
	title_zh VARCHAR NOT NULL, 
	definition_en VARCHAR NOT NULL, 
	definition_zh VARCHAR NOT NULL, 
	also VARCHAR NOT NULL, 
	precedence VARCHAR NOT NULL, 
	retired BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT precedence_known CHECK (precedence = 'before_others' or precedence = 'among_others' or precedence = 'only_alone'), 
	UNIQUE ("key")
);

CREATE TABLE customer_field_new (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	field VARCHAR NOT NULL, 
	record INTEGER NOT NULL, 
	value VARCHAR NOT NULL, 
	confirmed_at VARCHAR, 
	confirmed_by_id INTEGER, 
	confirmed_how VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(customer_id) REFERENCES customer (id), 
	FOREIGN KEY(confirmed_by_id) REFERENCES staff (id)
);

INSERT INTO customer_field_new (id, customer_id, field, record, value)
  SELECT id, customer_id, field, 0, value FROM customer_field;

DROP TABLE customer_field;

ALTER TABLE customer_field_new RENAME TO customer_field;

CREATE INDEX ix_customer_field_number ON customer_field (field, cast(value as real), customer_id) WHERE value glob '[-0-9]*';

CREATE UNIQUE INDEX ix_customer_field_once ON customer_field (customer_id, field, record);

CREATE INDEX ix_customer_field_text ON customer_field (field, value collate nocase, customer_id);
