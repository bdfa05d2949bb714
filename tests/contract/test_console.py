"""A command of the tests' console is to all who look what a new process is."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import console

SHOWN = """
import os, signal, sys, threading
print(sys.argv, sys.path[0], os.getcwd(), __name__, sys.executable)
print(sorted(os.environ.items()))
print([stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)])
print(sys.stdin.encoding, sys.stdout.encoding, sys.stdout.line_buffering, sys.stdout.seekable())
print([str(signal.getsignal(one)) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE)])
print(threading.active_count(), os.getpgid(0) == os.getpgid(os.getppid()))
print(sorted(set(os.listdir("/proc/self/fd")))[:3], len(os.listdir("/proc/self/fd")))
print(repr(sys.stdin.read()), file=sys.stderr)
"""
ENDS = [
    "import sys; sys.exit(7)",
    "import sys; sys.exit()",
    "import sys; sys.exit('a sentence')",
    "print(1 / 0)",
    "import os; os._exit(300 & 255)",
    "import atexit; atexit.register(print, 'at the end'); print('begun')",
    "import threading as t, time; t.Thread(target=lambda: (time.sleep(.3), print('late'))).start()",
    "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
]


def real(*words, **options):
    command = [sys.executable, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def told(done):
    # A traceback shows lines of the file that runs the code.
    errors = done.stderr.splitlines()[-1:]
    return done.returncode, done.stdout, errors


def test_what_a_process_finds_is_the_same(tmp_path):
    env = {"PATH": os.environ["PATH"], "HOME": "/x", "TZ": "Asia/Tokyo"} | console.at_start()
    more = {"env": env, "cwd": tmp_path, "input": "líne\r\nend"}
    made = console.run("a", "b c", "", code=SHOWN, **more)
    assert told(made) == told(real("-c", SHOWN, "a", "b c", "", **more))
    assert "'a', 'b c', ''" in made.stdout


@pytest.mark.parametrize("code", ENDS)
def test_it_ends_in_the_same_way(code):
    assert told(console.run(code=code)) == told(real("-c", code))


@pytest.mark.parametrize(
    "words", [["--version"], ["nonsense"], ["screen", "--form", "nothing"], ["org", "list"]]
)
def test_a_command_says_the_same(words, tmp_path):
    more = {"cwd": tmp_path, "env": dict(os.environ, COLUMNS="70")}
    made = console.run(*words, **more)
    assert told(made) == told(real("-m", "wardline", *words, **more))
    assert made.stdout + made.stderr


def test_nothing_is_set_up_before_and_no_table_of_the_hub_is_known():
    code = (
        "import sys, django.apps as apps, django.conf as conf\n"
        "own = [name for name in sys.modules if name.startswith('wardline.hub.')]\n"
        "known = [name for name in own if name.endswith(('.models', '.settings'))]\n"
        "print(conf.settings.configured, apps.apps.ready, known)"
    )
    assert console.run(code=code).stdout == "False False []\n"


def test_an_environment_that_the_interpreter_reads_at_its_start_is_kept():
    env = dict(os.environ, PYTHONHASHSEED="7")
    code = "print(hash('a'))"
    assert console.run(code=code, env=env).stdout == real("-c", code, env=env).stdout


def test_who_takes_too_long_is_killed_and_the_others_go_on():
    def slow(seconds):
        return console.run(code=f"import time; time.sleep({seconds}); print('done')").stdout

    with ThreadPoolExecutor(4) as pool:
        others = [pool.submit(slow, 1) for _ in range(3)]
        begun = time.monotonic()
        with pytest.raises(subprocess.TimeoutExpired):
            console.run(code="import time; time.sleep(60)", timeout=0.5)
        assert time.monotonic() - begun < 30
        assert [one.result() for one in others] == ["done\n"] * 3


def test_much_goes_in_and_out():
    code = "import sys; data = sys.stdin.buffer.read(); sys.stdout.buffer.write(data[::-1])"
    data = bytes(range(256)) * 8_000
    assert console.run(code=code, input=data, text=False).stdout == data[::-1]
    assert console.run(code="print('not read')", input=data).stdout == "not read\n"


def test_a_failure_is_raised_where_that_is_asked():
    with pytest.raises(subprocess.CalledProcessError):
        console.run("nonsense", check=True)
