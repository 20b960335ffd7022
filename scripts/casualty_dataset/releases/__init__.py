"""The making, keeping, opening and proving of releases."""
