"""What we and our customers owe one another: promises, complaints, messages; and how satisfied they are."""
