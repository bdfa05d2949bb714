"""The member's own privacy gate: its profile and its pseudonyms, neither of which ever leaves."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from wardline.core.errors import ConfigError
from wardline.screen.profile import Profile

# Looked for in the agent's folder, in this order.
PROFILE_NAMES = ("profile.toml", "profile.json")


def load_profile(path: Path | None, data: Path) -> Profile | None:
    """The profile in `path`, else the one in the agent's folder; None where there is none.

    *Raises* ConfigError where it cannot be read.
    """
    if path is None:
        path = next((data / name for name in PROFILE_NAMES if (data / name).is_file()), None)
        if path is None:
            return None
    return read_profile(path)


def read_profile(path: Path) -> Profile:
    """The profile that a JSON or TOML file holds. *Raises* ConfigError where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is no UTF-8 text.", hint="Save it as UTF-8.") from None
    except OSError as error:
        raise ConfigError(
            f"The profile {path} cannot be read: {error.strerror}.", hint="Check --profile."
        ) from None
    try:
        found = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError):
        raise ConfigError(
            f"The profile {path} cannot be read: it is neither JSON nor TOML.",
            hint='Write it like domains = ["hospital.example"].',
        ) from None
    return Profile.from_mapping(found)
