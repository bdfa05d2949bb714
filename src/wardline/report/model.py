"""A snapshot of all that a report is made from: frozen values, and their JSON as it is published.

The JSON schema of `Snapshot` stands in docs/report.schema.json (`schema.py` makes it).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

# *Units*: characters. Longer lines break tables and lists of contents in every format.
MOST_TITLE = 200
MOST_LINE = 400
MOST_TEXT = 20_000

# Names that never change and are never given again; they become anchors in all formats.
Id = Annotated[str, Meta(pattern="^[A-Za-z0-9][A-Za-z0-9-]{0,79}$")]
# Lengths are checked in checks.py, all at once; the published schema tells them nevertheless.
Title = Annotated[str, Meta(extra_json_schema={"minLength": 1, "maxLength": MOST_TITLE})]
Line = Annotated[str, Meta(extra_json_schema={"maxLength": MOST_LINE})]
# Paragraphs are parted by an empty line; lines that begin with "- " are a list.
Text = Annotated[str, Meta(extra_json_schema={"maxLength": MOST_TEXT})]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Number = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,5}(\.[1-9][0-9]{0,5}){0,30}$")]
Count = Annotated[int, Meta(ge=0)]


class Kind(StrEnum):
    """What an item is: imperatives hold recommendations, these hold action items."""

    IMPERATIVE = "imperative"
    RECOMMENDATION = "recommendation"
    ACTION = "action"


class Status(StrEnum):
    """How far an item is."""

    OPEN = "open"
    PLANNED = "planned"
    UNDER_WAY = "under-way"
    DONE = "done"


class Answer(StrEnum):
    """What the lead says to a recommendation."""

    CONCUR = "concur"
    PARTLY = "partly"
    NOT = "not-concur"


class FindingKind(StrEnum):
    """What a finding is."""

    RISK = "risk"
    GAP = "gap"
    CHALLENGE = "challenge"
    PRACTICE = "practice"


# *Source*: Cybersecurity Information Sharing Act of 2015, section 405(c)(1)(A) to (E).
Duty = Literal["A", "B", "C", "D", "E"]


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Values with exactly these keys."""


class Response(_Strict, frozen=True, kw_only=True):
    """What the lead answered, when, and with which plan or reason."""

    answer: Answer
    on: date
    text: Text = ""


class Update(_Strict, frozen=True, kw_only=True):
    """How far an item was on a day."""

    on: date
    status: Status
    text: Text = ""


class Node(_Strict, frozen=True, kw_only=True):
    """An imperative, a recommendation or an action item; `parent` is empty for an imperative."""

    id: Id
    kind: Kind
    title: Title
    parent: Id | None = None
    text: Text = ""
    findings: tuple[Id, ...] = ()
    # What an item comes from besides: what was seen in an exercise, as evidence.
    evidence: tuple[Id, ...] = ()
    lead: Line = ""
    due: date | None = None
    # When the lead was asked to answer; an answer is due 90 days later.
    asked: date | None = None
    response: Response | None = None
    updates: tuple[Update, ...] = ()


class Given(_Strict, frozen=True, kw_only=True):
    """A number that an edition gave to an item; `dropped`: the first edition without it."""

    id: Id
    number: Number
    edition: int
    dropped: int | None = None


class Citation(_Strict, frozen=True, kw_only=True):
    """Words of an evidence: code points `start` to `end` (excluded) of its text."""

    evidence: Id
    start: Count
    end: Count
    quote: str


class Finding(_Strict, frozen=True, kw_only=True):
    """What the evidence shows."""

    id: Id
    kind: FindingKind
    duty: Duty
    title: Title
    text: Text = ""
    sector: Line = ""
    question: Line = ""
    state: Literal["published", "draft", "withdrawn"] = "published"
    citations: tuple[Citation, ...] = ()


class Evidence(_Strict, frozen=True, kw_only=True):
    """A citable statement with its sealed text; only the quotes of it stand in the report."""

    id: Id
    kind: Line
    title: Title
    # A path of the hub, or a URL.
    address: Line
    sha256: Digest
    text: str
    state: Literal["standing", "withdrawn"] = "standing"
    public: bool = True
    dated: Line = ""


