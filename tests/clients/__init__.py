"""Outside readers of a release, the real ones; `make clients` runs them, `make test` never does."""
