"""Stands in for Hypothesis, which Pandera imports where it is installed and which a plain install does not have."""

raise ImportError("not part of a plain install")
