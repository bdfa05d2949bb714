"""Settings: environment over file over default, and every wrong one named."""

from __future__ import annotations

import pytest

from wardline.cli import main
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


def test_no_secret_of_a_database_is_shown(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("WARDLINE_DATABASE__URL", "postgresql://hub:made-up-1@db.example/hub")
    replica = "postgresql://db2.example/hub?user=hub&password=made-up-2&sslmode=require"
    monkeypatch.setenv("WARDLINE_DATABASE__REPLICA", replica)
    assert main(["config", "check", "--data", str(tmp_path), "--json"]) == 0
    told = capsys.readouterr().out
    assert "made-up-" not in told
    for shown in ("@db.example/hub", "db2.example/hub", "sslmode=require"):
        assert shown in told
