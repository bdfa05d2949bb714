"""The table of held submissions."""
