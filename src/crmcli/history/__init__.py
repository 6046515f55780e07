"""What happened to the book, and taking it back."""
