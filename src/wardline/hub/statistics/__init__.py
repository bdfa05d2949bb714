"""Public statistics of incidents, and benchmarks for members: editions that never show a few."""
