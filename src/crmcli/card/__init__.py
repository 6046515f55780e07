"""The customer card as a whole: its life, its second page, how true it still is."""
