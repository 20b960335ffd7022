"""A page of a release, proven in a real browser; `make browser` runs it."""
