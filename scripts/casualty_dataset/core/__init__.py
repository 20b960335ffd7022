"""What every room uses and that knows nothing of claims: problems, safe text, whole files, versions, canonical CSV."""
