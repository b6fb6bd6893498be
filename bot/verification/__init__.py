"""One-time codes: a customer shows that an account's address is theirs."""
