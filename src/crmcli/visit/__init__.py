"""Contacts with customers: logged, re-graded, the next one agreed."""
