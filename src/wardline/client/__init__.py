"""Talking to peers over HTTP: TAXII servers, MISP feeds, event streams."""
