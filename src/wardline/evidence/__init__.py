"""Evidence, without I/O: quotes and their places, codebooks, agreement, suggestions. Pure."""
