"""The hub's OpenPGP key: made at the first signature, sealed, renewed by hand, never thrown away.

The secret half lies in the database, sealed under a key file of its own in DIR/csaf (mode 0600):
a dump of the database signs nothing. Earlier public keys stay listed, since documents that were
signed by them keep their signatures.
"""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from wardline.advisories import openpgp
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import UnavailableError
from wardline.hub.advisories.models import SigningKey
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action, Actor, Who
from wardline.hub.review.sealing import Vault, of_room
from wardline.hub.settings import CONFIG

FOLDER = "csaf"
_REVISION = 1


def vault() -> Vault:
    """The key files of this room."""
    return of_room(CONFIG, FOLDER)


def public() -> list[SigningKey]:
    """All keys that ever signed here, the newest first."""
    return list(SigningKey.objects.order_by("-made_at"))


def sign(data: bytes) -> tuple[str, str]:
    """A detached signature over `data`, armored, and the fingerprint of the key."""
    key = current()
    try:
        secret = vault().open(key.vault, _REVISION, bytes(key.sealed))
    except UnavailableError:
        raise UnavailableError(
            _("The hub's signing key is not on this machine."),
            hint=_("Restore it with its keys, or renew it: 'wardline secret renew csaf'."),
        ) from None
    return openpgp.sign(secret, data), key.fingerprint


def current() -> SigningKey:
    """The key that signs now; made where there is none."""
    found = SigningKey.objects.filter(retired_at=None).order_by("-made_at").first()
    return found or renew(audit.SYSTEM)


def renew(who: Actor | Who) -> SigningKey:
    """Make the successor of the key; what was signed stays signed."""
    pair = openpgp.make(_name())
    number = str(uuid.uuid4())
    sealed = vault().seal(number, _REVISION, pair.secret)
    at = now()
    with transaction.atomic():
        SigningKey.objects.filter(retired_at=None).update(retired_at=at)
        key = SigningKey.objects.create(
            fingerprint=pair.fingerprint,
            public=pair.public,
            vault=number,
            sealed=sealed,
            made_at=at,
        )
        target = f"signing-key:{key.fingerprint}"
        audit.record(who, Action.ADVISORY_KEY_MADE, target, {"made": format_timestamp(at)[:10]})
    return key


def _name() -> str:
    """The user id: the hub's name, and its address for reports where it has one."""
    title = CONFIG["advisories.publisher"] or CONFIG["taxii.title"]
    contact = str(CONFIG["security.contact"]).removeprefix("mailto:")
    plain = title.replace("<", "").replace(">", "")
    return f"{plain} CSAF <{contact}>" if "@" in contact else f"{plain} CSAF"
