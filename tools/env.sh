# Sourced by ./demo, ./test and ./check: makes .venv from the locked, hashed requirements.
# Usage: . ./tools/env.sh base|hub|dev     (dev holds everything that the others hold)
# Then, for the tests: wardline_peers (servers and clients by others, into .venv-peers).
wardline_uv() {
  if ! command -v uv >/dev/null 2>&1; then
    if [ ! -x .tools/uv/bin/uv ]; then
      echo "Installing uv into .tools …" >&2
      python3 -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
        --require-hashes --target .tools/uv -r requirements/uv.txt >&2
    fi
    PATH="$PWD/.tools/uv/bin:$PATH"
  fi
}
# Where a proxy looks into TLS, its certificate is the system's; uv believes that as pip and git do.
export UV_SYSTEM_CERTS=true
wardline_env() {
  local set stamp=".venv/.wardline" synced=""
  for set in "$1" dev; do
    if [ -f "$stamp-$set" ] && cmp -s "requirements/$set.txt" "$stamp-$set"; then synced=yes; fi
  done
  # Commands and plug-ins stand in pyproject.toml: one that came with a pull is installed, too.
  if [ "$synced" ] && cmp -s pyproject.toml "$stamp-project"; then return 0; fi
  wardline_uv
  echo "Installing the locked environment ($1) into .venv …" >&2
  if [ -z "$synced" ]; then
    [ -x .venv/bin/python ] || UV_PYTHON_DOWNLOADS=never uv venv --quiet --python '>=3.11' .venv
    uv pip sync --quiet --python .venv/bin/python --require-hashes "requirements/$1.txt"
    rm -f "$stamp"-*
    cp "requirements/$1.txt" "$stamp-$1"
  fi
  uv pip install --quiet --python .venv/bin/python --no-deps --editable .
  cp pyproject.toml "$stamp-project"
}
wardline_peers() {
  local stamp=".venv-peers/.wardline"
  if [ -f "$stamp" ] && cmp -s requirements/peers.txt "$stamp"; then return 0; fi
  wardline_uv
  echo "Installing others' servers and clients into .venv-peers …" >&2
  [ -x .venv-peers/bin/python ] ||
    UV_PYTHON_DOWNLOADS=never uv venv --quiet --python '>=3.11' .venv-peers
  uv pip sync --quiet --python .venv-peers/bin/python --require-hashes requirements/peers.txt
  cp requirements/peers.txt "$stamp"
}
wardline_env "$1"
PATH="$PWD/.venv/bin:$PATH"
export PATH
# Images of containers set this. Each of the thousands of processes that the tests start would
# compile Django and all other libraries anew: a command then takes 1.7 s instead of 0.85 s.
unset PYTHONDONTWRITEBYTECODE
