"""What tests of the docket do: fill in the forms, read receipts, let the gate look."""

from __future__ import annotations

import html
import re


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def form_of(number: str, **more) -> dict:
    return {
        "number": number,
        "contact": "docket@made-up.example",
        "opens": "2026-01-01 09:00",
        "closes": "2046-01-01 17:00",
        "zone": "America/Chicago",
        "decide_days": "14",
        "title_en": "Made-up call",
        "title_es": "Llamada inventada",
        "text_en": "Tell us about made-up things.",
        "text_es": "",
        "questions_en": "What hurts?\nWhat helps?",
        "questions_es": "¿Qué duele?\n¿Qué ayuda?",
        "rules_en": "A person reads it.",
        "rules_es": "",
        "policy_en": "It may be public.",
        "policy_es": "",
    } | more


def send(client, call: str, **fields):
    """Send a comment; what the page answers."""
    data = {"kind": "anonymous", "do": "send"} | {
        k.replace("__", "-"): v for k, v in fields.items()
    }
    return client.post(f"/docket/calls/{call}/comment/", data, secure=True)


def tracking(answer) -> str:
    assert answer.status_code == 201, text(answer)
    return re.search(r'data-copy="([2-9A-Z-]{19})"', answer.content.decode())[1]


def comment(call: str, part: str = ""):
    from wardline.hub.docket.models import Comment

    found = Comment.objects.filter(call=call).order_by("-id")
    return found.filter(number=part).first() if part else found.first()


def screened() -> None:
    from wardline.hub.docket import service

    while service.screen_waiting():
        pass
