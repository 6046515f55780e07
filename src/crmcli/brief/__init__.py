"""One page to read on the way to a customer."""
