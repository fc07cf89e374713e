#!/usr/bin/env bash
# Identity cannot be bought by depositing the binary: a build that copies one out is identical, with that file named.
. "$(dirname "$0")/lib.sh"

mkdir -p "$work/product/vendor"
cp /usr/bin/cat "$work/product/vendor/tool.bin"
printf 'all:\ninstall:\n\tmkdir -p $(DESTDIR)\n\tcp vendor/tool.bin $(DESTDIR)/tool\n' >"$work/product/Makefile"
sample_begin "$work/product"
sample_build
sample_deposit
check "it is identical, and the opaque input is named" expect 0 thread_room verify "$release" --deployed "$deployed" --evidence "$work/e"
check "the verdict says so" says "is identical" "opaque input" "vendor/tool.bin" "reached tool"
step "into the log" thread_carry_out "$release" "$work/e"

world_policy "$work/host.toml" --environment host
world_policy "$work/listed.toml" --environment host --opaque "$(sha256sum </usr/bin/cat | cut -d ' ' -f 1)"
check "the default policy refuses it" expect 12 "$bin/auditor" check "$work/e" --policy "$world/policy.toml"
check "so does one that takes this machine's word" expect 12 "$bin/auditor" check "$work/e" --policy "$work/host.toml"
check "it names the file" says "vendor/tool.bin"
check "a policy that lists that file takes it" expect 0 "$bin/auditor" check "$work/e" --policy "$work/listed.toml"
