#!/usr/bin/env bash
# A package of the build environment that no InRelease vouches for: the build runs, and the verdict names it, and the
# default policy refuses it. Needs a Debian mirror.
. "$(dirname "$0")/lib.sh"

suite=$(debian_codename)
debian_reachable "$suite" || skip "the Debian mirror of this machine ($(debian_mirror)) cannot be reached"

# A tool of the vendor's own, which the build needs.
mkdir -p "$work/tool/DEBIAN" "$work/tool/usr/bin"
printf '%s\n' 'Package: vendor-stamp' 'Version: 1.0' 'Architecture: all' \
  'Maintainer: Sample Vendor <vendor@example.org>' 'Description: stamps releases' >"$work/tool/DEBIAN/control"
printf '#!/bin/sh\necho stamped\n' >"$work/tool/usr/bin/vendor-stamp"
chmod 755 "$work/tool/usr/bin/vendor-stamp"
dpkg-deb --root-owner-group -b "$work/tool" "$work/vendor-stamp_1.0_all.deb" >/dev/null

mkdir "$work/product"
printf 'all:\ninstall:\n\tmkdir -p $(DESTDIR)\n\tvendor-stamp >$(DESTDIR)/stamp\n' >"$work/product/Makefile"
echo stamped >"$work/stamp"
sample_begin "$work/product"
step "recipe" "$bin/escrow" recipe init "$source" --suite "$suite" --artifact stamp --out "$release/recipe.toml"
step "lock" "$bin/escrow" recipe lock "$release/recipe.toml" --depends make
cp "$work/vendor-stamp_1.0_all.deb" "$release/recipe.materials/pool/"
python3 - "$release/recipe.lock" "$work/vendor-stamp_1.0_all.deb" <<'PY'
import hashlib, json, os, sys
lock, deb = sys.argv[1:]
content = json.load(open(lock))
digest = hashlib.sha256(open(deb, "rb").read()).hexdigest()
content["packages"].append({"name": "vendor-stamp", "version": "1.0", "architecture": "all",
                            "file": os.path.basename(deb), "sha256": digest, "size": str(os.path.getsize(deb))})
content["packages"].sort(key=lambda each: (each["name"], each["version"], each["architecture"]))
open(lock, "w").write(json.dumps(content, indent=2) + "\n")
PY
check "the recipe is complete" "$bin/escrow" recipe check "$release/recipe.toml"
step "deposit" thread_deposit "$release" "$source"
step "into the room" thread_carry_in "$release"
step "verdict" expect 0 thread_room verify "$release" --deployed "$work/stamp" --evidence "$work/e"
check "the verdict names it" says "is identical" "vendor-supplied" "not vouched for" "vendor-stamp"
step "into the log" thread_carry_out "$release" "$work/e"
check "the default policy refuses it" expect 12 "$bin/auditor" check "$work/e" --policy "$world/policy.toml"
check "it names the package" says "vendor-stamp"
world_policy "$work/listed.toml" --environment debian-signed --environment vendor-supplied \
  --package "$(sha256sum <"$work/vendor-stamp_1.0_all.deb" | cut -d ' ' -f 1)"
check "a policy that lists it takes it" expect 0 "$bin/auditor" check "$work/e" --policy "$work/listed.toml"
