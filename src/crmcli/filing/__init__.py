"""The life of a card in a team: filled in, submitted, returned or filed."""
