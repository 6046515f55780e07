-- What was bought may be counted; a file that is kept on a card lies beside the book.
ALTER TABLE deal ADD COLUMN quantity FLOAT;

CREATE TABLE card_file (
	id INTEGER NOT NULL, 
	digest VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	size_bytes INTEGER NOT NULL, 
	kept_at VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (digest)
);
