"""Figures and rows in words."""
