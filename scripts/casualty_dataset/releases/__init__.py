"""Publishing, signing, verifying and opening releases."""
