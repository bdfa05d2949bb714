"""The portal speaks Spanish as well: every word, with the same values in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import wardline.hub

HUB = Path(wardline.hub.__file__).parent
CATALOG = HUB / "locale/es/LC_MESSAGES/django.po"
VALUES = re.compile(r"%\((\w+)\)[sd]")


def entries(path: Path) -> dict[str, list[str]]:
    """The translations of each message of a catalog; a message's plural stands behind a tab."""
    found: dict[str, list[str]] = {}
    keys: list[str] = []
    values: list[str] = []
    target: list[str] = keys
    for line in [*path.read_text().splitlines(), ""]:
        match = re.match(r'(msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$', line)
        if match:
            target = keys if match[1].startswith("msgid") else values
            target.append(match[2])
        elif line.startswith('"'):
            target[-1] += line[1:-1]
        elif not line:
            if keys and keys[0]:
                found["\t".join(keys)] = values
            keys, values = [], []
    return found


def test_every_word_of_the_portal_is_in_spanish(tmp_path):
    copy = tmp_path / "hub"
    shutil.copytree(HUB, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "locale"))
    (copy / "locale").mkdir()
    environ = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "es", "--no-location"]
    subprocess.run(command, cwd=copy, env=environ, check=True, capture_output=True, timeout=100)
    asked = set(entries(copy / "locale/es/LC_MESSAGES/django.po"))
    told = {key for key, values in entries(CATALOG).items() if all(values)}
    assert asked - told == set(), "run tools/messages, and fill in what is empty"


def test_a_translation_holds_the_same_values():
    for key, values in entries(CATALOG).items():
        wanted = set(VALUES.findall(key))
        for value in values:
            assert set(VALUES.findall(value)) <= wanted, key
        assert set(VALUES.findall(values[-1])) == wanted, key


def test_the_compiled_catalog_is_that_of_the_source(tmp_path):
    made = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check-format", str(CATALOG), "-o", str(made)], check=True)
    assert made.read_bytes() == CATALOG.with_suffix(".mo").read_bytes()


def test_a_reader_gets_the_language_that_they_ask_for(portal):
    spanish = portal.anybody().get("/", secure=True, HTTP_ACCEPT_LANGUAGE="es-PR,es;q=0.9")
    assert "Se entra por invitación" in spanish.content.decode()
    assert spanish["Content-Language"] == "es"
    assert '<html lang="es">' in spanish.content.decode()
    english = portal.anybody().get("/", secure=True, HTTP_ACCEPT_LANGUAGE="de")
    assert "by invitation" in english.content.decode()


def test_a_choice_of_language_stays(portal):
    client = portal.anybody()
    answer = client.post("/language/", {"language": "es", "next": "/legal/"}, secure=True)
    assert answer["Location"] == "/legal/"
    assert "Textos legales" in client.get("/legal/", secure=True).content.decode()
    person = portal.person("analyst")
    form = {"name": "Made Up", "zone": "UTC", "language": "es"}
    assert person.post("/account/", form).status_code == 302
    assert "Mi cuenta" in person.get("/account/").content.decode()
