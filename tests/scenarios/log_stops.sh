#!/usr/bin/env bash
# A custodian whose log can no longer be written soundly says so and ends with a status; started again on a sound disk,
# it goes on. A witness whose record is lost does not begin again.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/attack.sh"

attack_begin
attack_deposit first >/dev/null

# The tiles are gone from under the log.
mv "$world/custody/log/tile" "$work/tile"
mkdir "$world/custody/log/tile"
not_taken_in() { ! attack_deposit second >"$work/second.txt" 2>&1; }
check "a deposit is not taken in" not_taken_in
status=0
wait "$custodian_pid" || status=$?
unset 'world_pids[-1]'
[ "$status" = 20 ] || { echo "NOT as it should be: the custodian ended with $status"; exit 1; }
echo "ok: the custodian ends by itself, saying that storage is damaged (20)"
check "and says on standard error that the log has stopped" grep -q "the log has stopped" "$world/custodian.log"
check "the vendor learns no path of the custodian" \
  test -z "$(grep -rF "$world/custody" "$work/second.txt" "$work/second/deposit.json" || true)"

cp -r "$world/custody/log/tile/." "$work/tile/"
rm -r "$world/custody/log/tile"
mv "$work/tile" "$world/custody/log/tile"
check "with its tiles it starts again" world_serve
check "and takes a deposit in" attack_deposit third

world_stop
rm "$world"/witness-data/*/checkpoint
expect 20 "$bin/witness" serve --key "$world/witness" --data "$world/witness-data" --logs "$world/log.policy" \
  --listen 127.0.0.1:0
says "the record of what was cosigned is not"
echo "ok: a witness whose record is lost does not begin again (20)"
