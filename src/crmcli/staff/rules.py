"""What a staff name may be."""

STAFF_NAME_LIMIT = 100
