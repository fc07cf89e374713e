#!/usr/bin/env bash
# Identity cannot be bought by depositing the binary: a build that copies one out is identical, with that file named,
# whatever bytes its name is made of. A recipe that carries one is named too.
. "$(dirname "$0")/lib.sh"

mkdir -p "$work/product/vendor"
cp /usr/bin/cat "$work/product/vendor/tool.bin"
cp /usr/bin/cat "$work/product/vendor/$(printf 'f\374r.dat')"
printf 'all:\ninstall:\n\tmkdir -p $(DESTDIR)\n\tcp vendor/tool.bin $(DESTDIR)/tool\n\tcat vendor/*.dat >/dev/null\n' \
  >"$work/product/Makefile"
sample_begin "$work/product"
sample_build
sample_deposit
check "it is identical, and the opaque input is named" expect 0 thread_room verify "$release" --deployed "$deployed" \
  --evidence "$work/e"
check "the verdict says so" says "is identical" "opaque input" "vendor/tool.bin" "reached tool"
check "a name that is no UTF-8 does not prevent a verdict" says 'vendor/f\xfcr.dat'
step "into the log" thread_carry_out "$release" "$work/e"

world_policy "$work/host.toml" --environment host
world_policy "$work/listed.toml" --environment host --opaque "$(sha256sum </usr/bin/cat | cut -d ' ' -f 1)"
check "the default policy refuses it" expect 12 "$bin/auditor" check "$work/e" --policy "$world/policy.toml"
check "so does one that takes this machine's word" expect 12 "$bin/auditor" check "$work/e" --policy "$work/host.toml"
check "it names the file" says "vendor/tool.bin"
check "a policy that lists that file takes it" expect 0 "$bin/auditor" check "$work/e" --policy "$work/listed.toml"

# The same without any such file: the recipe's commands hold the program.
release=$work/carried
mkdir -p "$release" "$work/plain"
printf 'all:\ninstall:\n' >"$work/plain/Makefile"
step "a recipe" thread_recipe "$release" "$work/plain" --host --artifact tool
{
  sed '/^commands = \[/,$d' "$release/recipe.toml"
  printf '%s\n' "commands = ['''" 'base64 -d <<END | gunzip >$ASSAY_OUT/tool'
  gzip -9nc /usr/bin/cat | base64 -w 39
  printf '%s\n' END "''']"
  sed '1,/^commands = \[/d' "$release/recipe.toml" | sed '1,/^\]/d'
} >"$work/carrying.toml"
mv "$work/carrying.toml" "$release/recipe.toml"
step "deposit" thread_deposit "$release" "$work/plain"
step "into the room" thread_carry_in "$release"
check "what the recipe carries is identical, and the recipe is named" expect 0 thread_room verify "$release" \
  --deployed "$deployed" --evidence "$work/carried.e"
check "the verdict says so" says "is identical" "opaque input" "recipe.toml (high-entropy)"
step "into the log" thread_carry_out "$release" "$work/carried.e"
check "the policy that lists the program refuses it" expect 12 "$bin/auditor" check "$work/carried.e" \
  --policy "$work/listed.toml"
check "it names the recipe" says "recipe.toml"
