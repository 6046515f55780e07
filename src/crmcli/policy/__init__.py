"""What a playbook may say, and the policy in force as the book holds it."""
