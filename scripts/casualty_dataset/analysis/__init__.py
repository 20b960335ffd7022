"""What can be said from sound tables: scopes, claims, independence, conflicts, reconciliation, timelines."""
