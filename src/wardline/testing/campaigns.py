"""Campaigns as they come in by mail: made-up letters, changed in ways that `letters` does not know.

A second generator beside `letters`, written after the grouping and never used to build it. Who
sends a letter tells a story first, moves paragraphs, mistypes, greets in another language, signs
with a block of address lines, quotes it with marks, wraps lines, makes a list of it. Beside them
stand letters that look alike and are none: others on the same matter with the same stock phrases,
answers that quote a paragraph to object to it, and a rival campaign on the same printed frame. All
names are made up.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable

from wardline.testing.letters import PARTS, Made, sentence


def _lines(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip())


LETTERS = tuple(
    map(
        _lines,
        (
            """I am writing about the cybersecurity of rural hospitals. When ransomware closed our
            emergency room last winter, the nearest open one was ninety minutes away, over a
            mountain
            road that is not plowed at night.

            A hospital with twenty-five beds cannot hire a security officer. It can barely hire
            nurses. What it needs is somebody to call who answers, a short list of things to do
            first, and equipment that is kept up to date by those who sold it.

            I ask the Task Force to recommend a shared security team for each state, paid from
            federal funds, that small hospitals may call on without a contract and without a fee.

            Please do not answer this problem with one more audit. We have enough binders.""",
            """Medical devices should come with an honest date. Every infusion pump, ventilator and
            monitor runs software that its maker will one day stop repairing, and hospitals learn of
            that day by accident.

            Require manufacturers to print the end of support on the label, to list the parts of
            their software in a form that machines can read, and to tell every owner of a flaw
            within five working days of knowing about it themselves.

            A pump that is safe today and silent tomorrow is not a safe pump. Patients cannot
            choose which pump they are connected to; regulators can.""",
            """As a patient I want my records to be open to my doctors and closed to criminals. Last
            year the clearinghouse that handles my insurance claims was attacked, and for two months
            my pharmacy asked me to pay in cash.

            Nobody wrote to me until autumn. When the letter came, it offered a year of credit
            monitoring and no apology, and it did not say which of my records were taken.

            Please recommend that patients be told within thirty days, in plain words, what was
            taken and what to do. Please recommend that companies as large as this one must be able
            to work by other means within a week.

            We trusted them because we had no choice. Trust without choice should come with
            duties.""",
            """Our association of independent pharmacies supports faster sharing of threat
            information, and asks that it reach those who have no security staff at all.

            Most warnings we receive are written for engineers. A pharmacist at a counter with nine
            people in line needs three sentences: what is happening, does it concern me, what do I
            do now. Everything else can stand on the second page.

            We also ask for protection in good faith. A pharmacy that reports an attack on the day
            it happens should not be punished for what it reported. Fear of the fine is the reason
            why so few of us call.""",
            """Please fund training. Nine of ten break-ins at clinics like ours begin with a message
            that a tired person opened at the end of a double shift, and no firewall repairs that.

            The online course that we buy each year takes forty minutes and teaches nothing but how
            to click through it. We would rather have a trainer on the ward for one hour a season,
            with examples from our own mailbox, and time set aside for it in the schedule.

            Community colleges could do this. Give them a curriculum, pay for the hours, and count
            them as continuing education for nurses, medical assistants and front desk staff.""",
            """I oppose new federal security rules for medical practices. We already answer the same
            questions for the privacy rule, for our insurer, for the card company and for each
            hospital that we refer to, and none of them accepts the form of another.

            Each new rule is paid for by the patient: with shorter visits, with higher prices, and
            in
            the end with a closed door on Main Street and a longer drive to a chain.

            If the Task Force wants to help, let it recommend one form, accepted by all, due once a
            year, with help for whoever cannot fill it in. Then take the others away.""",
        ),
    )
)
# The printed frame of two rival campaigns: the same opening and end, opposite demands between.
_FRAME = _lines(
    """My name stands below, and I live in the district that this office serves. I have read the
    notice of the Task Force on health care cybersecurity and I want my view to be counted.

    Thank you for reading letters from ordinary people. I look forward to your report."""
)
_RIVALS = (
    _lines(
        """I support a national clearing house that every hospital must report attacks to within a
        day. Voluntary sharing was tried for ten years; the reports that we read about in the paper
        come from the criminals themselves, months later.

        Make it a duty, make it simple, and publish the numbers by state each quarter."""
    ),
    _lines(
        """I am against any duty to report attacks to Washington. A hospital under attack has to
        care for its patients first; a clerk with a clock on the telephone helps nobody, and lists
        of
        victims are read by lawyers before they are read by engineers.

        Let hospitals share with whom they trust, when they can, and keep the government out."""
    ),
)
STOCK = _lines(
    """Thank you for the opportunity to comment on the request for information on health care
    industry cybersecurity.

    As a concerned member of the public I take the security of my medical records seriously.

    I appreciate the work of the Task Force and urge you to consider the needs of small and rural
    providers."""
)
_OWN = _lines(
    """My brother fixes CT scanners and says the password has been on a sticker since they were
    built.

    At our office the backup is a disk that my husband carries home on Fridays in his lunch box.

    The dialysis center could not print my schedule for eleven days and used the back of envelopes.

    We moved to paper charts for a week and found that half the staff had never seen one.

    The vendor told us that installing the update ourselves would void the warranty on the analyzer.

    My insurance card number was changed three times last year, and each time a bill came twice.

    In the fire service we run a drill each month, and nobody calls that a burden.

    Banks give a phone number on the back of the card; my hospital gives me a web form.

    An ambulance was turned away twice while I was inside it, because two systems were down.

    I teach statistics, and I would like to see how many attacks there are before spending money.

    Our tribal clinic shares one technician with two schools and a radio station.

    The lab results came by courier in a cooler, which my doctor said was faster than usual.

    Please make the bulletins readable on a phone; that is all we have in the barn.

    A retired Navy nurse in our church group offered to help and was told that she needs a vendor
    number.

    When the power company was attacked they called us; when the hospital was, we saw it on
    television.

    The scheduling program stopped accepting dates after the first of March and nobody knew why.

    My mother's hearing aid asks for a new app every spring and her telephone cannot run it.

    We print allergies on a card for each child at the camp because the cloud was down one summer.

    I audit small charities, and the ones that were robbed all had the same bookkeeper's password.

    Our veterinary practice was hit by the very same mail as the hospital across the street.

    A blood bank needs to know within the hour, not within the quarter.

    The school nurse keeps inhaler plans in a binder, and I hope that she never stops.

    Half of our nurses share one login because signing in takes longer than giving the pill.

    Let the state universities lend their students; ours would come for credit and pizza.

    I was told that my implant talks to a server in another country, and nobody could say which.

    The midwives in our valley use a group chat, which is surely forbidden, and which works.

    Do not forget the people who clean the server room; they notice first when it is hot.

    Our town voted for a new roof before new firewalls, and I would vote that way again.

    Ask the crop insurers how they price risk; they have done it with hail for a century.

    The translation line failed with everything else, so a child spoke for her grandmother.

    My claim was paid to a stranger with my birthday, and the hold music was very good.

    We keep an old fax machine in the closet, and on the worst day it was the best machine we
    had."""
)
_GREETINGS = (
    "Estimados miembros del Grupo de Trabajo:",
    "A quien corresponda, un cordial saludo:",
    "Chers membres du groupe de travail,",
    "Kính gửi quý vị trong Ban đặc nhiệm,",
    "Sa mga kinauukulan, magandang araw po:",
    "Szanowni Państwo,",
    "尊敬的工作组成员,",
)
_NAMES = ("Orla", "Benedikt", "Thuy", "Marisol", "Desmond", "Ingeborg", "Kofi", "Rosalind")
_FAMILIES = ("Made-Up", "Quillfeather", "Nonesuch", "Brackenridge-Mock", "Fictitious", "Sampleton")
_KEYS = "qwertyuiopasdfghjklzxcvbnm"
Letter = list[str]


def _typed(drawn: random.Random, text: str, share: float) -> str:
    """With slips of the finger in a share of the words."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if len(word) > 3 and drawn.random() < share:  # noqa: PLR2004 # short words are typed well
            at = drawn.randrange(len(word) - 1)
            words[place] = drawn.choice((
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + drawn.choice(_KEYS) + word[at:],
            ))  # fmt: skip
    return " ".join(words)


