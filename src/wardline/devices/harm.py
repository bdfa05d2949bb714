"""What could happen to a patient, in one sentence a nurse can read, by what the device does.

The first row whose words stand in the kind or the model decides; nothing known is told as such and
never as harmless.
"""

from __future__ import annotations

import re

from wardline.devices.fold import fold

UNKNOWN = "It is not recorded what this does for a patient; treat it as if a failure could harm."

_SENTENCES = (
    (
        r"insulin|glucose pump",
        "A patient could get too much or too little insulin.",
    ),
    (
        r"infusion|pumps?|syringe|pca|alaris|plum|sigma spectrum|medfusion|cadd|sapphire|volumat",
        "A patient could get too much, too little or none of a medicine.",
    ),
    (
        r"ventilat\w*|anesthe\w*|anaesth\w*|respirat\w*|breath\w*|oxygen",
        "Breathing support could stop or change without anybody noticing.",
    ),
    (
        r"defib\w*|aed|pacemakers?|pacer|icd|crt|programmers?|cardioverter\w*|carelink|merlin",
        "A dangerous heart rhythm could go untreated, or a therapy be given that nobody ordered.",
    ),
    (
        r"ecmo|heart|balloon|impella|perfusion",
        "Support of the heart could stop or change without anybody noticing.",
    ),
    (r"dialys\w*|hemodialys\w*", "A dialysis could run with wrong settings or stop."),
    (
        r"radiation|linac|radiotherap\w*|brachytherap\w*",
        "A patient could get radiation in the wrong dose or place.",
    ),
    (r"incubators?|warmers?", "A newborn could be kept too warm or too cold."),
    (r"surgical|robots?|ablation|endoscop\w*", "An operation could be disturbed or broken off."),
    (
        (
            r"monitors?|monitoring|telemetry|fetal|central station|vital\w*|oximet\w*|intellivue"
            r"|ecg|ekg|electrocardiograph\w*|holter|alarm\w*|nurse call"
        ),
        "An alarm could come late or never, or a vital sign be shown wrong.",
    ),
    (
        r"dispens\w*|medstation|pyxis|omnicell|pharmacy|compound\w*|exactamix",
        "A medicine could be out of reach or be given out wrongly.",
    ),
    (
        r"analyz\w*|analys\w*|laborator\w*|blood|glucose|sequenc\w*|assay|lis",
        "A laboratory result could be wrong, late or another patient's.",
    ),
    (
        (
            r"imaging|ct|mri|mr|ultrasound|x ?ray|pet|spect|angio\w*|cath\w*|mammogra\w*|pacs"
            r"|dicom|viewers?|radiolog\w*|tomogra\w*|fluoro\w*"
        ),
        "A picture could be missing, changed or another patient's, and a diagnosis with it.",
    ),
    (
        r"ehr|emr|record\w*|tasy|epic|cerner|meditech|hospital information|openemr",
        "Orders, allergies or results could be missing, wrong or seen by others.",
    ),
    (
        r"beds?|mattress\w*|lift",
        "A patient could fall or be pinched, or an exit alarm stay silent.",
    ),
)
_TABLE = tuple((re.compile(rf"\b(?:{words})\b"), sentence) for words, sentence in _SENTENCES)


def harm_of(kind: str, model: str, title: str = "") -> str:
    """The sentence for a device: by its kind, else its model, else the advisory's title."""
    for text in map(fold, (kind, model, title)):
        for pattern, sentence in _TABLE:
            if text and pattern.search(text):
                return sentence
    return UNKNOWN
