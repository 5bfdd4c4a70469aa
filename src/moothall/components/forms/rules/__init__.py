"""What an answer may look like, decided by pure functions."""
