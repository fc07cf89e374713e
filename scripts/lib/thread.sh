# shellcheck shell=bash
# The thread from source to verdict, one function a step, for scripts. Needs world.sh with its custodian running.
#
# Each takes the folder DIR in which everything about one release lies:
#   recipe.toml, recipe.lock, recipe.materials/    how it is built, and of what
#   receipt.evidence, deposit                      what the custodian answered; the deposit's id
#   *.evidence                                     one for each verdict

# thread_recipe DIR SOURCE [OPTION...]   drafts the recipe and locks every package its build needs.
thread_recipe() {
  local dir=$1 source=$2 lock=()
  shift 2
  [ "${source%.dsc}" = "$source" ] || lock=(--source "$source")
  "$bin/escrow" recipe init "$source" "$@" --out "$dir/recipe.toml" --force \
    && "$bin/escrow" recipe lock "$dir/recipe.toml" ${lock[@]+"${lock[@]}"}
}

# thread_deposit DIR SOURCE [OPTION...]   seals the release on this machine and hands it over; repeating it is no error.
thread_deposit() {
  local dir=$1 source=$2
  shift 2
  "$bin/escrow" --json deposit "$source" --recipe "$dir/recipe.toml" --agreement "$world/agreement.json" \
    --policy "$world/policy.toml" --key "$world/vendor" --at "$at" --receipt "$dir/receipt.evidence" \
    "$@" >"$dir/deposit.json" \
    && json_value deposit <"$dir/deposit.json" >"$dir/deposit"
}

# thread_deposit_allowing DIR SOURCE   the same; each find of secrets that stops it is allowed, by name, and said.
thread_deposit_allowing() {
  local dir=$1 source=$2 allowed=() path status
  while true; do
    status=0
    thread_deposit "$dir" "$source" ${allowed[@]+"${allowed[@]}"} 2>"$dir/deposit.err" || status=$?
    path=$(sed -n 's/.*--allow-secret \([^"]*\)=REASON.*/\1/p' "$dir/deposit.err" "$dir/deposit.json" | head -1)
    [ "$status" = 4 ] && [ -n "$path" ] || break
    note "the source holds what looks like a secret, published long ago: --allow-secret $path"
    allowed+=(--allow-secret "$path=published with the source by Debian")
  done
  cat "$dir/deposit.err" >&2
  return "$status"
}

# thread_carry_in DIR   the deposit as one file of media, and that into the room.
thread_carry_in() {
  local dir=$1
  rm -f "$dir/media.export"
  "$bin/escrow" export "$(cat "$dir/deposit")" --room "$world/room" --at "$at" --agreement "$world/agreement.json" \
    --key "$world/carrier" --out "$dir/media.export" \
    && "$bin/verifier" import "$dir/media.export" --data "$world/room-data" --policy "$world/policy.toml" \
    && rm -f "$dir/media.export"
}

# thread_room COMMAND DIR [OPTION...]   accept, rebuild or verify, in the room; its exit status is the program's.
thread_room() {
  local command=$1 dir=$2
  shift 2
  "$bin/verifier" "$command" "$(cat "$dir/deposit")" --data "$world/room-data" --key "$world/room" "$@"
}

# thread_carry_out DIR EVIDENCE   what the room signed, to the log; the evidence of one verdict is completed in place.
thread_carry_out() {
  local dir=$1 evidence=$2
  rm -f "$dir/room.outbox" "$evidence.whole"
  "$bin/verifier" outbox --out "$dir/room.outbox" --data "$world/room-data" --key "$world/room" \
    && "$bin/escrow" submit "$dir/room.outbox" --at "$at" --agreement "$world/agreement.json" \
    --policy "$world/policy.toml" \
      --evidence "$evidence.whole" \
    && mv "$evidence.whole" "$evidence"
}

# json_value NAME...   the text or number of a member of the JSON on standard input, each name one level down.
json_value() {
  python3 -c 'import json, sys
value = json.load(sys.stdin)
for name in sys.argv[1:]:
    value = value[int(name) if isinstance(value, list) else name]
print(value)' "$@"
}
