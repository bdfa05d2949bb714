"""Each secret that docs/keys.md names can be changed, and what it signed before still holds."""

from __future__ import annotations

import secrets

import pytest

from wardline.advisories import openpgp
from wardline.core.errors import UsageError
from wardline.hub.doctor.machine import _KEY_FOLDERS
from wardline.hub.exchange import cursor


def test_a_new_signing_key_signs_and_the_old_ones_signatures_hold(portal, provider):
    from wardline.hub.advisories import keys
    from wardline.hub.audit import service as audit

    before = keys.current()
    old, signer = keys.sign(b"made up")
    assert signer == before.fingerprint
    made = keys.renew(audit.command_line())
    new, signer = keys.sign(b"made up")
    assert signer == made.fingerprint != before.fingerprint
    listed = {key.fingerprint: key.public for key in keys.public()}
    assert {before.fingerprint, made.fingerprint} <= set(listed)
    for signature, key in ((old, before), (new, made)):
        public = openpgp.Keys(listed[key.fingerprint].encode())
        shown = openpgp.verify(signature.encode(), b"made up", [public])
        assert shown.lower() == key.fingerprint.lower()
        assert openpgp.verify(signature.encode(), b"another", [public]) == ""


def test_a_cursor_of_the_old_secret_is_refused_and_not_misread():
    old, new = secrets.token_bytes(32), secrets.token_bytes(32)
    sealed = cursor.seal(old, 7, 5, "bound")
    assert cursor.unseal(old, sealed, None, "bound") == (7, 5)
    with pytest.raises(UsageError):
        cursor.unseal(new, sealed, None, "bound")


def test_the_review_makes_a_new_master_key_when_its_queue_is_empty(tmp_path):
    from wardline.hub.review.sealing import Vault

    vault = Vault(tmp_path)
    first = vault.mark(b"x")
    (tmp_path / "review" / "master.key").unlink()
    assert vault.mark(b"x") != first
    assert (tmp_path / "review" / "master.key").stat().st_mode & 0o077 == 0


def test_each_folder_of_keys_is_told_of(request):
    docs = request.config.rootpath / "docs"
    told = (docs / "keys.md").read_text() + (docs / "backup.md").read_text()
    for name in _KEY_FOLDERS:
        assert f"DIR/{name}" in told or f"`{name}`" in told, name
