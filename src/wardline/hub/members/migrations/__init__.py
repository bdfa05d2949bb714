"""Database migrations; each runs forward on a filled database of both kinds."""
