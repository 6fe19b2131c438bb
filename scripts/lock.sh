#!/bin/sh
# Makes package-lock.json anew. --before: the newest releases lack some optional platform packages, which `npm install` skips
# silently and `npm ci` then misses; registry addresses are left out, so that the lock depends on no host.
set -eu
cd "$(dirname "$0")/.."
npm install --package-lock-only --before=2026-10-12 --omit-lockfile-registry-resolved=true --no-audit --no-fund
npm ci --dry-run >/dev/null
