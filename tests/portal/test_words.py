"""The portal speaks Spanish as well: every word, with the same values in it."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_the_button_for_a_language_counts_also_for_who_chose_one_before(portal):
    person = portal.person("analyst")
    form = {"name": "Made Up", "zone": "UTC", "language": "en"}
    assert person.post("/account/", form).status_code == 302
    assert person.post("/language/", {"language": "es", "next": "/account/"}).status_code == 302
    assert "Mi cuenta" in person.get("/account/").content.decode()
    assert person.get("/account.json").json()["language"] == "es"
    # Whoever left it to their browser goes on leaving it.
    other = portal.person("analyst")
    other.post("/language/", {"language": "es", "next": "/account/"})
    assert "Mi cuenta" in other.get("/account/").content.decode()
    assert other.get("/account.json").json()["language"] == ""


@pytest.mark.parametrize(
    ("path", "role", "spanish", "english"),
    [
        ("/people/", "member", "No permitido", "Not allowed"),
        ("/people/", "member", "Su función no lo permite.", "Your role"),
        ("/account/history/", "admin", "cambió una contraseña", "changed a password"),
        ("/people/", "admin", "Administrador", "admin<"),
        ("/keys/", "admin", "leer, compartir", "read, write"),
        ("/staff/members/", "staff", "Hospital", ">hospital<"),
        ("/staff/members/00000000-0000-4000-8000-000000000000/", "staff", "No existe una", "There"),
        ("/join/made-up/", "nobody", "Este enlace ya no funciona", "does not work"),
        ("/", "nobody", "Listas de bloqueo y reglas", "Block lists"),
        ("/notices/unsubscribe/made-up/", "nobody", "Este enlace no se conoce", "not known"),
    ],
)
def test_a_page_in_spanish_has_no_english_on_it(portal, path, role, spanish, english):
    from wardline.hub.audit import service as audit
    from wardline.hub.members import service as members

    if role == "nobody":
        client = portal.anybody()
    else:
        person = portal.person("admin" if role == "staff" else role, staff=role == "staff")
        members.add_key(person.organization, "SIEM", ["read", "write"])
        audit.record(person.actor, "user.password-changed", f"user:{person.user.pk}")
        client = person.client
    page = client.get(path, secure=True, HTTP_ACCEPT_LANGUAGE="es").content.decode()
    main = page.split("<main")[1].split("</main>", maxsplit=1)[0]
    assert spanish in main
    assert english not in main


def test_every_word_of_the_gate_is_shown_to_the_translators():
    """Labels and sentences of `wardline.screen` are looked up by what stands in `gatewords`."""
    import wardline.screen
    from wardline.hub.gatewords import WORDS
    from wardline.screen.words import WORDS as LABELS

    said = set(LABELS.values())
    for path in sorted(Path(wardline.screen.__file__).parent.glob("*.py")):
        said |= set(sentences(ast.parse(path.read_text())))
    assert len(said) > len(LABELS) + 40
    assert sorted(said - set(WORDS)) == []


def sentences(tree: ast.AST):
    """What is given to `hold`, `block`, `doubt` and `flag`, returned as a reason, or said why."""
    for node in ast.walk(tree):
        found: list[ast.expr | None] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
            if name in ("hold", "block", "doubt", "flag", "Doubt"):
                found = [node.args[-1]] if node.args else []
            found += [one.value for one in node.keywords if one.arg == "why"]
            if name == "flag" and found:
                text = f"{literal(found[0])} may hold something private (%(what)s)."
                found = [ast.Constant(text)]
        elif isinstance(node, ast.Return | ast.Yield | ast.Assign):
            found = [node.value]
        for one in found:
            text = literal(one)
            small = isinstance(node, ast.Call) and re.fullmatch(r"[a-z]+ [a-z' ]+", text)
            if small or re.fullmatch(r"[A-Z][^<>]* [^<>]*[.?]", text):
                yield text


def literal(node: ast.expr | None) -> str:
    """The text that an expression is, with %(what)s for what is put into it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [one.value if isinstance(one, ast.Constant) else "%(what)s" for one in node.values]
        return "".join(map(str, parts))
    if isinstance(node, ast.BoolOp):
        return literal(node.values[-1])
    if isinstance(node, ast.IfExp):
        return literal(node.body) or literal(node.orelse)
    return ""


def test_what_the_gate_says_is_in_the_readers_language(portal):
    from django.utils import translation

    from wardline.hub.words import doubt_words, label_words

    asked = "The pattern names a host of your own organization (internal-name)."
    with translation.override("es"):
        assert label_words("HOST") == "un equipo interno (HOST)"
        assert label_words("DOUBT") == "una duda"
        assert label_words("NEW") == "algo privado (NEW)"
        assert doubt_words(asked) == (
            "El patrón nombra un equipo de su propia organización (internal-name)."
        )
        assert doubt_words("It is not valid STIX 2.1 (see /name): correct it.").endswith(
            "(vea /name): corríjalo."
        )
        assert doubt_words("What (nobody) knows.") == "What (nobody) knows."
        assert doubt_words("") == ""
    with translation.override("en"):
        assert label_words("HOST") == "an internal host (HOST)"
        assert doubt_words(asked) == asked
