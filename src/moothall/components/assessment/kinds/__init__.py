"""The kinds of step that have a page."""
