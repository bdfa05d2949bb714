"""What is given out beside the program: the wheel, its parts, units, container, completion, man."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import yaml

import wardline
from wardline.cli import COMMANDS
from wardline.cli.manual import pages
from wardline.cli.tree import commands

ROOT = Path(__file__).resolve().parents[2]
CONTRIB = ROOT / "contrib"


def built(folder, umask):
    """The wheel of a copy of the sources, whose files have other times and modes."""
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE", "src"):
        source = ROOT / name
        keep = shutil.ignore_patterns("__pycache__")
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=keep, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(source, folder / name)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}
    subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True, umask=umask)
    [wheel] = (folder / "dist").glob("*.whl")
    return wheel


def test_two_builds_are_the_same_bytes_and_pure(tmp_path):
    pytest.importorskip("hatchling", reason="./test installs it: tools/lock, tools/env.sh")
    wheels = []
    for name, umask in (("one", 0o022), ("two", 0o077)):
        (tmp_path / name).mkdir()
        wheels.append(built(tmp_path / name, umask))
    digests = {hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in wheels}
    assert len(digests) == 1
    assert wheels[0].name == f"wardline-{wardline.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheels[0]) as wheel:
        names = wheel.namelist()
    assert not [name for name in names if name.endswith((".so", ".pyc", ".po~", ".orig"))]
    assert any(name.endswith("locale/es/LC_MESSAGES/django.mo") for name in names)
    assert any(name.endswith("licenses/NOTICE") for name in names)


def test_the_bill_of_materials_holds_each_locked_part(tmp_path):
    pytest.importorskip("cyclonedx_py", reason="./test installs it: tools/lock, tools/env.sh")
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}
    files = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        command = [sys.executable, "tools/sbom.py", str(tmp_path / name)]
        subprocess.run(command, cwd=ROOT, env=env, check=True)
        files.append(sorted(path.read_bytes() for path in (tmp_path / name).iterdir()))
    assert files[0] == files[1]
    document = json.loads(
        (tmp_path / f"one/wardline-{wardline.__version__}-hub.cdx.json").read_text()
    )
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    parts = {(part["name"], part["version"]) for part in document["components"]}
    text = (ROOT / "requirements/hub.txt").read_text()
    locked = set(re.findall(r"(?m)^([a-z0-9-]+)(?:\[[^\]]*\])?==(\S+)", text))
    assert parts == locked
    for part in document["components"]:
        assert part["licenses"][0]["license"]["name"]
        assert any(one["hashes"] for one in part["externalReferences"])
    notices = (tmp_path / "one" / "THIRD-PARTY.txt").read_text()
    assert all(f"{name} {version}:" in notices for name, version in locked)


def test_the_container_file():
    lines = (CONTRIB / "container/Containerfile").read_text().replace("\\\n", " ").splitlines()
    steps = [line.split(None, 1) for line in lines if line and not line.startswith("#")]
    images = [rest.split()[0] for word, rest in steps if word == "FROM"]
    for image in images:
        host, _, tag = image.rpartition(":")
        assert "/" in host
        assert re.fullmatch(r"\d+\.\d+\.\d+-slim-\w+", tag)
    last = steps[[word for word, _ in steps].index("FROM", 1) :]
    words = dict(last)
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", words["USER"])
    assert "/readyz" in words["HEALTHCHECK"]
    assert words["ENTRYPOINT"] == '["wardline"]'
    # No step after USER needs to be root, and nothing is fetched that is not locked.
    order = [word for word, _ in last]
    assert "RUN" not in order[order.index("USER") :]
    installs = [rest for word, rest in steps if word == "RUN" and "pip install" in rest]
    for install in " ".join(installs).split("pip install")[1:]:
        assert "--require-hashes" in install or "--no-index" in install
    assert not [rest for word, rest in steps if word == "ADD" or "curl" in rest or "sudo" in rest]
    assert [one for one in steps if one[0] in ("ENV", "ARG") and "PASSWORD" in one[1]] == []


def test_the_compose_file():
    document = yaml.safe_load((CONTRIB / "container/compose.yaml").read_text())
    for name, service in document["services"].items():
        assert not service["image"].endswith(":latest"), name
        assert ":" in service["image"], name
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"]), name
        assert service["healthcheck"]["test"], name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["mem_limit"], name
        for port in service.get("ports", ()):
            assert port.startswith("127.0.0.1:"), name
        for key, value in service.get("environment", {}).items():
            assert "PASSWORD" not in key or key.endswith("_FILE"), (name, value)
        for secret in service.get("secrets", ()):
            assert secret in document["secrets"]
    assert document["services"]["hub"]["read_only"]


def unit_settings(path):
    found = {}
    for line in path.read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("name", ["wardline", "wardline-agent", "wardline-backup"])
def test_the_units_are_closed(name):
    told = unit_settings(CONTRIB / f"systemd/{name}.service")
    assert told["User"] == ["wardline"]
    for setting, value in (
        ("NoNewPrivileges", "true"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "true"),
        ("PrivateTmp", "true"),
        ("PrivateDevices", "true"),
        ("CapabilityBoundingSet", ""),
        ("UMask", "0077"),
    ):
        assert told[setting] == [value], setting
    # The commands in it are commands, with arguments that they take.
    for line in told["ExecStart"]:
        words = line[line.index("/opt/wardline/bin/wardline") :].strip("'").split()[1:]
        key = next(tuple(words[:n]) for n in (3, 2, 1) if tuple(words[:n]) in COMMANDS)
        known = next(one for one in commands() if one.words == key)
        options = {option for argument in known.arguments for option in argument.names}
        assert {word for word in words if word.startswith("--")} <= options


def test_systemd_takes_the_units(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    for path in (CONTRIB / "systemd").glob("wardline*"):
        text = path.read_text().replace("/opt/wardline/bin/wardline", "/bin/true")
        # Man pages are looked up where they are installed.
        (tmp_path / path.name).write_text(re.sub(r"(?m)^Documentation=.*\n", "", text))
    units = sorted(str(path) for path in tmp_path.iterdir())
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "wardline" in line]
    assert (done.returncode, ours) == (0, [])


def test_the_offline_install_script_is_shell_and_asks_nobody():
    script = (CONTRIB / "offline/install").read_text()
    subprocess.run(["sh", "-n", str(CONTRIB / "offline/install")], check=True)
    for line in script.splitlines():
        if "pip install" in line:
            assert "--no-index" in line
    for name in ("tools/build",):
        subprocess.run(["bash", "-n", str(ROOT / name)], check=True)


def completed(script, *words):
    """What bash offers after `words`."""
    code = f"""source {script}
        COMP_WORDS=(wardline {" ".join(f"'{word}'" for word in words)})
        COMP_CWORD={len(words)}
        _wardline
        printf '%s\\n' "${{COMPREPLY[@]}}" """
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_bash_completes_commands_options_and_choices(tmp_path, capsys):
    from wardline.cli import main

    assert main(["completion", "bash"]) == 0
    script = tmp_path / "wardline.bash"
    script.write_text(capsys.readouterr().out)
    assert {"serve", "feed", "hunt", "doctor"} <= set(completed(script, ""))
    assert completed(script, "feed", "pu") == ["pull", "push"]
    assert set(completed(script, "incident", "token", "")) >= {"draw", "list"}
    assert "--port" in completed(script, "serve", "--p")
    assert completed(script, "completion", "f") == ["fish"]
    assert "--verify" in completed(script, "restore", "--v")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_every_command(shell, capsys):
    from wardline.cli import main

    assert main(["completion", shell]) == 0
    text = capsys.readouterr().out
    for one in commands():
        assert all(word in text for word in one.words)


def installed(shell):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed here: ./test installs it")
    return shell


# What is typed, and what stands there after one tab; what is offered where there is a choice.
TYPED = {
    "wardline hun": "wardline hunt ",
    "wardline incident token dr": "wardline incident token draw ",
    "wardline completion f": "wardline completion fish ",
    "wardline serve --exchange-o": "wardline serve --exchange-only ",
}
OFFERED = {
    "wardline feed pu": {"pull", "push"},
    "wardline incident token ": {"draw", "list"},
    "wardline org ": {"add", "list"},
}


def test_fish_completes_commands_options_and_choices(tmp_path, capsys):
    from wardline.cli import main

    fish = installed("fish")
    main(["completion", "fish"])
    script = tmp_path / "wardline.fish"
    script.write_text(capsys.readouterr().out)

    def offered(typed):
        code = f"source {script}; complete -C {shlex.quote(typed)}"
        home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
        words = [fish, "--no-config", "-c", code]
        done = subprocess.run(words, capture_output=True, text=True, check=True, env=home)
        assert done.stderr == ""
        return {line.partition("\t")[0] for line in done.stdout.splitlines()}

    for typed, whole in TYPED.items():
        assert offered(typed) == {whole.split()[-1]}, typed
    for typed, words in OFFERED.items():
        assert offered(typed) >= words, typed
    assert "pull" not in offered("wardline serve pu") | offered("wardline feed pull pu")


def test_zsh_completes_at_the_first_tab(tmp_path, capsys):
    from wardline.cli import main

    zsh = installed("zsh")
    main(["completion", "zsh"])
    (tmp_path / "zfunc").mkdir()
    (tmp_path / "zfunc/_wardline").write_text(capsys.readouterr().out)
    # As a person has it: found by its name in the path of functions, or read at the start.
    for found in ("", f"source {tmp_path}/zfunc/_wardline"):
        line = tmp_path / "line"
        (tmp_path / ".zshrc").write_text(
            f"""{"" if found else f"fpath=({tmp_path}/zfunc $fpath)"}
            autoload -Uz compinit && compinit -u
            {found}
            keep() {{ print -r -- "$BUFFER" >{line}; zle kill-buffer }}
            zle -N keep; bindkey '^T' keep
            PROMPT='ready>'
            """
        )
        for typed, whole in list(TYPED.items())[: 1 if found else None]:
            assert shown_by_zsh(zsh, tmp_path, typed) == whole.rstrip(), (typed, found)


def shown_by_zsh(zsh, home, typed):
    """What stands in the line of a new zsh after `typed` and one tab."""
    line = home / "line"
    line.unlink(missing_ok=True)
    terminal, theirs = pty.openpty()
    env = {"HOME": str(home), "ZDOTDIR": str(home), "TERM": "vt100", "PATH": os.environ["PATH"]}
    ends = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    child = subprocess.Popen(["setsid", "--ctty", "--wait", zsh, "-i"], env=env, cwd=home, **ends)
    os.close(theirs)
    try:
        said, until, waiting = b"", time.monotonic() + 20, True
        while not (line.exists() and line.read_text().endswith("\n")):
            assert time.monotonic() < until, said
            if select.select([terminal], [], [], 0.05)[0]:
                said += os.read(terminal, 4096)
            if waiting and b"ready>" in said:
                os.write(terminal, f"{typed}\t\x14".encode())
                waiting = False
        return line.read_text().rstrip()
    finally:
        os.close(terminal)
        child.kill()
        child.wait()


def test_each_command_has_a_man_page_that_groff_takes(tmp_path):
    found = dict(pages())
    assert set(found) == {
        "wardline.1",
        *(f"wardline-{'-'.join(words)}.1" for words in COMMANDS),
    }
    assert "\\-\\-port" in found["wardline-serve.1"]
    assert ".SH EXIT STATUS" in found["wardline-hunt.1"]
    if shutil.which("groff"):
        text = "\n".join(found.values())
        done = subprocess.run(
            ["groff", "-man", "-Tutf8", "-ww", "-z"],
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
