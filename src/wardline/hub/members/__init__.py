"""Organizations and the keys by which their programs come in."""
