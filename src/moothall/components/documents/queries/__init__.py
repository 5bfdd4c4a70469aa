"""Reads of documents: what is attached, and the contents that are stored."""