def _story(drawn: random.Random, letter: Letter) -> Letter:
    return [" ".join(drawn.sample(_OWN, drawn.randint(1, 3))), *letter]


def _signed(drawn: random.Random, letter: Letter) -> Letter:
    name = f"{drawn.choice(_NAMES)} {drawn.choice(_FAMILIES)}"
    street, code = drawn.randint(1, 999), drawn.randint(10_000, 99_999)
    block = f"Sincerely,\n{name}\n{street} Nowhere Street\nSampletown {code}"
    return [*letter, block, f"{name.lower().replace(' ', '.')}@made-up.example"]


def _greeted(drawn: random.Random, letter: Letter) -> Letter:
    return [drawn.choice(_GREETINGS), *letter]


def _moved(drawn: random.Random, letter: Letter) -> Letter:
    return drawn.sample(letter, len(letter))


def _quoted(drawn: random.Random, letter: Letter) -> Letter:
    """All but at most one paragraph, as a mail program quotes it, with a line of one's own."""
    left = list(letter)
    if len(left) > 3:  # noqa: PLR2004 # of a short letter all is quoted
        left.pop(drawn.randrange(len(left)))
    marked = ["\n".join(f"> {line}" for line in textwrap.wrap(part, 60)) for part in left]
    return ["A friend sent me this, and I agree with it:", *marked, drawn.choice(_OWN)]


