"""What a release says of itself to programs: CITATION.cff, croissant.json, quality.json, and what an archive asks for.

Each is made of the descriptor and the tables; nothing is said that they do not hold.
"""
