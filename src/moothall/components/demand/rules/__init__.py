"""What demand decides without a clock, a database or a framework."""
