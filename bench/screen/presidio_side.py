"""Presidio's regular expressions behind the gate's --jsonl, for a fair run side by side.

Only the recognizers that its registry loads for English and that need no language model: pattern
recognizers and the phone recognizer (python-phonenumbers). Scores are not cut (its default), so
this is its recall at best. Run it with a Python that has presidio-analyzer.
"""

import json
import sys

from presidio_analyzer import EntityRecognizer, PatternRecognizer, RecognizerRegistry


def recognizers():
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    return [
        each
        for each in registry.recognizers
        if isinstance(each, PatternRecognizer) or type(each).__name__ == "PhoneRecognizer"
    ]


def main():
    known = recognizers()
    names = ", ".join(type(each).__name__ for each in known)
    sys.stderr.write(f"presidio recognizers: {names}\n")
    for line in sys.stdin:
        asked = json.loads(line)
        text = asked["text"]
        results = [r for each in known for r in each.analyze(text, each.supported_entities, None)]
        results = EntityRecognizer.remove_duplicates(results)
        findings = [
            {"start": r.start, "end": r.end, "label": r.entity_type, "rule": "presidio",
             "replacement": f"<{r.entity_type}>"}
            for r in sorted(results, key=lambda r: r.start)
        ]  # fmt: skip
        answer = {"id": asked["id"], "decision": "pass", "text": text, "findings": findings,
                  "residue": []}  # fmt: skip
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


main()
