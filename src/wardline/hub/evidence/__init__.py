"""Evidence: what is citable, codes, findings, citations. Written once, used by every room."""
