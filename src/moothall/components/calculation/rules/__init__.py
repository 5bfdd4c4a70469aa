"""How an amount is worked out, by pure functions: no clock, no database."""
