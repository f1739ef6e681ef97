#!/usr/bin/env bash
# Looks both locks up in the list of known holes. That list lies on the network: where it cannot be had, this says so
# and ends with 2, which is neither good news nor bad. Ends with 1 where a version with a known hole is locked.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

tool=.tools/audit/bin/pip-audit
if ! runs "$tool" --version; then
    step "fetching pip-audit"
    { .venv/bin/python -m venv .tools/audit && .tools/audit/bin/python -m pip install -qq --disable-pip-version-check "pip-audit>=2.9,<3"; } >&2 ||
        { step "pip-audit could not be fetched: nothing was looked up"; exit 2; }
fi

worst=0
for lock in requirements.lock nlu/requirements.lock; do
    step "$lock"
    printed=$("$tool" --disable-pip --require-hashes --progress-spinner off -r "$lock" 2>&1) && outcome=0 || outcome=1
    # A mirror of the package index may hold no list of holes: the tool then skips packages and ends well all the same.
    skipped=$(grep -c 'could not be audited' <<<"$printed" || true)
    if [ "$skipped" -gt 0 ]; then
        step "$skipped of its packages could not be looked up: the list does not reach us from here"
        [ "$worst" = 1 ] || worst=2
        printed=$(grep -v -e 'could not be audited' -e '^No known' -e '^Name .*Skip' -e '^---* -*$' <<<"$printed" || true)
    fi
    printf '%s\n' "$printed" | tail -n 60
    if [ "$outcome" = 1 ] && ! grep -q '^Found [0-9]* known vulnerabilit' <<<"$printed"; then
        step "the list could not be fetched: $lock was not looked up. Try again where the network reaches it"
        [ "$worst" = 1 ] || worst=2
    elif [ "$outcome" = 1 ]; then
        worst=1
    fi
done
exit "$worst"
