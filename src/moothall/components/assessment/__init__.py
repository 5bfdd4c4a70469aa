"""Decisions that everybody can follow: tables, their scenarios, and why it came out so."""
