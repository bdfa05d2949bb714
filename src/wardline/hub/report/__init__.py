"""The report in the hub: items and texts that the staff write, editions that everybody reads."""
