"""One module per report: `make(book, asked)` gives its sheet."""
