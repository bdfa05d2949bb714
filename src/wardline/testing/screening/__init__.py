"""Public kit: made-up labelled texts for privacy gates, and the table that measures a gate.

`make.texts(seed, count)` gives texts with their labels, `score.score(texts, engine)` judges an
engine on them (a command that speaks `--jsonl`, or a Python function), `table.table(scored)` gives
the rows of the privacy gate's reach. On the command line: `python -m wardline.testing.screening`.
"""
