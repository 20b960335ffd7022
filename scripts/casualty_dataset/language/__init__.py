"""Figures, tallies, claims and conflicts in words, one file a language."""
