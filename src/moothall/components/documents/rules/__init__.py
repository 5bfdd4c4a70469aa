"""What a file is and whether it will do, decided by its bytes alone."""
