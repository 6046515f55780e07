"""What is owed besides the dates on a card: a row for each item, kept in step with the facts it follows from."""
