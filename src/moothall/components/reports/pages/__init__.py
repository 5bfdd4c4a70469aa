"""Pages for everybody about what is wrong at a spot: read, follow, say whether it was fixed."""
