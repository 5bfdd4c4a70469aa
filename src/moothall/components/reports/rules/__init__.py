"""The decisions of reports: who is responsible, what is near, what waits to be looked at."""
