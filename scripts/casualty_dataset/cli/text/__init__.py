"""Answers as text, CSV and JSON, one file a command: pure functions that return lines."""
