#!/usr/bin/env bash
# All tests. The quick and the thorough ones run while the model trains; then those that start the real processes,
# on two workers, each with a bot of its own; then the one that asks what all of them reached.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
unset PYTHONDONTWRITEBYTECODE # compiled once, not by each of the hundred processes

training=$(mktemp)
"$bin/support-bot" train --if-needed >"$training" 2>&1 &
trainer=$!
quick=0
"$bin/python" -m pytest -m "not slow" -n 2 -q || quick=$?
(cd widget && npm test --silent) || quick=$?
if ! wait "$trainer"; then
  cat "$training" >&2
  exit 1
fi
[ "$quick" -eq 0 ] || exit "$quick"

SUPPORT_BOT_TESTS_REACHED=$(mktemp -d)
export SUPPORT_BOT_TESTS_REACHED
# Under libfaketime all is slower: what lives in another year runs by itself.
calendar=tests/whole/test_the_calendar.py
last=tests/whole/test_everything_is_reached.py
"$bin/python" -m pytest -m slow -n 2 --dist loadfile -q --durations=15 \
  --ignore="$calendar" --ignore="$last"
"$bin/python" -m pytest -m slow -q "$calendar" "$last"
