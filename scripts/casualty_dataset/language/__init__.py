"""Figures, tallies, claims and conflicts in words, one package for each language."""
