"""Whether the curated tables are sound: their form, their columns, their references, their rules."""
