"""The people who sell: who owns a customer, who logged a visit."""
