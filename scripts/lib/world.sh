# shellcheck shell=bash
# Everybody of one escrow, for scripts: keys, a policy, an agreement, a witness and a custodian on loopback.
#
#   world_begin DIR        makes the parties below DIR (once) and sets the variables below
#   world_serve            starts witness and custodian on free ports of loopback, agrees if that was not done yet
#   world_stop             stops both; also called when the script ends
#
# Needs $bin, the folder of the programs. After world_serve: $at is the custodian's URL.

world_pids=()

world_begin() {
  world=$1
  mkdir -p "$world"
  local party
  for party in "root:root:Trust Anchor" "vendor:vendor:Sample Vendor" "custodian:custodian:Sample Custodian" "room:verifier:Room One" "witness:witness:Sample Witness" \
               "trustee1:trustee:Trustee 1" "trustee2:trustee:Trustee 2" "trustee3:trustee:Trustee 3" "trustee4:trustee:Trustee 4" "trustee5:trustee:Trustee 5"; do
    IFS=: read -r folder role name <<<"$party"
    [ -e "$world/$folder/identity.json" ] && continue
    "$bin/escrow" -q key new "$name" --role "$role" --out "$world/$folder" >/dev/null
    [ "$folder" = root ] || "$bin/escrow" -q key endorse "$world/$folder" --key "$world/root" >/dev/null
  done
}

# Waits until a server has written the file with its address.
world_await() {
  local file=$1 pid=$2 i
  for i in $(seq 200); do
    [ -s "$file" ] && return
    kill -0 "$pid" 2>/dev/null || return 1
    sleep 0.05
  done
  return 1
}

world_serve() {
  world_stop
  rm -f "$world"/*.address
  # A witness needs the log's keys, a policy the witness's address: the witness comes first.
  "$bin/escrow" -q policy new --root "$world/root" --log "$world/custodian" --out "$world/bare.toml" --tlog "$world/log.policy" --force
  "$bin/witness" serve --key "$world/witness" --data "$world/witness-data" --logs "$world/log.policy" --listen 127.0.0.1:0 --address-file "$world/witness.address" >"$world/witness.log" 2>&1 &
  world_pids+=($!)
  world_await "$world/witness.address" $! || { cat "$world/witness.log" >&2; die "the witness did not start"; }
  "$bin/escrow" -q policy new --root "$world/root" --log "$world/custodian" --witness "$world/witness" --witness-url "$(cat "$world/witness.address")" \
    ${world_policy_options[@]+"${world_policy_options[@]}"} --out "$world/policy.toml" --force
  if [ ! -e "$world/agreement.json" ]; then
    "$bin/escrow" -q agreement new --vendor "$world/vendor" --custodian "$world/custodian" --room "$world/room" \
      --trustee "$world/trustee1" --trustee "$world/trustee2" --trustee "$world/trustee3" --trustee "$world/trustee4" --trustee "$world/trustee5" \
      --threshold 3 --key "$world/vendor" --out "$world/agreement.json" >/dev/null
    local party
    for party in custodian room trustee1 trustee2 trustee3 trustee4 trustee5; do
      "$bin/escrow" -q agreement sign "$world/agreement.json" --key "$world/$party" >/dev/null
    done
  fi
  "$bin/escrow" serve --data "$world/custody" --key "$world/custodian" --policy "$world/policy.toml" --listen 127.0.0.1:0 --address-file "$world/custodian.address" >"$world/custodian.log" 2>&1 &
  world_pids+=($!)
  world_await "$world/custodian.address" $! || { cat "$world/custodian.log" >&2; die "the custodian did not start"; }
  at=$(cat "$world/custodian.address")
}

world_stop() {
  local pid
  for pid in ${world_pids[@]+"${world_pids[@]}"}; do kill "$pid" 2>/dev/null || true; done
  for pid in ${world_pids[@]+"${world_pids[@]}"}; do wait "$pid" 2>/dev/null || true; done
  world_pids=()
}
trap world_stop EXIT
