#!/usr/bin/env bash
# Fetches what the tests of deploy/ run, into .tools/deploy: Caddy, nginx, Docker Compose (which reads compose.yaml and
# needs no Docker for that), hadolint, Helm's engine, Kubernetes' schemas. systemd-analyze is the system's, else
# apt-get's when root.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

if ! has_stamp .tools/deploy "$(fingerprint scripts/tool-deploy.txt)"; then
    require_disk 1
    step "tools that check deploy/ in .tools/deploy"
    install_tool deploy || network_failed scripts/tool-deploy.txt
    stamp .tools/deploy "$(fingerprint scripts/tool-deploy.txt)"
fi
if ! runs systemd-analyze --version && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    step "systemd-analyze by apt-get"
    { apt-get install -y -q --no-install-recommends systemd || { apt-get update -q && apt-get install -y -q --no-install-recommends systemd; }; } >&2 || true
fi
runs systemd-analyze --version || fail "the tests need systemd-analyze, which is neither here nor could be fetched. Install systemd and run them again."
