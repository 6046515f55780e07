-- Who else holds a customer, when a grade was looked at, and who takes over from whom.
CREATE TABLE customer_holder (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	held_since_on DATE NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(customer_id) REFERENCES customer (id), 
	FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE UNIQUE INDEX ix_customer_holder_once ON customer_holder (customer_id, staff_id);
CREATE INDEX ix_customer_holder_staff_id ON customer_holder (staff_id);

CREATE TABLE grade_review (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	grade VARCHAR, 
	reviewed_on DATE NOT NULL, 
	by_id INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(customer_id) REFERENCES customer (id), 
	FOREIGN KEY(by_id) REFERENCES staff (id)
);
CREATE INDEX ix_grade_review_customer_id ON grade_review (customer_id);

CREATE TABLE handover (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	from_id INTEGER NOT NULL, 
	to_id INTEGER NOT NULL, 
	handed_on DATE NOT NULL, 
	tell_by_on DATE NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(customer_id) REFERENCES customer (id), 
	FOREIGN KEY(from_id) REFERENCES staff (id), 
	FOREIGN KEY(to_id) REFERENCES staff (id)
);
CREATE INDEX ix_handover_customer_id ON handover (customer_id);
