"""Suggested codes: how often the right one is among three, after so many coded answers.

`python bench/coding/run.py [SHARED]`: made-up answers, and the 254 real comments with the codes that one
reader gave them (labels.json: what each is about, the main code first). Each figure is the mean of ten
draws of what is learnt; the rest is asked for. "cover" is a note that only points at an attachment.
"""

import json
import random
import sys
import time
from pathlib import Path

from wardline.evidence.suggest import Learnt, Suggester
from wardline.testing.answers import CODES, make

DRAWS = 10
SAID = {
    "cover": "Cover letter: see attached file. Please see the attached comments on behalf of",
    "privacy": "Privacy, digital ID, biometric data, surveillance, the right to be forgotten",
    "telehealth": "Telehealth, telemedicine, visits by video or phone",
    "ai": "Artificial intelligence tools for doctors, AI assistants",
    "devices": "Devices and apps: wearables, sensors, glucose monitors, remote monitoring",
    "records": "A patient's own record in one place, one login, access to all records",
    "exchange": "Interoperability: exchange of data between systems, FHIR, TEFCA, API",
    "standards": "Standards, terminology, ontologies, SNOMED, validity of data",
    "burden": "Burden on providers: regulation, paperwork, cost for small practices",
    "patients": "Patients and caregivers: navigation, literacy, digital divide, elderly",
    "payment": "Payment: reimbursement, value-based care, prices, transparency, fraud",
}


def score(answers, said, known, draws=DRAWS):
    """The shares of answers whose main code, and of those of which any code, is among three."""
    main = any_of = total = 0
    spent = asked = 0.0
    for draw in range(draws):
        mixed = list(answers)
        random.Random(draw).shuffle(mixed)
        begun = time.process_time()
        learnt = Suggester([Learnt(*one) for one in mixed[:known]], said)
        spent += time.process_time() - begun
        begun = time.process_time()
        for text, codes in mixed[known:]:
            found = {one.code for one in learnt.suggest(text)}
            main += codes[0] in found
            any_of += bool(found & set(codes))
            total += 1
        asked += time.process_time() - begun
    return main / total, any_of / total, spent / draws, asked / total


def main():
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")
    made = [tuple(one) for one in make(7, 600)]
    real = json.loads((shared / "data/comments/health-it-rfi-2025.json").read_text())
    labels = json.loads((Path(__file__).parent / "labels.json").read_text())
    heard = [(one["text"], labels[one["id"]]) for one in real if labels[one["id"]]]
    told = [one for one in heard if one[1] != ["cover"]]
    for name, answers, said in (
        ("made up, 12 codes", made, {code: code for code in CODES}),
        ("real, 11 codes", heard, SAID),
        (
            "real, without cover letters, 10 codes",
            told,
            {k: v for k, v in SAID.items() if k != "cover"},
        ),
    ):
        for known in (0, 20, 50, 100, 150):
            if known > len(answers) - 15:
                continue
            main_, any_, learn, ask = score(answers, said, known)
            print(
                f"{name}: after {known}: main {main_:.3f}, any {any_:.3f}; "
                f"learnt in {learn:.2f} s, asked in {1000 * ask:.1f} ms"
            )
    begun = time.process_time()
    Suggester([Learnt(*one) for one in make(9, 1000)], {code: code for code in CODES})
    print(f"learnt 1,000 made-up answers in {time.process_time() - begun:.1f} s")


if __name__ == "__main__":
    main()
