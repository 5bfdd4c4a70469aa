"""The pages of sign-in: residents', officers', and everybody's list of sessions."""
