"""What assessment works out, without a database."""
