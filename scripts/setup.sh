#!/usr/bin/env bash
# Builds .venv from requirements.lock. Does nothing where it is up to date.
set -euo pipefail
cd "$(dirname "$0")/.."

stamp=.venv/.made-from
wanted=$(cat requirements.lock pyproject.toml scripts/setup.sh | sha256sum | cut -d' ' -f1)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
  exit 0
fi

say() { printf '%s\n' "$*" >&2; }

find_python() {
  local candidate
  for candidate in python3.10 "$(command -v pyenv >/dev/null 2>&1 && pyenv prefix 3.10 2>/dev/null || true)/bin/python3.10" \
    "$HOME"/.pyenv/versions/3.10.*/bin/python3.10; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  if command -v uv >/dev/null 2>&1 && uv python find 3.10 2>/dev/null; then
    return
  fi
  say "Python 3.10 was not found, and Rasa 3.6 needs just that version."
  say "Install it, for example with: pyenv install 3.10   or: uv python install 3.10"
  exit 1
}

python=$(find_python)

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
  uv=.tools/uv/bin/uv
  if [ ! -x "$uv" ]; then
    say "uv is not on this machine: it is installed into .tools/"
    "$python" -m venv .tools/uv
    .tools/uv/bin/python -m pip install --quiet --disable-pip-version-check 'uv==0.13.9'
  fi
fi

say "Building .venv with $python"
"$uv" venv --quiet --clear --python "$python" .venv
"$uv" pip sync --quiet --python .venv/bin/python --require-hashes requirements.lock
"$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
printf '%s' "$wanted" >"$stamp"
