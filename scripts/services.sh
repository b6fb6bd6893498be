#!/usr/bin/env bash
# Installs what the tests start for themselves, from Debian: PostgreSQL 15, Redis, Dovecot for the
# mailbox, Chromium with Thai letters, and libfaketime, with which a bot lives through a day of
# next June.
set -euo pipefail

missing=()
[ -x /usr/lib/postgresql/15/bin/postgres ] || missing+=(postgresql-15)
command -v redis-server >/dev/null 2>&1 || missing+=(redis-server)
command -v faketime >/dev/null 2>&1 || missing+=(faketime)
command -v chromium >/dev/null 2>&1 || missing+=(chromium)
[ -d /usr/share/fonts/truetype/tlwg ] || missing+=(fonts-thai-tlwg fonts-dejavu-core)
[ -x /usr/sbin/dovecot ] || missing+=(dovecot-imapd)
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  printf 'The tests need these Debian packages, or their like: %s\n' "${missing[*]}" >&2
  exit 1
fi
root=()
if [ "$(id -u)" -ne 0 ]; then
  root=(sudo)
fi
printf 'Installing for the tests: %s\n' "${missing[*]}" >&2
# Debian would start a cluster and a server of its own: the tests start theirs in a folder.
export DEBIAN_FRONTEND=noninteractive
"${root[@]}" apt-get update -qq
"${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
