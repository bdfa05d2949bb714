"""Made-up snapshots of a report, of any size; everything in them is invented and says so.

`shaped()` has the public shape of the Task Force's report of 2017: six imperatives, 26
recommendations, 105 action items. The words are ours.
"""

from __future__ import annotations

import hashlib
import random
from datetime import date, timedelta

from wardline.report.model import (
    Answer,
    Campaign,
    Citation,
    Duty,
    Evidence,
    Figure,
    Finding,
    FindingKind,
    Heard,
    Kind,
    Letters,
    Meeting,
    Member,
    Node,
    Practice,
    Question,
    Resource,
    Response,
    Series,
    Snapshot,
    Status,
    Term,
    Texts,
    Update,
)
from wardline.report.words import COMMITTEES

AS_OF = date(2027, 3, 1)
ACTIONS = 105
_DUTIES: tuple[Duty, ...] = ("A", "B", "C", "D", "E")
# Imperatives, and the recommendations of each: the shape of 2017 in our own words.
IMPERATIVES: dict[str, tuple[str, ...]] = {
    "Say who leads, who decides and who is asked": (
        "Name one leader for the sector's safety within the Department",
        "Line up the rules that a hospital has to follow, so that one answer serves all",
        "Keep one framework of practices that fits each size of organization",
        "Let partners of unlike size help each other without legal fear",
    ),
    "Make devices and health IT safer, and keep them so": (
        "Find and fence in the old systems that cannot be mended",
        "Ask makers for a list of what their software is made of",
        "Build devices so that safety lasts as long as they are used",
        "Ask for proof of who logs in, at records and at devices",
        "Plan before a fault is found who mends what, and how soon",
        "Give makers and hospitals one team that answers in an emergency",
    ),
    "Have enough people who know how": (
        "Name somebody in each organization who answers for it",
        "Grow a workforce that knows both care and computers",
        "Share experts among those who cannot pay for one",
        "Give small practices services that are run for them",
    ),
    "Be ready: teach, practise, and know how you stand": (
        "Teach leaders what an attack does to patients",
        "Measure how ready an organization is, the same way everywhere",
        "Practise a long outage before one comes",
        "Teach patients how to guard their own data",
        "Give each size of organization lessons that it can use this week",
        "Write purchase terms that ask for safety from the start",
    ),
    "Guard research, and what is known and not yet told": (
        "Learn what the theft of research costs, and tell its owners",
        "Guard the large stores of data that research needs",
    ),
    "Share what is seen, at once, and use what is shared": (
        "Tell each reader only what concerns them, and what to do now",
        "Send indicators to machines in real time, at no cost",
        "Let organizations tell of harm without fear",
        "Widen who may see what is known about threats",
    ),
}
_ACTIONS = (
    "Publish a first plan for it, with a person and a day",
    "Ask three small practices what stops them, and answer them",
    "Write a one-page guide to it, and test it with an office manager",
    "Try it with five hospitals, and publish what it cost",
    "Report once a year how far it is",
)
_LEADS = ("Department of Health and Human Services", "Sector council", "Device makers", "ISACs")
_SAID = (
    "We have one person for computers, and she is also the billing clerk",
    "The monitor on the ward still runs a system that nobody mends any more",
    "Three agencies asked us the same thing in three forms",
    "The warning came eleven days after we had been hit",
    "Our utility practises a dark week each spring",
    "Nobody could tell us which of our pumps it was about",
    "We would have told, had we known that it stays between us",
    "The lesson was written for a bank, not for a clinic",
)


