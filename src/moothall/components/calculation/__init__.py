"""Exact money that everybody can follow. Nothing is stored here."""
