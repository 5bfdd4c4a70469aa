"""Measurements of the house, each with its floor beside it: ``python -m bench``."""
