"""Advisories: CSAF documents out and in, members' answers, coordinated disclosure, the picture."""
