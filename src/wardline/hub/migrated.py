"""Whether a database is of this release: its migrations beside those of the installed code.

Free of Django, which the exchange's workers do not load: a migration is a file, and what was
applied stands in a table.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

# Every migration that was applied.
APPLIED = "SELECT app, name FROM django_migrations"

_OURS = Path(__file__).parent
# The libraries' apps that have tables here (settings.INSTALLED_APPS), and where they lie.
_LIBRARIES = {
    "django": ("contrib/auth", "contrib/contenttypes", "contrib/sessions"),
    "allauth": ("account", "mfa", "socialaccount", "usersessions"),
}


class Difference(NamedTuple):
    """What the code has and the database does not, and the other way round (ours only)."""

    missing: tuple[str, ...]
    unknown: tuple[str, ...]


@cache
def expected() -> frozenset[tuple[str, str]]:
    """The app and name of each migration of the installed code."""
    folders = [(path.parent.name, path) for path in _OURS.glob("*/migrations")]
    for package, parts in _LIBRARIES.items():
        spec = find_spec(package)
        base = Path(spec.origin).parent if spec and spec.origin else None
        folders += [(Path(part).name, base / part / "migrations") for part in parts if base]
    return frozenset(
        (label, file.stem) for label, folder in folders for file in folder.glob("[0-9]*.py")
    )


def difference(rows: list[tuple[str, str]]) -> Difference:
    """Compare what `APPLIED` gave with the code."""
    applied = {(str(app), str(name)) for app, name in rows}
    known = expected()
    ours = {label for label, _ in known}
    missing = sorted(f"{label}.{name}" for label, name in known - applied)
    unknown = sorted(f"{app}.{name}" for app, name in applied - known if app in ours)
    return Difference(tuple(missing), tuple(unknown))
