"""What a value of a playbook's field is: how it is typed, kept, shown, compared."""