def _listed(_drawn: random.Random, letter: Letter) -> Letter:
    return [f"{place}) {part}" for place, part in enumerate(letter, 1)]


def _wrapped(drawn: random.Random, letter: Letter) -> Letter:
    return ["\n".join(textwrap.wrap(part, drawn.randint(38, 72))) for part in letter]


def _mistyped(drawn: random.Random, letter: Letter) -> Letter:
    return [_typed(drawn, part, drawn.uniform(0.01, 0.08)) for part in letter]


def _shortened(drawn: random.Random, letter: Letter) -> Letter:
    """A sentence here and there is left out."""
    made = []
    for part in letter:
        lines = part.split(". ")
        if len(lines) > 2 and drawn.random() < 0.3:  # noqa: PLR2004 # a chance
            lines.pop(drawn.randrange(len(lines) - 1))
        made.append(". ".join(lines))
    return made


WAYS: tuple[Callable[[random.Random, Letter], Letter], ...] = (
    _story, _signed, _greeted, _moved, _quoted, _listed, _wrapped, _mistyped, _shortened,
)  # fmt: skip


def sent(drawn: random.Random, letter: tuple[str, ...]) -> str:
    """A letter as one person sends it: as it is, or changed in one to three ways."""
    made = list(letter)
    for way in drawn.sample(WAYS, drawn.choice((0, 1, 1, 2, 2, 3))):
        made = way(drawn, made)
    return "\n\n".join(made)


def alone(drawn: random.Random) -> str:
    """A letter of one's own: stock phrases around it, and perhaps a paragraph to object to."""
    source = PARTS["held"]
    own = [" ".join(sentence(drawn, source) for _ in range(drawn.randint(3, 7)))]
    own = [*drawn.sample(_OWN, drawn.randint(0, 2)), *own]
    drawn.shuffle(own)
    kind = drawn.random()
    if kind < 0.5:  # noqa: PLR2004 # a chance
        own = [*drawn.sample(STOCK, drawn.randint(1, 3)), *own]
    elif kind < 0.75:  # noqa: PLR2004 # a chance
        quoted = drawn.choice(drawn.choice(LETTERS))
        own = [f'Others wrote to you: "{quoted}" I do not agree.', *own]
    return "\n\n".join(_signed(drawn, own) if drawn.random() < 0.5 else own)  # noqa: PLR2004 # a chance


def make(seed: int, size: int = 30, others: int = 200) -> Made:
    """Each letter and both rivals, sent by 2 to `size` people, and `others` that are alone."""
    drawn = random.Random(seed)  # noqa: S311 # made-up texts need a seed, no secrecy
    all_letters = [*LETTERS, *((_FRAME[0], *rival, _FRAME[1]) for rival in _RIVALS)]
    found: list[tuple[int, str]] = []
    for campaign, letter in enumerate(all_letters):
        found += [(campaign, sent(drawn, letter)) for _ in range(drawn.randint(2, size))]
    found += [(-1, alone(drawn)) for _ in range(others)]
    drawn.shuffle(found)
    texts = {f"M-{place:05d}": text for place, (_, text) in enumerate(found)}
    groups: dict[int, list[str]] = {}
    for number, (campaign, _) in zip(texts, found, strict=True):
        if campaign >= 0:
            groups.setdefault(campaign, []).append(number)
    return Made(texts, list(groups.values()))
