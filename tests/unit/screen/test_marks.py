"""Marks of confidentiality: the ways people write them, and mere talk of secrets."""

from __future__ import annotations

import pytest

from wardline.screen.model import Decision
from wardline.screen.text import screen


@pytest.mark.parametrize(
    "mark",
    [
        "Confidential – do not forward",  # noqa: RUF001 # as word processors write it
        "This memo is marked Do Not Distribute and stays here.",
        "Please treat this as confidential.",
        "Keep it confidential until the board meets.",
        "Shared in strict confidence with your team.",
        "Subject to the non-disclosure agreement with Acorn Devices",
        "Provided under the NDA of 2023.",
        "Privileged under state law.",
        "Intended only for the person it is addressed to.",
        "If you are not the intended recipient, delete it.",
        "Prepared in anticipation of litigation",
        "Classification: Restricted",
        "Sensitivity: Company-Confidential",
        "Not to be shared outside the hospital",
        "For board use only",
        "For attorneys' eyes only",
        "PSO privileged",
        "Protected by PSQIA",
        "OFFICIAL-SENSITIVE",
        "Documento confidencial",
        "Confidencial. No divulgar.",
        "Para uso interno",
        "Streng vertraulich",
        "Usage interne",
        "TLP:AMBER+STRICT",
    ],
)
def test_a_mark_is_flagged_holds_the_text_and_stays_in_it(mark: str) -> None:
    text = f"{mark}\nThe pump went back to its maker."
    answer = screen(text)
    assert answer.decision is Decision.HOLD
    assert any(finding.label == "MARKING" for finding in answer.findings)
    assert answer.text == text


@pytest.mark.parametrize(
    "text",
    [
        "Confidentiality, integrity and availability were lost.",
        "The actor seeks privileged accounts and proprietary information.",
        "It speaks a proprietary protocol over a privileged port.",
        "PRIVILEGED ACCESS was reviewed.",
        "They stole trade secrets and sensitive data from three firms.",
        "The mail may contain sensitive data of the victim.",
        "Protected health information (PHI) was not touched.",
        "Do not share passwords with anybody.",
    ],
)
def test_mere_talk_of_secrets_is_no_mark(text: str) -> None:
    assert not any(finding.label == "MARKING" for finding in screen(text).findings)
