"""What a change of a service would do to a population. Pure: no clock, no database."""
