"""The kinds of answer: one class each, free of frameworks and of storage."""
