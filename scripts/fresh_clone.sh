#!/usr/bin/env bash
# Clones this repository and runs it as a newcomer would: `make run` until it is healthy, stop, start again, stop.
# Fails when a start or a stop takes too long, or when a process is left behind. Arguments are a command to run in the
# clone at the end. ONESTOP_SETUP_SECONDS: for the first start, which installs and trains.
set -euo pipefail
source_folder=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
run_pid=
cleanup() {
    [ -z "$run_pid" ] || kill -KILL -- "-$run_pid" 2>/dev/null || true
    rm -rf "$folder"
}
trap cleanup EXIT

say() { printf '%s  %s\n' "$(date +%T)" "$*"; }
fail() {
    printf 'fresh clone: %s\n' "$*" >&2
    [ ! -f "$folder/run.log" ] || tail -n 40 "$folder/run.log" >&2
    exit 1
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# Processes that run from the clone, whoever their parent is by now.
left_over() { for exe in /proc/[0-9]*; do readlink "$exe/cwd" 2>/dev/null | grep -q "^$folder/clone" && basename "$exe"; done || true; }

start() { # SECONDS: make run in a process group of its own, as a terminal would
    : >"$folder/run.log"
    set -m
    make -C "$folder/clone" run >>"$folder/run.log" 2>&1 &
    run_pid=$!
    set +m
    local begun=$SECONDS
    until curl -fsS -o /dev/null -m 2 "http://127.0.0.1:$ONESTOP_HTTP_PORT/healthz" 2>/dev/null; do
        kill -0 "$run_pid" 2>/dev/null || fail "make run ended"
        [ $((SECONDS - begun)) -le "$1" ] || fail "not healthy after $1 s"
        sleep 0.2
    done
    say "healthy after $((SECONDS - begun)) s"
}

stop() { # SIGTERM to make alone: it must reach everything
    local begun=$SECONDS
    kill -TERM "$run_pid"
    while [ -n "$(left_over)" ]; do
        [ $((SECONDS - begun)) -le 10 ] || fail "still running 10 s after SIGTERM: $(left_over | tr '\n' ' ')"
        sleep 0.2
    done
    wait "$run_pid" 2>/dev/null || true
    run_pid=
    say "all ended after $((SECONDS - begun)) s"
}

git clone -q "$source_folder" "$folder/clone"
export ONESTOP_HTTP_PORT=$(free_port)
unset ONESTOP_TELEGRAM_TOKEN ONESTOP_DATABASE_URL ONESTOP_DATA_DIR ONESTOP_NLU_URL
say "make run in a fresh clone"
start "${ONESTOP_SETUP_SECONDS:-900}"
stop
say "make run again"
start 15
stop
say "the fresh clone runs, starts again quickly and leaves nothing behind"
if [ $# -gt 0 ]; then
    (cd "$folder/clone" && "$@")
fi
