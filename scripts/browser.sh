#!/usr/bin/env bash
# Prints the path of a Chromium for the tests: the system's, else apt-get's when root, else playwright's own.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

system_browser() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if runs "$name" --version; then # Ubuntu's chromium-browser may be a stub that only names a snap
            command -v "$name"
            return
        fi
    done
    return 1
}

own_browser() {
    .venv/bin/python -c '
from pathlib import Path
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    path = Path(playwright.chromium.executable_path)
print(path if path.exists() else "")'
}

system_browser && exit
path=$(own_browser)
if [ -z "$path" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    step "browser: Chromium by apt-get"
    { apt-get install -y -q --no-install-recommends chromium || { apt-get update -q && apt-get install -y -q --no-install-recommends chromium; }; } >&2 || true
    system_browser && exit
fi
if [ -z "$path" ]; then
    step "browser: playwright's own Chromium"
    .venv/bin/python -m playwright install chromium >&2 || true
    path=$(own_browser)
fi
[ -n "$path" ] || fail "the tests need Chromium, which is neither here nor could be fetched. Install it and run them again."
printf '%s\n' "$path"
