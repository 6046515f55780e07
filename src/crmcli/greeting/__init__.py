"""Greetings on birthdays and festivals: whom, when, in which words, and whether it was done."""
