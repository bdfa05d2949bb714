"""CSAF 2.0 as a provider writes it: valid documents, feeds and lists of them, counts. Pure."""
