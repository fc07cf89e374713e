#!/usr/bin/env bash
# A room with its own keys signs what its programs would not, and has it logged and cosigned: the evidence is refused,
# in the words of the binding that does not hold.
. "$(dirname "$0")/lib.sh"

sample_begin
sample_build
sample_deposit
step "verdict" expect 0 thread_room verify "$release" --deployed "$deployed"
step "out of the room" "$bin/verifier" outbox --out "$work/true.outbox" --data "$world/room-data" --key "$world/room"
world_policy "$work/policy.toml" --environment host --environment debian-signed
submit() { "$bin/escrow" submit "$1" --at "$at" --agreement "$world/agreement.json" "${@:2}"; }

# forged WORDS KIND MEMBER VALUE...   signs so; a client with a policy refuses it, and sends nothing where it can know
# before; one without a policy has it logged; a reader of the evidence refuses it
number=0 unsent=0
forged() {
  local words=$1 each=$work/forged.$((++number))
  shift
  "$bin/dishonest_room" "$world/room" "$work/true.outbox" "$each" "$@" || return
  expect 10 submit "$each" --policy "$work/policy.toml" || return
  ! grep -q "the outbox does not hold together" "$expected" || unsent=$((unsent + 1))
  # What it signs anew contradicts what is logged already, and the custodian says so.
  expect 3 submit "$each" --evidence "$each.e" && says "nothing was checked" "the custodian flags" || return
  expect 10 "$bin/auditor" check "$each.e" --policy "$work/policy.toml" --deployed "$deployed" \
    && says "✗ not proven: the link" "$words" || return
  ! grep '^?' "$expected" || { echo "not all of it is logged"; return 1; }
}
refused() { check "$1" forged "${@:2}"; }
# not_taken WORDS KIND MEMBER VALUE...   what two statements say openly does not go together: the custodian takes the
# verdict from
# no room, so it is no good word in its list
not_taken() {
  local words=$1 each=$work/forged.$((++number))
  shift
  "$bin/dishonest_room" "$world/room" "$work/true.outbox" "$each" "$@" || return
  expect 10 submit "$each" --policy "$work/policy.toml" || return
  expect 3 submit "$each" --evidence "$each.e" && says "the custodian refuses the verdict" "$words" && [ ! -e \
    "$each.e" ]
}

check "what the room signs anew, unchanged in meaning, is as good" \
  "$bin/dishonest_room" "$world/room" "$work/true.outbox" "$work/same" verdict closed.findings '[]'
check "it is logged" expect 0 submit "$work/same" --policy "$work/policy.toml" --evidence "$work/honest.e"
check "and sound" expect 0 "$bin/auditor" check "$work/honest.e" --policy "$work/policy.toml" --deployed "$deployed"

check "the custodian flags nothing in what an honest room says" expect 0 "$bin/escrow" show \
  "$(cat "$release/deposit")" --at "$at" --agreement "$world/agreement.json" --key "$world/vendor"
check "and says so" eval '! grep -q "conflict\|remark" "$expected"'

# The room passes over a bad verdict in its chain, in words that its own signature gives the lie, or as a build not
# finished.
refused "an ordinal that nothing carries" "a gap that is not explained" \
  verdict predicate.chain.ordinal '"3"' verdict predicate.chain.before.unexplained '"1"'
"$bin/dishonest_room" "$world/room" "$work/true.outbox" "$work/gap" verdict predicate.chain.ordinal '"3"' \
  verdict predicate.chain.before.unfinished '"1"'
check "a gap that it signs is logged, and flagged beside what was said before" expect 3 submit "$work/gap" \
  --evidence "$work/gap.e"
check "it is reported" expect 0 "$bin/auditor" check "$work/gap.e" --policy "$work/policy.toml" --deployed "$deployed"
check "where no reader misses it" says "gap: 1 build of this source was begun before this verdict and not finished"
world_policy "$work/strict.toml" --environment host --refuse-gaps
check "a policy may refuse it" expect 12 "$bin/auditor" check "$work/gap.e" --policy "$work/strict.toml"
check "as it says" says "policy: gaps"
check "two of its verdicts prove the contradiction" expect 13 "$bin/auditor" compare "$work/honest.e" "$work/gap.e" \
  --policy "$work/policy.toml"
