"""What a killed `wardline serve` leaves in the system's folder goes with the next start."""

from __future__ import annotations

import os
import subprocess
import sys

from wardline.hub.sockets import SocketFolder, sweep

MAKE = """
import sys
from pathlib import Path
from wardline.hub.sockets import SocketFolder
made = SocketFolder(Path(sys.argv[1]))
print(made.path, flush=True)
sys.stdin.read()
"""


def old(path) -> None:
    os.utime(path, (1, 1))


def test_the_folder_of_a_killed_one_goes_and_that_of_a_living_one_stays(tmp_path):
    command = [sys.executable, "-c", MAKE, str(tmp_path)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    path = type(tmp_path)(process.stdout.readline().strip())
    assert path.stat().st_mode & 0o777 == 0o700
    old(path)
    assert sweep(tmp_path) == 0
    process.kill()
    process.communicate()
    assert path.is_dir()
    own = SocketFolder(tmp_path)
    assert not path.exists()
    own.close()
    assert list(tmp_path.iterdir()) == []


def test_fresh_ones_links_and_other_folders_stay(tmp_path):
    fresh = tmp_path / "wardline-portal-fresh"
    fresh.mkdir()
    other = tmp_path / "somebody-else"
    other.mkdir()
    link = tmp_path / "wardline-portal-link"
    link.symlink_to(other)
    for path in (other, link):
        os.utime(path, (1, 1), follow_symlinks=False)
    assert sweep(tmp_path) == 0
    assert other.is_dir()
    old(fresh)
    assert sweep(tmp_path) == 1
