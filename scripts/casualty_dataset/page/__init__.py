"""The page of a release: one file for people, in English and Arabic, that needs no network and no script."""
