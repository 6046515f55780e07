"""The grade of a customer: given, suggested, its history, and the follow-up rhythm it sets."""
