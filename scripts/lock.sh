#!/usr/bin/env bash
# Writes the hashed locks from pyproject.toml and nlu/pyproject.toml. UV names another uv than the one on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

uv=${UV:-$(find_uv)} || fail "make lock needs uv. Install it (pip install uv) and run it again."
rasa_python=$(find_rasa_python)

# uv.lock holds addresses of the registry it was made from, an export holds none: it fits every mirror.
"$uv" export -q --no-emit-project --no-header --no-dev -o requirements.lock >/dev/null
"$uv" export -q --no-emit-project --no-header -o requirements-dev.lock >/dev/null
"$uv" export -q --project nlu --python "$rasa_python" --no-emit-project --no-header -o nlu/requirements.lock >/dev/null
