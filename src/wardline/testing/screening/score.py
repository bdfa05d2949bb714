"""How well a gate does on labelled texts: what is found, lost, held and destroyed.

1. The engine answers every text as it is, and those with hosts or users again without a profile.
2. Each labelled span is judged:
   - `remove`: *covered* where every character lies in some finding. A confidentiality mark
     (`MARKING`) is flagged where any finding touches it or the text does not pass.
   - `keep` and `neg`: *unharmed* where no finding touches a character of it.
   - `either`: not judged, and a finding on it is right.
3. Each finding is judged: *right* where it touches some `remove` span; the share is the precision.
   A finding on a mark is right. Spans and findings are counted, never characters.
4. A name *leaks without HOLD* where it is not covered and the text passes.
5. A text is *held* where its decision is not pass. Texts with a mark are not counted there, since
   they must not pass.
"""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from wardline.core.errors import ConfigError, MalformedError
from wardline.testing.screening.model import Labelled, Span

Answer = dict[str, Any]
# Requests `{"id","text","kind","profile"}` to answers of CONTRACT's shape, in order.
Engine = Callable[[Sequence[dict[str, Any]]], Sequence[Answer]]
WITHOUT = "without profile"


class Judged(NamedTuple):
    """One labelled span of one text and how the engine treated it."""

    item: Labelled
    span: Span
    profile: bool
    good: bool
    passed: bool
    cause: str

    @property
    def value(self) -> str:
        """The labelled text."""
        return self.item.text[self.span.start : self.span.end]


class Alarm(NamedTuple):
    """One finding that touches nothing that must go."""

    item: Labelled
    start: int
    end: int
    rule: str


class Scored(NamedTuple):
    """Everything judged in one run."""

    spans: tuple[Judged, ...]
    right: int
    alarms: tuple[Alarm, ...]
    decisions: tuple[tuple[Labelled, str, tuple[str, ...]], ...]


def command(line: str) -> Engine:
    """An engine from a command that speaks `--jsonl` (CONTRACT)."""

    def run(requests: Sequence[dict[str, Any]]) -> Sequence[Answer]:
        sent = "".join(json.dumps(request) + "\n" for request in requests)
        try:
            ended = subprocess.run(  # noqa: S603 # the judge starts the command that it was given
                shlex.split(line), input=sent, capture_output=True, text=True, check=False,
                encoding="utf-8",
            )  # fmt: skip
        except (OSError, ValueError) as error:
            raise ConfigError(
                f"'{line}' cannot be run: {error}.", hint="Check --command."
            ) from None
        answers = [json.loads(each) for each in ended.stdout.splitlines() if each]
        if len(answers) != len(requests):
            raise MalformedError(
                f"'{line}' answered {len(answers)} of {len(requests)} lines (exit "
                f"{ended.returncode}). Run it by hand on the same lines. {ended.stderr[:500]}"
            )
        return answers

    return run


def function(screen: Callable[..., Any]) -> Engine:
    """An engine from `wardline.screen.text.screen(text, profile, kind=…)` or one of its shape."""

    def run(requests: Sequence[dict[str, Any]]) -> Sequence[Answer]:
        return [_as_answer(request, screen) for request in requests]

    return run


def _as_answer(request: dict[str, Any], screen: Callable[..., Any]) -> Answer:
    result = screen(request["text"], request["profile"], kind=request["kind"])
    findings = [finding._asdict() for finding in result.findings]
    residue = [residue._asdict() for residue in result.residue]
    return {"id": request["id"], "decision": str(result.decision), "text": result.text,
            "findings": findings, "residue": residue}  # fmt: skip


def score(items: Iterable[Labelled], engine: Engine) -> Scored:
    """The engine judged on these texts.

    *Raises*: MalformedError where an answer is missing, out of order or of another shape.
    """
    listed = list(items)
    bare = [item for item in listed if any(s.label in ("HOST", "USER") for s in item.spans)]
    requests = [_request(item, item.profile, "") for item in listed]
    requests += [_request(item, {}, "/bare") for item in bare]
    answers = engine(requests)
    spans: list[Judged] = []
    alarms: list[Alarm] = []
    decisions = []
    right = 0
    for place, (request, answer) in enumerate(zip(requests, answers, strict=True)):
        item = listed[place] if place < len(listed) else bare[place - len(listed)]
        decision, found = _read(request, answer)
        with_profile = place < len(listed)
        spans += _judge(item, with_profile, decision, found)
        if with_profile:
            wrong = [Alarm(item, *each[:3]) for each in found if not _touches_private(item, each)]
            right += len(found) - len(wrong)
            alarms += wrong
            reasons = tuple(str(each.get("reason", "")) for each in answer.get("residue", ()))
            decisions.append((item, decision, reasons))
    return Scored(tuple(spans), right, tuple(alarms), tuple(decisions))


def _request(item: Labelled, profile: dict[str, Any], mark: str) -> dict[str, Any]:
    return {"id": item.id + mark, "text": item.text, "kind": item.kind, "profile": profile}


class _Found(NamedTuple):
    start: int
    end: int
    rule: str


def _read(request: dict[str, Any], answer: Answer) -> tuple[str, list[_Found]]:
    try:
        if answer["id"] != request["id"]:
            raise MalformedError(
                f"The answer for {request['id']} has the id {answer['id']}. "
                "Answers must come in the order of the lines."
            )
        found = [
            _Found(each["start"], each["end"], f"{each['label']}/{each['rule']}")
            for each in answer["findings"]
        ]
        return str(answer["decision"]), found
    except (KeyError, TypeError) as error:
        raise MalformedError(
            f"The answer for {request['id']} is not in CONTRACT's shape ({error})."
        ) from None


def _touches_private(item: Labelled, found: _Found) -> bool:
    return any(
        span.action in ("remove", "either") and found.start < span.end and span.start < found.end
        for span in item.spans
    )


def _judge(item: Labelled, profile: bool, decision: str, found: list[_Found]) -> list[Judged]:
    judged = []
    passed = decision == "pass"
    for span in item.spans:
        if span.action == "either" or (not profile and span.label not in ("HOST", "USER")):
            continue
        touching = [each for each in found if each.start < span.end and span.start < each.end]
        if span.action != "remove":
            good = not touching
        elif span.label == "MARKING":
            good = bool(touching) or not passed
        else:
            good = _covered(span, touching)
        cause = ", ".join(sorted({each.rule for each in touching}))
        judged.append(Judged(item, span, profile, good, passed, cause))
    return judged


def _covered(span: Span, touching: list[_Found]) -> bool:
    at = span.start
    for each in sorted(touching):
        if each.start > at:
            return False
        at = max(at, each.end)
    return at >= span.end
