"""The append-only log of who saw, released, changed and exported what, and its public tree head."""
