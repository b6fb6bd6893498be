#!/usr/bin/env bash
# Builds the chat widget into widget/dist. Does nothing where it is up to date.
set -euo pipefail
cd "$(dirname "$0")/../widget"

say() { printf '%s\n' "$*" >&2; }

stamp=dist/.made-from
wanted=$(find src build.mjs app.html package.json package-lock.json .npmrc ../scripts/widget.sh -type f -print0 |
  sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
  exit 0
fi

if ! node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
  process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' 2>/dev/null || ! command -v npm >/dev/null; then
  say "Node.js 20.19 or newer and npm were not found, and the chat widget is built with them."
  say "Install them, for example with: apt-get install nodejs npm   or from https://nodejs.org"
  exit 1
fi

packages=node_modules/.made-from
locked=$(cat package-lock.json package.json | sha256sum | cut -d' ' -f1)
if [ ! -f "$packages" ] || [ "$(cat "$packages")" != "$locked" ]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
  printf '%s' "$locked" >"$packages"
fi

say "Building the chat widget"
npm run --silent build >&2
printf '%s' "$wanted" >"$stamp"
