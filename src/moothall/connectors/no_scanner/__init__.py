"""The embedded absence of a scanner."""
