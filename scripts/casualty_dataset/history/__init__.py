"""What changed between two states of a table; released versions; edits of one row."""