def shaped(citations: int = 1000, findings: int = 200, seed: int = 405) -> Snapshot:
    """A made-up snapshot with the shape of 2017 and so many citations."""
    chance = random.Random(seed)
    evidence = _evidence(max(20, citations // 2))
    found = _findings(findings, citations, evidence)
    return Snapshot(
        format="wardline-report-snapshot/1",
        title="Cybersecurity in health care: what we found and what we ask for (made up)",
        publisher="A made-up Task Force on cybersecurity in health care",
        edition=1,
        address="https://hub.made-up.example",
        letters=Letters(
            committees=COMMITTEES,
            text=(
                "We send you our report, as the law asks. All in it is made up, to show its shape."
                "\n\nWe thank all who told us what they saw."
            ),
            signed=("Made Up, co-chair", "Also Made Up, co-chair"),
        ),
        texts=_texts(),
        nodes=_nodes(found, chance),
        findings=found,
        evidence=evidence,
        figures=_figures(),
        heard=_heard(),
        practices=_practices(found),
        members=_members(),
        meetings=_meetings(),
        glossary=_glossary(),
        resources=_resources(),
    )


def _texts() -> Texts:
    return Texts(
        summary=(
            "Attacks on computers stop care. We asked the sector what helps.\n\n"
            "We ask for three things first:\n- one leader\n- one list of old devices\n"
            "- one place to share what is seen"
        ),
        charge="The law asks for six things: five to study, and this report on them.",
        method=(
            "We asked five questions, read each comment, and coded what people said. Two people "
            "coded each answer apart from each other."
        ),
        risks="Care stops when records, devices or phones stop. Small organizations stop longest.",
        practices="Banks and power companies have done some of this for twenty years.",
        sector="What members reported, as far as it may be told.",
        resources="Begin with what fits your size.",
    )


def _evidence(many: int) -> tuple[Evidence, ...]:
    kinds = ("answer", "statement", "observation", "practice", "outside")
    made = []
    for at in range(many):
        said = _SAID[at % len(_SAID)]
        text = f"Made-up statement {at + 1}. {said}. That is how it was in place {at + 1}."
        kind = kinds[at % len(kinds)]
        made.append(
            Evidence(
                id=f"E-{at + 1}",
                kind=kind,
                title=f"Made-up source {at + 1}",
                address=f"/docket/comments/{at + 1}/"
                if kind == "answer"
                else f"https://source.example/{at + 1}",
                sha256=hashlib.sha256(text.encode()).hexdigest(),
                text=text,
                dated=str(AS_OF - timedelta(days=30 + at % 300)),
            )
        )
    return tuple(made)


def _findings(many: int, citations: int, evidence: tuple[Evidence, ...]) -> tuple[Finding, ...]:
    kinds = tuple(FindingKind)
    share = [citations // many + (at < citations % many) for at in range(many)]
    made = []
    used = 0
    for at in range(many):
        quotes = [_cited(evidence[(used + n) % len(evidence)]) for n in range(max(1, share[at]))]
        used += len(quotes)
        said = _SAID[at % len(_SAID)]
        made.append(
            Finding(
                id=f"F-{at + 1}",
                kind=kinds[at % len(kinds)],
                duty=_DUTIES[at % len(_DUTIES)],
                title=f"Made-up finding {at + 1}: {said[:60].lower()}",
                text="Several people told us the same in other words. All of this is made up.",
                sector="hospital" if at % 3 else "practice",
                question=f"cybersecurity-rfi/{at % 5 + 1}",
                citations=tuple(dict.fromkeys(quotes)),
            )
        )
    return tuple(made)


def _cited(source: Evidence) -> Citation:
    begin = source.text.index(". ") + 2
    end = source.text.index(". That")
    return Citation(evidence=source.id, start=begin, end=end, quote=source.text[begin:end])


def _nodes(findings: tuple[Finding, ...], chance: random.Random) -> tuple[Node, ...]:
    made: list[Node] = []
    recommendations = [title for titles in IMPERATIVES.values() for title in titles]
    each, rest = divmod(ACTIONS, len(recommendations))
    number = 0
    for at, (title, below) in enumerate(IMPERATIVES.items(), 1):
        text = "This comes first, since all that stands below rests on it. (Made up.)"
        made.append(Node(id=f"imp-{at}", kind=Kind.IMPERATIVE, title=title, text=text))
        for one in below:
            number += 1
            named = findings[(number - 1) * 7 % len(findings) :][:7]
            made.append(_recommendation(number, one, f"imp-{at}", named))
            many = each + (number <= rest)
            made.extend(_action(number, step, chance) for step in range(many))
    return tuple(made)


def _recommendation(number: int, title: str, parent: str, named: tuple[Finding, ...]) -> Node:
    asked = AS_OF - timedelta(days=120 if number % 2 else 30)
    answers = tuple(Answer)
    told = Response(
        answer=answers[number % len(answers)],
        on=AS_OF - timedelta(days=20),
        text="We plan it for next year, with the means that we have. (Made up.)",
    )
    return Node(
        id=f"rec-{number}",
        kind=Kind.RECOMMENDATION,
        title=title,
        parent=parent,
        text="Many told us the same. It can be done with what is there. (Made up.)",
        findings=tuple(one.id for one in named),
        lead=_LEADS[number % len(_LEADS)],
        asked=asked,
        response=None if number % 3 == 0 else told,
    )


def _action(number: int, step: int, chance: random.Random) -> Node:
    statuses = tuple(Status)
    told = Update(
        on=AS_OF - timedelta(days=chance.randrange(10, 200)),
        status=statuses[(number + step) % len(statuses)],
        text="So far so good. (Made up.)",
    )
    return Node(
        id=f"act-{number}-{step + 1}",
        kind=Kind.ACTION,
        title=_ACTIONS[step % len(_ACTIONS)],
        parent=f"rec-{number}",
        lead=_LEADS[(number + step) % len(_LEADS)],
        due=AS_OF + timedelta(days=90 * (step - 1)),
        updates=(told,),
    )


def _incident_figures() -> tuple[Figure, ...]:
    quarters = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
    return (
        Figure(
            id="fig-actions",
            title="Incidents by what was done (made up)",
            alt="Bars: malware leads with 112 incidents, hacking follows with 64; two are hidden.",
            about="incidents",
            values="counts",
            category="What was done",
            categories=("Malware", "Hacking", "Deceiving people", "Error", "Theft"),
            series=(Series(name="Incidents", values=(112, 64, 57, None, None)),),
            source="made-up statistics, edition 4",
        ),
        Figure(
            id="fig-quarters",
            title="Incidents by quarter (made up)",
            alt="Two lines: hospitals rise from 41 to 63, practices from 12 to 25.",
            about="incidents",
            values="counts",
            chart="line",
            category="Quarter",
            categories=quarters,
            series=(
                Series(name="Hospitals", values=(41, 44, 52, 63)),
                Series(name="Practices", values=(12, None, 19, 25)),
            ),
            source="made-up statistics, edition 4",
        ),
    )


def _figures() -> tuple[Figure, ...]:
    return (
        *_incident_figures(),
        Figure(
            id="fig-devices",
            title="Hospitals with a device that an advisory names (made up)",
            alt="Two bars a kind: of pumps and monitors, most still wait; scanners are hidden.",
            about="devices",
            values="counts",
            category="Kind of device",
            categories=("Infusion pump", "Patient monitor", "Scanner"),
            series=(
                Series(name="addressed", values=(33, 22, None)),
                Series(name="open", values=(55, 44, 11)),
            ),
            source="made-up device figures",
        ),
        Figure(
            id="fig-sightings",
            title="Indicators seen again by another member (made up)",
            alt="Bars: 340 addresses and 121 domains were seen again.",
            about="sightings",
            values="counts",
            category="Kind of indicator",
            categories=("IP address", "Domain", "File hash"),
            series=(Series(name="Seen again", values=(340, 121, 88)),),
        ),
        Figure(
            id="fig-responses",
            title="Answers to bulletins (made up)",
            alt="Bars: 220 did what was asked, 99 are doing it, 55 say it does not concern them.",
            about="responses",
            values="counts",
            category="Answer",
            categories=("done", "doing", "does not concern us", "seen"),
            series=(Series(name="Members", values=(220, 99, 55, 143)),),
        ),
    )


def _heard() -> Heard:
    asked = (
        "How do other sectors guard against attacks?",
        "What makes it hard for you?",
        "What is hard about devices and software?",
        "What should organizations of all sizes be told, and how?",
        "How can threat news be shared at once?",
    )
    questions = tuple(
        Question(id=str(at), text=text, comments=40 + 13 * at, distinct=30 + 7 * at)
        for at, text in enumerate(asked, 1)
    )
    return Heard(
        text="Hospitals, practices, makers, insurers and patients wrote. (Made up.)",
        comments=131,
        distinct=88,
        questions=questions,
        campaigns=(
            Campaign(title="Mend our monitors (made up)", copies=44, address="/docket/letters/7/"),
        ),
    )


def _practices(findings: tuple[Finding, ...]) -> tuple[Practice, ...]:
    sectors = ("Finance", "Energy", "Defense", "Water")
    return tuple(
        Practice(
            id=f"practice-{at}",
            sector=sector,
            title=f"What {sector.lower()} does before an attack (made up)",
            text="They practise together each year, and tell each other what failed.",
            findings=(findings[at % len(findings)].id,),
        )
        for at, sector in enumerate(sectors, 1)
    )


def _members() -> tuple[Member, ...]:
    return tuple(
        Member(name=f"Made Up {at}", organization=f"Made-up organization {at}", role="member")
        for at in range(1, 22)
    )


def _meetings() -> tuple[Meeting, ...]:
    return tuple(
        Meeting(
            on=AS_OF - timedelta(days=30 * at),
            title=f"Meeting {13 - at} (made up)",
            public=at % 3 == 0,
            address=f"/meetings/{13 - at}/",
        )
        for at in range(1, 13)
    )


def _glossary() -> tuple[Term, ...]:
    words = {
        "Indicator": "a sign of an attack that a machine can look for",
        "Finding": "what the evidence shows",
        "Imperative": "a goal under which recommendations stand",
        "Sighting": "word that an indicator was seen",
    }
    return tuple(Term(term=term, meaning=meaning) for term, meaning in words.items())


def _resources() -> tuple[Resource, ...]:
    return (
        Resource(title="First steps for a practice (made up)", size="small", text="Two pages."),
        Resource(
            title="A year's plan for a hospital (made up)",
            size="medium",
            address="https://resource.example/plan",
            text="Twelve months, one page each.",
        ),
        Resource(title="Exercises to run with partners (made up)", size="large"),
        Resource(title="Whom to call (made up)", size="all", text="On one sheet."),
    )
