"""What areas decides, as pure functions: no clock, no database, no Django."""
