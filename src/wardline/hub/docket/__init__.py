"""The docket: calls for input, comments, moderation; nothing is public before a person decides."""
