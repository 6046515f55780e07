"""`crm team`: what people who sell together share, gathered from the capabilities that have it."""
