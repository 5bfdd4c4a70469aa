"""Files that people and officers attach: checked, kept and served safely."""
