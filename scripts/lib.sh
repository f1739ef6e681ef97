# Shared by the scripts here. Sourced from the project's root, with `set -euo pipefail`.
# shellcheck shell=bash

step() { printf '==> %s\n' "$*" >&2; }

fail() {
    printf 'onestop: %s\n' "$*" >&2
    exit 1
}

# True when the command is there and really runs: pyenv leaves shims that exit 127.
runs() { "$@" >/dev/null 2>&1; }

# One line for the content of a file and for what it was built with, so that a changed lock is noticed.
fingerprint() { cksum <"$1" | tr -d '\n'; }

has_stamp() { [ -f "$1/.onestop-stamp" ] && [ "$(cat "$1/.onestop-stamp")" = "$2" ]; } # FOLDER FINGERPRINT

stamp() { printf '%s' "$2" >"$1/.onestop-stamp"; }

require_disk() {
    local free_kb
    free_kb=$(df -Pk . | awk 'NR==2 {print $4}')
    [ "$free_kb" -ge $(($1 * 1000 * 1000)) ] ||
        fail "only $((free_kb / 1000)) MB are free in $PWD, $1 GB are needed. Make room and run it again."
}

# version_is PYTHON MINOR_LOW MINOR_HIGH: a Python 3 in that range that starts and can make an environment.
version_is() {
    runs "$1" -c "import sys, venv; sys.exit(not (3, $2) <= sys.version_info[:2] <= (3, $3))"
}

# Every Python that might be here, one a line: on the PATH, then pyenv's own, newest last.
candidates() {
    local version
    for version in "$@"; do
        command -v "python$version" || true
        if runs pyenv --version; then
            printf '%s/bin/python\n' "$(pyenv prefix "$version" 2>/dev/null || true)"
        fi
    done
    command -v python3 || true
}

find_python() { # MINOR_LOW MINOR_HIGH VERSION...
    local low=$1 high=$2 python
    shift 2
    while read -r python; do
        if version_is "$python" "$low" "$high"; then
            # Beyond a shim, which would follow the folder's settings later on.
            "$python" -c 'import os, sys; print(os.path.realpath(sys.executable))'
            return
        fi
    done < <(candidates "$@")
    return 1
}

find_uv() {
    local uv
    for uv in uv .tools/uv/bin/uv; do
        if runs "$uv" --version; then
            command -v "$uv"
            return
        fi
    done
    return 1
}

find_app_python() {
    find_python 11 13 3.11 3.12 3.13 && return
    find_uv >/dev/null && fetch_python 3.12 && return
    fail "Python 3.11, 3.12 or 3.13 is needed and was not found. Install one (with its venv module), or uv, which fetches it."
}

# Rasa 3.6 runs on 3.10 and nothing newer. uv can fetch it; where uv is missing, the app's pip brings uv.
find_rasa_python() {
    find_python 10 10 3.10 && return
    step "no Python 3.10 here: fetching one with uv"
    find_uv >/dev/null || install_tool uv || true
    find_uv >/dev/null && fetch_python 3.10 && return
    fail "Rasa needs Python 3.10, which is neither here nor could be fetched. Install it (pyenv install 3.10, or your system's python3.10 with its venv module) and run it again."
}

fetch_python() {
    "$(find_uv)" python install -q "$1" >&2 && "$(find_uv)" python find "$1"
}

# install_tool NAME: a pinned helper in an environment of its own, away from the app's packages.
install_tool() {
    .venv/bin/python -m venv ".tools/$1" >&2 &&
        ".tools/$1/bin/python" -m pip install -qq --disable-pip-version-check --no-deps --require-hashes \
            -r "scripts/tool-$1.txt" >&2
}

find_npm() {
    if runs npm --version; then
        command -v npm
        return
    fi
    if ! runs .tools/npm/bin/npm --version; then
        step "no npm here: fetching one"
        install_tool npm || fail "npm is needed for the web page and could not be fetched. Install Node.js 20 or newer and run it again."
    fi
    printf '%s/.tools/npm/bin/npm\n' "$PWD"
}

# make_environment FOLDER LOCK FINDER MINOR_LOW MINOR_HIGH: the packages of the lock, checked by their hashes.
# An environment that runs is brought up to date in place, so that a server using it lives on.
make_environment() {
    local folder=$1 lock=$2 finder=$3 uv
    uv=$(find_uv) || uv=
    if ! version_is "$folder/bin/python" "$4" "$5"; then
        create_environment "$folder" "$("$finder")" "$uv"
    fi
    if [ -n "$uv" ]; then
        VIRTUAL_ENV="$folder" "$uv" pip sync -q "$lock" || network_failed "$lock"
    else
        runs "$folder/bin/python" -m pip --version || "$folder/bin/python" -m ensurepip >/dev/null
        "$folder/bin/python" -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r "$lock" ||
            network_failed "$lock"
    fi
    stamp "$folder" "$(fingerprint "$lock")"
}

create_environment() { # FOLDER PYTHON UV
    [ -n "$2" ] || exit 1 # the finder has said why
    if [ -n "$3" ]; then
        "$3" venv -q --clear --python "$2" "$1"
    else
        "$2" -m venv --clear "$1" ||
            fail "$2 cannot make environments. Install its venv module (Debian: apt-get install python3-venv), or uv."
    fi
}

network_failed() { fail "installing $1 failed (see above). Is the network there? Then run it again."; }
