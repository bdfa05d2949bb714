"""Passwords that are guessed first: common ones made longer, and the words of this field.

A list of leaked passwords is of little use where twelve characters are asked for: of Django's
20,000 only 187 are that long. What people do is to stretch a common one: `Hospital2026!`,
`P4ssw0rdp4ssw0rd`, `welcomewelcome1`. So what was typed is taken apart, and it is refused if one
or two well-known words are all that is in it. It never leaves this machine.

*Source*: OWASP ASVS 5.0, 6.1.2, 6.2.4, 6.2.11 and 6.2.12; NIST SP 800-63B section 5.1.1.2.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wardline.hub.settings import CONFIG

# The words of this field, which a stranger tries first (6.1.2 asks for the list).
_FIELD = """
    admin administrator agency analyst cardiology care clearinghouse clinic clinical cyber
    cybersecurity defense device doctor emergency exchange federal health healthcare hipaa hospital
    icu imaging incident indicator information intelligence isac laboratory login medical medicine
    member nurse nursing oncology operator passphrase password passwort contraseña patient patients
    pharmacy physician portal practice radiology reviewer secret sector secure security share
    sharing stix surgery system taxii temp temporary threat triage user wardline welcome winter
    spring summer autumn fall january february march april may june july august september october
    november december monday tuesday wednesday thursday friday saturday sunday salud clínica médico
    enfermera paciente seguridad
    """
WORDS = frozenset(_FIELD.split())
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz")
_LEET = str.maketrans("013457@$!|", "oieastasii")
_LEET_L = str.maketrans("013457@$!|", "oleastasil")
# Two known words and what stands around them are tried soon; four random ones are not.
_FEW = 2
_SHORTEST = 3
_LONGEST = 24
_RUN = 3


class PredictableValidator:
    """Refuses a password of which little is left without what everybody tries."""

    def validate(self, password: str, user: Any = None) -> None:
        """Pass, or tell why not. *Raises* ValidationError."""
        known = _known() | _own(user)
        if any(_predictable(text, known) for text in _readings(password)):
            raise ValidationError(
                _(
                    "This password is a well-known one, or a word of this field, with something "
                    "added; those are tried first."
                ),
                code="password_predictable",
            )

    def get_help_text(self) -> str:
        """What to do instead."""
        return str(_("Four random words are good; one word with a year is not."))


@functools.cache
def _known() -> frozenset[str]:
    common = {str(one) for one in CommonPasswordValidator().passwords}
    return frozenset(one for one in common if len(one) >= _SHORTEST) | WORDS


def _own(user: Any) -> frozenset[str]:
    """The words of the hub's and the person's own names."""
    names = [str(CONFIG["taxii.title"])]
    if user is not None:
        names += [user.email, user.name]
        names += [user.organization.name] if user.organization_id else []
    words = re.split(r"[\W_\d]+", " ".join(names).lower())
    return frozenset(word for word in words if len(word) >= _SHORTEST)


def _readings(password: str) -> set[str]:
    """What was typed in small letters; with figures that stand for letters read as those, too."""
    text = password.lower()
    return {text, text.translate(_LEET), text.translate(_LEET_L)}


def _predictable(text: str, known: frozenset[str]) -> bool:
    if text in known or _repeats(text):
        return True
    parts = re.findall(r"[^\W\d_]+", text)
    if not parts:
        # Figures and signs alone may be random; a run of them is not.
        return _runs(re.sub(r"\D", "", text)) if re.search(r"\d", text) else False
    counts = [_pieces(part, known) for part in parts]
    return None not in counts and sum(filter(None, counts)) <= _FEW


def _repeats(text: str) -> bool:
    """Whether it is one short stretch over and over: abcabcabcabc."""
    return re.fullmatch(r"(.{1,8}?)\1{2,}.{0,7}", text, re.DOTALL) is not None


def _runs(text: str) -> bool:
    """Whether it goes along a row of keys or letters, either way, or repeats: 123456123456."""
    left = text
    for row in itertools.chain(_ROWS, (row[::-1] for row in _ROWS)):
        for size in range(len(row), _RUN - 1, -1):
            for start in range(len(row) - size + 1):
                left = left.replace(row[start : start + size], "")
    return len(left) <= len(text) // 4 or _repeats(text)


def _pieces(text: str, known: frozenset[str]) -> int | None:
    """Into how few known words a stretch of letters falls; None: not wholly."""
    if _runs(text):
        return 1
    best: list[int | None] = [0, *[None] * len(text)]
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - _LONGEST), end - _SHORTEST + 1):
            before = best[start]
            if before is not None and text[start:end] in known:
                now = best[end]
                best[end] = before + 1 if now is None else min(now, before + 1)
    return best[len(text)]
