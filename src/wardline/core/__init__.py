"""The language of Wardline: objects, markings, policy, errors. Pure."""