class Series(_Strict, frozen=True, kw_only=True):
    """The values of a figure, one a category; null: not shown, since it is too small."""

    name: Line
    values: tuple[int | float | None, ...]


class Figure(_Strict, frozen=True, kw_only=True):
    """A figure: its numbers, and its picture in words for those who do not see it."""

    id: Id
    title: Title
    # What the picture tells, in a sentence or two.
    alt: Text
    about: Literal["incidents", "devices", "sightings", "responses", "comments"]
    # counts: of members' reports, nothing under 11 may stand here; public: counts of what everybody
    # can read one by one; measures: neither.
    values: Literal["counts", "public", "measures"]
    chart: Literal["bars", "line"] = "bars"
    category: Line
    categories: tuple[Line, ...]
    series: tuple[Series, ...]
    unit: Line = ""
    source: Line = ""
    note: Text = ""


class Question(_Strict, frozen=True, kw_only=True):
    """How many comments answer a question: each, and campaign letters counted as one."""

    id: Line
    text: Text
    comments: Count
    distinct: Count


class Campaign(_Strict, frozen=True, kw_only=True):
    """A letter that many sent."""

    title: Title
    copies: Count
    address: Line = ""


class Heard(_Strict, frozen=True, kw_only=True):
    """What the public said: counts of comments that everybody can read."""

    text: Text = ""
    comments: Count = 0
    distinct: Count = 0
    questions: tuple[Question, ...] = ()
    campaigns: tuple[Campaign, ...] = ()


class Practice(_Strict, frozen=True, kw_only=True):
    """What another sector does, and what health care can take from it."""

    id: Id
    sector: Line
    title: Title
    text: Text
    findings: tuple[Id, ...] = ()


class Member(_Strict, frozen=True, kw_only=True):
    """Somebody of the Task Force."""

    name: Line
    organization: Line = ""
    role: Line = ""


class Meeting(_Strict, frozen=True, kw_only=True):
    """A meeting of the Task Force."""

    on: date
    title: Title
    public: bool
    address: Line = ""


class Term(_Strict, frozen=True, kw_only=True):
    """A word of the glossary."""

    term: Line
    meaning: Text


class Resource(_Strict, frozen=True, kw_only=True):
    """Help that can be had, and for which size of organization."""

    title: Title
    text: Text = ""
    address: Line = ""
    size: Literal["small", "medium", "large", "all"] = "all"


class Committee(_Strict, frozen=True, kw_only=True):
    """Who gets a letter; `salutation` as in "Dear Chair and Ranking Member"."""

    name: Line
    chamber: Literal["Senate", "House"]
    salutation: Line = "Dear Chair and Ranking Member"


class Letters(_Strict, frozen=True, kw_only=True):
    """The transmittal letters: one text, a letter to each committee, who signs."""

    committees: tuple[Committee, ...]
    text: Text
    signed: tuple[Line, ...] = ()


class Texts(_Strict, frozen=True, kw_only=True):
    """The prose of the report."""

    summary: Text
    charge: Text
    method: Text
    risks: Text
    practices: Text = ""
    sector: Text = ""
    resources: Text = ""


class Snapshot(_Strict, frozen=True, kw_only=True):
    """Everything that a report is made from."""

    format: Literal["wardline-report-snapshot/1"]
    title: Title
    publisher: Line
    edition: Annotated[int, Meta(ge=1)]
    # Where the hub's paths are read, as https://hub.example; empty: paths are no links.
    address: Line = ""
    letters: Letters
    texts: Texts
    nodes: tuple[Node, ...]
    numbers: tuple[Given, ...] = ()
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    figures: tuple[Figure, ...] = ()
    heard: Heard = Heard()
    practices: tuple[Practice, ...] = ()
    members: tuple[Member, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    glossary: tuple[Term, ...] = ()
    resources: tuple[Resource, ...] = ()
