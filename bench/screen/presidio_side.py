"""Presidio's regular expressions beside the gate: its speed in a warm process, or behind --jsonl.

    PYTHON presidio_side.py              lines of the gate's --jsonl in, answers out (for recall)
    PYTHON presidio_side.py --speed FILE texts as JSON lines in FILE; prints seconds as JSON

Only the recognizers that its registry loads for English and that need no language model: pattern
recognizers and the phone recognizer (python-phonenumbers). Scores are not cut (its default), so
this is its recall at best. Run it with a Python that has presidio-analyzer.
"""

import json
import sys
import time
from pathlib import Path

from presidio_analyzer import EntityRecognizer, PatternRecognizer, RecognizerRegistry


def recognizers():
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    return [
        each
        for each in registry.recognizers
        if isinstance(each, PatternRecognizer) or type(each).__name__ == "PhoneRecognizer"
    ]


def found(known, text):
    results = [r for each in known for r in each.analyze(text, each.supported_entities, None)]
    return EntityRecognizer.remove_duplicates(results)


def speed(known, path):
    """Processor seconds for the texts one by one, and for all of them as one text."""
    warm, many, one = (json.loads(line) for line in Path(path).read_text("utf-8").splitlines())
    for text in warm:
        found(known, text)
    taken = []
    for texts in (many, one):
        began = time.process_time()
        for text in texts:
            found(known, text)
        taken.append(time.process_time() - began)
    print(json.dumps(taken))


def answer(known):
    for line in sys.stdin:
        asked = json.loads(line)
        findings = [
            {"start": r.start, "end": r.end, "label": r.entity_type, "rule": "presidio",
             "replacement": f"<{r.entity_type}>"}
            for r in sorted(found(known, asked["text"]), key=lambda r: r.start)
        ]  # fmt: skip
        reply = {"id": asked["id"], "decision": "pass", "text": asked["text"], "findings": findings,
                 "residue": []}  # fmt: skip
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()


def main():
    known = recognizers()
    if sys.argv[1:2] == ["--speed"]:
        speed(known, sys.argv[2])
        return
    names = ", ".join(type(each).__name__ for each in known)
    sys.stderr.write(f"presidio recognizers: {names}\n")
    answer(known)


main()
