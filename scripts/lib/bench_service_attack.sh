# shellcheck shell=bash
# A vendor's deposit at a custodian, quiet and under attack in turn: seconds of each, their medians, and the ratio.
. "$(dirname "${BASH_SOURCE[0]}")/../../tests/scenarios/lib.sh"
. "$root/tests/scenarios/attack.sh"

runs=${1:-5}
median() { sort -n "$1" | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }
timed_deposit() {
  local kind=$1 begin=$EPOCHREALTIME
  attack_deposit "$2" >/dev/null 2>&1
  python3 -c 'import sys; print(f"{float(sys.argv[2]) - float(sys.argv[1]):.3f}")' "$begin" "$EPOCHREALTIME" \
    | tee -a "$work/$kind.seconds"
}

attack_begin
attack_deposit warm >/dev/null 2>&1
before=$(custodian_rss)
peak=$before
for run in $(seq "$runs"); do
  echo "run $run: quiet $(timed_deposit quiet "quiet$run") s"
  attack_start 12
  echo "run $run: attacked $(timed_deposit attacked "attacked$run") s"
  rss=$(custodian_rss)
  [ "$rss" -le "$peak" ] || peak=$rss
  attack_end
  sleep 2
done
quiet=$(median "$work/quiet.seconds") attacked=$(median "$work/attacked.seconds")
python3 -c 'import sys
quiet, attacked = map(float, sys.argv[1:3])
print(f"median: quiet {quiet:.3f} s, attacked {attacked:.3f} s, ratio {attacked / quiet:.2f}")' "$quiet" "$attacked"
echo "resident: $before KiB before, $peak KiB under attack, $(custodian_rss) KiB after"
