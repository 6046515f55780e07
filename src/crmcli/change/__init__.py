"""Every write passes through here and leaves one entry: who, when, which command, why, before and after."""
