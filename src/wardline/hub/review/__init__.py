"""Held submissions: sealed until a person has decided, then released as shown, or destroyed."""
