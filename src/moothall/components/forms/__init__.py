"""Pages of questions and the kinds of answer. Nothing is stored here."""
