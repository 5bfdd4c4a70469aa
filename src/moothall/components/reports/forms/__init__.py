"""Between pages and people: what an address or a form asks, and how reports look."""
