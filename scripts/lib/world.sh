# shellcheck shell=bash
# Everybody of one escrow, for scripts: keys, a policy, an agreement, a witness and a custodian on loopback.
#
#   world_build                       builds the programs as users run them, into build/release
#   world_begin DIR                   makes the parties below DIR, once
#   world_serve                       starts witness and custodian on free ports of loopback; agrees if not done yet
#   world_policy FILE [OPTION...]     writes a policy that trusts this world
#   world_stop                        stops both; also called when the script ends
#
# Needs $bin, the folder of the programs. Sets $world to DIR and $at to the custodian's URL.

world_pids=()
world_trustees=(trustee1 trustee2 trustee3 trustee4 trustee5)

world_build() { (cd "$root" && cmake --preset release && cmake --build --preset release); }

# A party's keys in a folder, with the root's word for them.
world_party() {
  local folder=$1 role=$2 name=$3
  [ -e "$world/$folder/identity.json" ] && return
  "$bin/escrow" -q key new "$name" --role "$role" --out "$world/$folder" >/dev/null || return
  [ "$role" = root ] || "$bin/escrow" -q key endorse "$world/$folder" --key "$world/root" >/dev/null
}

world_begin() {
  local trustee
  mkdir -p "$1" || return
  world=$(cd "$1" && pwd)
  world_party root root "Trust Anchor" && world_party vendor vendor "Sample Vendor" \
    && world_party custodian custodian "Sample Custodian" \
    && world_party room verifier "Room One" && world_party witness witness "Sample Witness" || return
  [ -e "$world/carrier/identity.json" ] \
    || "$bin/escrow" -q key carrier "$world/room" --out "$world/carrier" >/dev/null || return
  for trustee in "${world_trustees[@]}"; do world_party "$trustee" trustee "Trustee ${trustee#trustee}" || return; done
}

# Waits until a server has written the file with its address.
world_await() {
  local file=$1 pid=$2
  for _ in $(seq 200); do
    [ -s "$file" ] && return
    kill -0 "$pid" 2>/dev/null || return
    sleep 0.05
  done
  return 1
}

# world_start NAME COMMAND...   runs a server that writes its address to NAME.address
world_start() {
  local name=$1
  shift
  rm -f "$world/$name.address"
  "$@" --listen 127.0.0.1:0 --address-file "$world/$name.address" >"$world/$name.log" 2>&1 &
  world_pids+=($!)
  world_await "$world/$name.address" $! || { cat "$world/$name.log" >&2; note "the $name did not start"; return 1; }
}

world_policy() {
  local file=$1
  shift
  "$bin/escrow" -q policy new --root "$world/root" --log "$world/custodian" --witness "$world/witness" \
    --witness-url "$(cat "$world/witness.address")" --out "$file" --force "$@"
}

world_agree() {
  local party trustees=()
  for party in "${world_trustees[@]}"; do trustees+=(--trustee "$world/$party"); done
  "$bin/escrow" -q agreement new --vendor "$world/vendor" --custodian "$world/custodian" \
    --room "$world/room" "${trustees[@]}" \
    --threshold 3 --key "$world/vendor" --out "$world/unsigned.json" >/dev/null || return
  for party in custodian room "${world_trustees[@]}"; do
    "$bin/escrow" -q agreement sign "$world/unsigned.json" --key "$world/$party" >/dev/null || return
  done
  mv "$world/unsigned.json" "$world/agreement.json"
}

world_serve() {
  world_stop
  # A witness needs the log's keys, a policy the witness's address: the witness comes first.
  "$bin/escrow" -q policy new --root "$world/root" --log "$world/custodian" --out "$world/bare.toml" \
    --tlog "$world/log.policy" --force || return
  world_start witness "$bin/witness" serve --key "$world/witness" --data "$world/witness-data" \
    --logs "$world/log.policy" || return
  world_policy "$world/policy.toml" || return
  [ -e "$world/agreement.json" ] || world_agree || return
  world_start custodian "$bin/escrow" serve --data "$world/custody" --key "$world/custodian" \
    --policy "$world/policy.toml" || return
  at=$(cat "$world/custodian.address")
}

world_stop() {
  local pid
  for pid in ${world_pids[@]+"${world_pids[@]}"}; do kill "$pid" 2>/dev/null || true; done
  for pid in ${world_pids[@]+"${world_pids[@]}"}; do wait "$pid" 2>/dev/null || true; done
  world_pids=()
}
trap world_stop EXIT
