#!/usr/bin/env bash
# Makes what onestop needs to run: the app's Python, Rasa's Python, the web parts.
# Quick when nothing changed. Options: --dev adds what checks and tests need, --browser finds a browser for tests,
# --deploy what the tests of deploy/ run.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

lock=requirements.lock
browser=no
deploy=no
for option in "$@"; do
    case "$option" in
        --dev) lock=requirements-dev.lock ;;
        --browser) browser=yes ;;
        --deploy) deploy=yes ;;
        *) fail "scripts/setup.sh knows --dev, --browser and --deploy, not $option" ;;
    esac
done

# A developer's environment holds all of the runtime's: no syncing back and forth between the two.
setup_app() {
    has_stamp .venv "$(fingerprint "$lock")" && return
    has_stamp .venv "$(fingerprint requirements-dev.lock)" && return
    step "app: Python 3.11 or newer in .venv"
    make_environment .venv "$lock" find_app_python 11 13
}

setup_rasa() {
    has_stamp nlu/.venv "$(fingerprint nlu/requirements.lock)" && return
    require_disk 3
    step "Rasa: Python 3.10 in nlu/.venv (1.6 GB, a minute or so)"
    if [ "$(uname -sm)" = "Linux x86_64" ]; then
        make_environment nlu/.venv nlu/requirements.lock find_rasa_python 10 10
    else
        make_unlocked_rasa
    fi
}

# The lock is for Linux on x86_64, where TensorFlow's slim build is; elsewhere Rasa brings what it asks for.
make_unlocked_rasa() {
    version_is nlu/.venv/bin/python 10 10 || create_environment nlu/.venv "$(find_rasa_python)" ""
    nlu/.venv/bin/python -m pip install -q --disable-pip-version-check -r nlu/requirements-other.txt ||
        network_failed nlu/requirements-other.txt
    stamp nlu/.venv "$(fingerprint nlu/requirements.lock)"
}

setup_web() {
    [ -f package-lock.json ] || return 0
    has_stamp node_modules "$(fingerprint package-lock.json)" && return
    step "web: the page's parts in node_modules"
    local npm
    npm=$(find_npm)
    PATH="$(dirname "$npm"):$PATH" "$npm" ci --ignore-scripts --no-audit --no-fund --loglevel=error ||
        fail "npm ci failed (see above). Is the network there? Then run it again."
    stamp node_modules "$(fingerprint package-lock.json)"
}

require_disk 1
setup_app
setup_rasa
setup_web
if [ "$browser" = yes ]; then
    scripts/browser.sh >/dev/null
fi
if [ "$deploy" = yes ]; then
    scripts/deploy_tools.sh
fi
