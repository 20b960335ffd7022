"""The order of the steps, one file a command. Read ``validate.py`` first, then ``release.py``.

``dataset/*.csv`` → files → csv_gate → schema_check → references → rules → (derive, package) → ``releases/<version>/``
"""