check "naming both" says "contradiction" "in the first file" "in the second file"
check "the custodian tells people who ask" expect 0 "$bin/escrow" show "$(cat "$release/deposit")" --at "$at" \
  --agreement "$world/agreement.json" --key "$world/vendor"
check "that the room contradicts itself" says "conflict" "nothing favourable of these counts"
check "and counts none of its good verdicts" expect 0 "$bin/escrow" list --at "$at" \
  --agreement "$world/agreement.json" --key "$world/vendor"
check "in the list too" says "conflict"

refused "debian-signed over a build on the host" "the environment is not graded as the rebuild says" \
  verdict closed.grade.environment '"debian-signed"'
refused "and so in the rebuild too" "the kind of its environment does not fit the grade" \
  verdict closed.grade.environment '"debian-signed"' \
  rebuild closed.provenance.runDetails.byproducts.1.content.grade '"debian-signed"'
other=$(printf '0%.0s' $(seq 64))
refused "identical over unequal digests" "two different digests" verdict closed.comparisons.0.deployed.digest.sha256 \
  "\"$other\""
refused "identical-after-signature over unequal digests" "there is no proof of that which could be replayed" \
  verdict closed.comparisons.0.deployed.digest.sha256 "\"$other\"" verdict closed.comparisons.0.verdict \
  '"identical-after-signature"' \
  verdict predicate.verdict '"identical-after-signature"'
refused "identical, over a comparison that says unexplained" "it is not the worst of its comparisons" \
  verdict closed.comparisons.0.verdict '"unexplained"' \
  verdict closed.comparisons.0.deployed.digest.sha256 "\"$other\""
refused "a file the rebuild did not put out" "was compared with something" verdict closed.comparisons.0.artifact \
  '"sbin/login"'
refused "an acceptance without levels" "it does not establish what a verdict rests on" acceptance closed.levels '[]'
refused "one of a level only" "it does not say L2" acceptance closed.levels '["L1"]'
refused "one of another snapshot" "the room accepted another snapshot than was deposited" acceptance \
  closed.snapshot.files '"1"'
refused "a verdict dated 2020" "its time does not fit" verdict predicate.time '"2020-01-01T00:00:00Z"' \
  verdict closed.vsa.timeVerified '"2020-01-01T00:00:00Z"'
check "a verdict that rests on an experiment" not_taken \
  "the rebuild it rests on is an experiment, and no verdict rests on one" rebuild predicate.chain - rebuild \
    closed.chain -
check "a verdict outside the chain" not_taken "it has no place in its room's chain" \
  verdict predicate.chain - verdict closed.chain -
refused "opaque inputs left out" "the opaque inputs are not those the rebuild names" rebuild closed.opaque.read \
  '[{"kind":"file","path":"tool.bin","path_base64":"dG9vbC5iaW4=","why":"binary","size":"1",'\
'"sha256":"'"$other"'","certain":true}]'
refused "lines somebody is said to have inspected" "there is no inspection statement" verdict \
  closed.grade.inspected_lines '"12"'
refused "a member of its own in the provenance" "builder.version.certified" \
  rebuild closed.provenance.runDetails.builder.version '{"assay": "1", "certified": "yes"}'
refused "and in the verdict's self-test" "self_test.certified" verdict closed.self_test \
  '{"mutations": "8", "noticed": "8", "certified": "yes"}'
refused "a self-test that missed one" "seeded mutations" verdict closed.self_test.noticed '"1"'
check "a verdict over a build that failed" not_taken "it judges a rebuild that failed" \
  rebuild predicate.outcome '"failed"' verdict predicate.chain.before.built '"0"' verdict \
    predicate.chain.before.failed '"1"'
echo "$number statements signed with the right keys, logged and cosigned or refused; none believed," \
  "$unsent known before sending"
