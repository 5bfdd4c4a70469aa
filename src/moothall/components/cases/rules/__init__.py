"""What cases decides. Pure functions: no clock, no database."""
