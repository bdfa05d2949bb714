"""Writes docs/reference/*.md from the code: `tools/reference`. A test holds that they agree.

What has no words of its own (a setting without help, a page without a docstring) is an error: so
nothing is in the code that is not in the documentation.
"""

from __future__ import annotations

import inspect
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_MADE = "<!-- Made from the code by tools/reference; do not edit. -->"


def commands() -> Iterator[str]:
    """Every command with its arguments."""
    from wardline.cli.tree import commands as every

    yield from ("# Commands", "", _MADE, "")
    yield "Exit codes: 0 fine, 1 findings, 2 a wrong call or wrong input, 3 a setting or the data"
    yield "folder, 4 the network or a peer, 5 refused by policy, 70 our fault."
    yield ""
    for one in every():
        yield from (f"## wardline {' '.join(one.words)}", "", f"{_sentence(one.what)}", "")
        yield from ("| argument | what it is |", "|---|---|")
        for argument in one.arguments:
            if not argument.help:
                name = argument.names or argument.takes
                raise SystemExit(f"wardline {' '.join(one.words)}: {name} has no help.")
            name = ", ".join(argument.names) or argument.takes
            takes = f" {argument.takes}" if argument.names and argument.takes else ""
            choices = [choice for choice in argument.choices if choice]
            named = all(choice in argument.help for choice in choices)
            chosen = "" if named else f" (one of: {', '.join(choices)})"
            yield f"| `{_cell(name + takes)}` | {_cell(argument.help + chosen)} |"
        yield ""


def settings() -> Iterator[str]:
    """Every setting of the hub."""
    from wardline.hub.config import SETTINGS

    yield from ("# Settings", "", _MADE, "")
    yield "A setting `a.b` stands in `wardline.toml` of the data folder as `b` under `[a]`, and in"
    yield "the environment as `WARDLINE_A__B`, which wins. `wardline config check` shows them."
    yield from ("", "| setting | default | what it is for |", "|---|---|---|")
    for name, one in SETTINGS.items():
        yield f"| `{name}` | {_cell(_default(one.default))} | {_cell(one.help)} |"


def _default(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) or "(empty)"


def errors() -> Iterator[str]:
    """Every error code, and how it is shown."""
    from wardline.core import errors as tree

    classes = {
        kind.code: kind
        for _, kind in inspect.getmembers(tree, inspect.isclass)
        if issubclass(kind, tree.WardlineError) and "code" in vars(kind)
    }
    yield from ("# Error codes", "", _MADE, "")
    yield "The code is `error_code` of a TAXII error and `code` of a problem document (RFC 9457)."
    yield "The number beside it (`error_id`, `instance`) finds the request in the hub's log."
    yield from ("", "| code | HTTP | title | exit code | what happened |", "|---|---|---|---|---|")
    for code, shown in tree.DISPLAY.items():
        what = "a fault of ours" if code == "internal" else _first(classes[code])
        yield f"| `{code}` | {shown.status} | {shown.title} | {shown.exit_code} | {_cell(what)} |"


def metrics() -> Iterator[str]:
    """Every metric."""
    from wardline.hub.metrics import METRICS

    yield from ("# Metrics", "", _MADE, "")
    yield "`/metrics`, in Prometheus' text format. Dashboard and alerts: `contrib/monitoring/`."
    yield from ("", "| metric | kind | tells |", "|---|---|---|")
    for name, one in METRICS.items():
        yield f"| `{name}` | {one.kind} | {_cell(one.help)} |"


def urls() -> Iterator[str]:
    """Every address; Django must be set up."""
    from wardline.hub.openapi import document

    yield from ("# Addresses", "", _MADE, "")
    yield "## For programs"
    yield from ("", "`/openapi.json` says more of each.", "")
    yield from ("| address | method | what |", "|---|---|---|")
    for path, methods in document("Wardline")["paths"].items():
        for method, operation in methods.items():
            yield f"| `{path}` | {method.upper()} | {_cell(operation['summary'])} |"
    for path, what in _ELSEWHERE.items():
        yield f"| `{path}` | GET | {what} |"
    yield from ("", "## Pages", "")
    yield "Each has its data as `.json` beside it, tables also as `.csv`."
    yield from ("", "| address | methods | who | what |", "|---|---|---|---|")
    for path, declared, view in pages():
        step = ", confirmed" if declared.step_up else ""
        who = f"{declared.need.name.lower().replace('_', ' ')}{step}"
        methods = " ".join(declared.methods)
        yield f"| `/{_cell(path)}` | {methods} | {who} | {_cell(_first(view))} |"
    yield from (
        "",
        "`/account/…` (signing in, second factors, passkeys) is django-allauth's.",
    )


# Addresses of programs that the OpenAPI document does not hold.
_ELSEWHERE = {
    "/openapi.json": "These addresses as an OpenAPI document",
    "/.well-known/security.txt": "Whom to tell of a weakness (RFC 9116)",
}


def pages() -> Iterator[tuple[str, Any, Any]]:
    """Each declared page: its address, what was declared, and its view."""
    from wardline.hub.portal.urls import urlpatterns

    seen = set()
    for pattern in urlpatterns:
        route = getattr(pattern, "callback", None)
        declared = getattr(route, "declared", None)
        view = getattr(getattr(route, "route", None), "view", None)
        path = str(pattern.pattern)
        if declared is not None and view is not None and path not in seen:
            seen.add(path)
            yield path, declared, view


def _first(thing: Any) -> str:
    told = inspect.getdoc(thing)
    if not told:
        raise SystemExit(f"{thing!r} has no docstring: say in one line what it is.")
    # The sentence may be set in two lines.
    return " ".join(told.split("\n\n")[0].split())


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _cell(text: str) -> str:
    """Text for a cell of a table; the home of whoever writes it is nobody's concern."""
    text = text.replace(str(Path.home()), "~")
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


PAGES = {
    "commands": commands,
    "settings": settings,
    "errors": errors,
    "metrics": metrics,
    "urls": urls,
}


def text(name: str) -> str:
    """One page's text."""
    return "\n".join(PAGES[name]()) + "\n"


def main() -> None:
    """Write all pages."""
    from wardline.hub import setup

    with tempfile.TemporaryDirectory() as data:
        setup.use(Path(data), create=True)
        for name in PAGES:
            path = Path("docs/reference") / f"{name}.md"
            path.write_text(text(name), encoding="utf-8")
    sys.stderr.write("docs/reference is as the code is.\n")


if __name__ == "__main__":
    main()
