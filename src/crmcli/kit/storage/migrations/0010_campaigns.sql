-- Campaigns: whom they call on, what customers said of us, and what is done about it.
CREATE TABLE campaign (
	id INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	name_folded VARCHAR NOT NULL,
	from_on DATE NOT NULL,
	to_on DATE NOT NULL,
	goal VARCHAR,
	focus VARCHAR,
	owner_id INTEGER NOT NULL,
	counts VARCHAR NOT NULL,
	per_day INTEGER,
	chosen_by VARCHAR,
	started_at VARCHAR NOT NULL,
	ended_on DATE,
	result VARCHAR,
	PRIMARY KEY (id),
	CONSTRAINT ends_after_it_begins CHECK (from_on <= to_on),
	CONSTRAINT per_day_positive CHECK (per_day > 0),
	UNIQUE (name_folded),
	FOREIGN KEY(owner_id) REFERENCES staff (id)
);

CREATE TABLE campaign_improvement (
	id INTEGER NOT NULL,
	campaign_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	text VARCHAR NOT NULL,
	owner_id INTEGER NOT NULL,
	opened_on DATE NOT NULL,
	due_on DATE NOT NULL,
	done_on DATE,
	result VARCHAR,
	PRIMARY KEY (id),
	FOREIGN KEY(campaign_id) REFERENCES campaign (id),
	FOREIGN KEY(owner_id) REFERENCES staff (id)
);
CREATE UNIQUE INDEX ix_campaign_improvement_once ON campaign_improvement (campaign_id, number);

CREATE TABLE campaign_member (
	id INTEGER NOT NULL,
	campaign_id INTEGER NOT NULL,
	customer_id INTEGER NOT NULL,
	planned_on DATE NOT NULL,
	goal VARCHAR,
	focus VARCHAR,
	done_on DATE,
	done_by_id INTEGER,
	result VARCHAR,
	dropped_on DATE,
	dropped_reason VARCHAR,
	PRIMARY KEY (id),
	FOREIGN KEY(campaign_id) REFERENCES campaign (id),
	FOREIGN KEY(customer_id) REFERENCES customer (id),
	FOREIGN KEY(done_by_id) REFERENCES staff (id)
);
CREATE INDEX ix_campaign_member_customer_id ON campaign_member (customer_id);
CREATE UNIQUE INDEX ix_campaign_member_once ON campaign_member (campaign_id, customer_id);

CREATE TABLE campaign_opinion (
	id INTEGER NOT NULL,
	campaign_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	customer_id INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	text VARCHAR NOT NULL,
	said_on DATE NOT NULL,
	by_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT kind_known CHECK (kind = 'praise' or kind = 'complaint' or kind = 'suggestion' or kind = 'need'),
	FOREIGN KEY(campaign_id) REFERENCES campaign (id),
	FOREIGN KEY(customer_id) REFERENCES customer (id),
	FOREIGN KEY(by_id) REFERENCES staff (id)
);
CREATE INDEX ix_campaign_opinion_customer_id ON campaign_opinion (customer_id);
CREATE UNIQUE INDEX ix_campaign_opinion_once ON campaign_opinion (campaign_id, number);

CREATE TABLE campaign_reason (
	id INTEGER NOT NULL,
	improvement_id INTEGER NOT NULL,
	opinion_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(improvement_id) REFERENCES campaign_improvement (id),
	FOREIGN KEY(opinion_id) REFERENCES campaign_opinion (id)
);
CREATE UNIQUE INDEX ix_campaign_reason_once ON campaign_reason (improvement_id, opinion_id);
CREATE INDEX ix_campaign_reason_opinion_id ON campaign_reason (opinion_id);
