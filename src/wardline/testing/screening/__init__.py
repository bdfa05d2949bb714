"""Public kit: made-up labelled texts for privacy gates, and the table that measures a gate."""
