"""Descriptions of a release for programs: CITATION.cff, croissant.json, quality.json, and metadata for archives.

Each is made from the descriptor and the tables alone.
"""
