"""How commands meet the terminal: options, prompts, help, errors."""
