"""Anonymous reports: taken for a token, put into a letter box, emptied by the day, answered."""
