#!/usr/bin/env bash
# Makes bench/peers/.venv: an ordinary Rasa, whole and unchanged, to compare with. 3 GB; quick when it is there already.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=../../scripts/lib.sh
. scripts/lib.sh

folder=bench/peers/.venv lock=bench/peers/requirements.txt
has_stamp "$folder" "$(fingerprint "$lock")" && exit
require_disk 4
step "an ordinary Rasa in $folder (3 GB, some minutes)"
version_is "$folder/bin/python" 10 10 || create_environment "$folder" "$(find_rasa_python)" ""
"$folder/bin/python" -m pip install -q --disable-pip-version-check -r "$lock" || network_failed "$lock"
stamp "$folder" "$(fingerprint "$lock")"
