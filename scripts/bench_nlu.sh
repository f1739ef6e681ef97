#!/usr/bin/env bash
# bench_nlu.sh FOLDER: the shipped pipeline on every intent set in FOLDER, <set>/train.tsv and <set>/test.tsv, with
# <set>/oos_train.tsv and oos_test.tsv where there are such. Lines are text<TAB>intent.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

[ -n "$(ls "$1"/*/train.tsv 2>/dev/null)" ] || fail "no <set>/train.tsv in $1. Name a folder that has: make bench-nlu BENCH_SETS=..."
for train in "$1"/*/train.tsv "$1"/*/train_10.tsv; do
    [ -f "$train" ] || continue
    set=$(dirname "$train")
    step "$(basename "$set") $(basename "$train")"
    arguments=(--train "$train" --test "$set/test.tsv")
    [ ! -f "$set/oos_train.tsv" ] || arguments+=(--train "$set/oos_train.tsv")
    [ ! -f "$set/oos_test.tsv" ] || arguments+=(--oos "$set/oos_test.tsv")
    .venv/bin/python -m bench.nlu "${arguments[@]}"
done
