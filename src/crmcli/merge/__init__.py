"""The same customer twice: found by what cannot be chance, joined so that nothing of either is lost."""
