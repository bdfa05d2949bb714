"""Kinds, duties and states as the report prints them. Tables of data."""

from __future__ import annotations

from wardline.report.model import Answer, Committee, FindingKind, Kind, Status

KINDS: dict[Kind, str] = {
    Kind.IMPERATIVE: "Imperative",
    Kind.RECOMMENDATION: "Recommendation",
    Kind.ACTION: "Action item",
}
FINDING_KINDS: dict[FindingKind, str] = {
    FindingKind.RISK: "Risk",
    FindingKind.GAP: "Gap",
    FindingKind.CHALLENGE: "Challenge",
    FindingKind.PRACTICE: "Good practice",
}
# *Source*: Cybersecurity Information Sharing Act of 2015, section 405(c)(1)(A) to (E); our words.
DUTIES: dict[str, str] = {
    "A": "How other sectors protect themselves",
    "B": "What makes it hard for health care",
    "C": "Networked medical devices, and software tied to health records",
    "D": "What organizations of all sizes can use",
    "E": "Sharing of threats and of defenses in real time",
}
STATUSES: dict[Status, str] = {
    Status.OPEN: "Not begun",
    Status.PLANNED: "Planned",
    Status.UNDER_WAY: "Under way",
    Status.DONE: "Done",
}
ANSWERS: dict[Answer, str] = {
    Answer.CONCUR: "Concurs",
    Answer.PARTLY: "Concurs in part",
    Answer.NOT: "Does not concur",
}
ABOUT: dict[str, str] = {
    "incidents": "Incidents",
    "devices": "Medical devices",
    "sightings": "Sightings of threats",
    "responses": "Responses to bulletins and advisories",
    "comments": "Public comments",
}
SIZES: dict[str, str] = {
    "small": "Small: one person looks after security, or none",
    "medium": "Medium: a few people look after it",
    "large": "Large: a team of its own",
    "all": "All sizes",
}
EVIDENCE: dict[str, str] = {
    "answer": "Public comment",
    "figure": "Statistics",
    "observation": "Exercise",
    "statement": "Meeting",
    "practice": "Another sector",
    "advisory": "Advisory",
    "outside": "Outside source",
}
HIDDEN = "not shown"
# *Source*: Cybersecurity Information Sharing Act of 2015, section 405(a)(2).
COMMITTEES = (
    Committee(name="Committee on Health, Education, Labor, and Pensions", chamber="Senate"),
    Committee(name="Committee on Homeland Security and Governmental Affairs", chamber="Senate"),
    Committee(name="Select Committee on Intelligence", chamber="Senate"),
    Committee(name="Committee on Energy and Commerce", chamber="House"),
    Committee(name="Committee on Homeland Security", chamber="House"),
    Committee(name="Permanent Select Committee on Intelligence", chamber="House"),
)
