"""Settings: environment over file over default, and every wrong one named."""

from __future__ import annotations

import pytest

from wardline.core.errors import ConfigError
from wardline.hub.config import inspect, load


def test_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path):
    (tmp_path / "wardline.toml").write_text('[taxii]\ntitle = "Ours"\npage_limit = 50\n')
    config = load(tmp_path, {"WARDLINE_TAXII__PAGE_LIMIT": "70"})
    assert (config["taxii.title"], config["taxii.page_limit"]) == ("Ours", 70)
    assert config["taxii.status_hours"] == 48
    sources = {value.name: value.source for value in inspect(tmp_path, {})}
    assert sources["taxii.title"] == "wardline.toml"
    assert sources["taxii.contact"] == "default"


@pytest.mark.parametrize(
    ("text", "environ", "named"),
    [
        ("[taxii]\npage_limit = 0\n", {}, "taxii.page_limit"),
        ("[taxii]\npage_limits = 5\n", {}, "taxii.page_limits"),
        ("not toml", {}, "wardline.toml"),
        ("", {"WARDLINE_DATABASE__URL": "mysql://x"}, "database.url"),
        ("", {"WARDLINE_TAXII__TITEL": "x"}, "WARDLINE_TAXII__TITEL"),
        ("[feeds]\nallow_private = 'maybe'\n", {}, "feeds.allow_private"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, environ, named):
    (tmp_path / "wardline.toml").write_text(text)
    with pytest.raises(ConfigError, match=named):
        load(tmp_path, environ)
