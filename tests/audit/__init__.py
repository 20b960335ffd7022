"""Fault harnesses: each has a control that must fail, and writes what it found to docs/evidence/audit.json."""
