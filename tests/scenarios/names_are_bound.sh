#!/usr/bin/env bash
# What was judged as one file is not sound under another's name: a folder is held against the verdict as one whole, by
# relative path, and every difference changes the answer.
. "$(dirname "$0")/lib.sh"

sample_begin
# A product of three files.
two_more='\tmkdir -p $(DESTDIR)/sbin\n\tcp sum-sample $(DESTDIR)/sbin/login\n\techo shell >$(DESTDIR)/sbin/debugshell'
sed -i "s|^\tcp \$(PACKAGE) \$(DESTDIR)/|$two_more\n&|" "$source/Makefile"
grep -q debugshell "$source/Makefile"
sample_build
deployed=$work/deployed
mkdir "$work/extra" && echo stray >"$work/extra/note"
ln -s login "$deployed/sbin/su"
package=$(basename "$deployed"/*.deb)
step "recipe" thread_recipe "$release" "$source" --host --artifact "$package" --artifact sbin/login \
  --artifact sbin/debugshell
step "deposit" thread_deposit "$release" "$source"
step "into the room" thread_carry_in "$release"
step "verdict" expect 0 thread_room verify "$release" --deployed "$deployed" --evidence "$work/e"
step "into the log" thread_carry_out "$release" "$work/e"
world_policy "$work/policy.toml" --environment host
audit() { "$bin/auditor" check "$work/e" --policy "$work/policy.toml" "$@"; }
# altered NAME COMMAND...   the reader's folder $work/NAME, changed by a command run in it
altered() { cp -a "$deployed" "$work/$1" && (cd "$work/$1" && "${@:2}"); }
# differs TEXT NAME WORDS...   a folder of which the evidence does not speak
differs() {
  check "$1" expect 14 audit --deployed "$work/$2"
  check "it says so" says "deployed differs" "${@:3}"
}

check "the folder that was judged" expect 0 audit --deployed "$deployed"
check "what of it was not compared is said" says "modes, owners and set-id bits of your folder were not compared"
check "each file is named with what it was judged as" says \
  'deployed: sbin/login: judged as artifact "sbin/login": identical' \
  'deployed: sbin/su: it is the symbolic link to "login" that the verdict lists'
altered swapped sh -c 'mv sbin/login x && mv sbin/debugshell sbin/login && mv x sbin/debugshell'
differs "two files with each other's name" swapped \
  'deployed: sbin/login: these bytes were judged under another name, "sbin/debugshell"' \
  'deployed: sbin/debugshell: these bytes were judged under another name, "sbin/login"'
altered missing rm sbin/debugshell
differs "a file that is missing" missing "deployed: sbin/debugshell: it was judged" \
  "the folder has no file of that path"
altered surplus cp "$work/extra/note" sbin/note
differs "one more" surplus \
  "deployed: sbin/note: it is not among the files judged: its SHA-256 is $(sha256sum <"$work/extra/note" \
    | cut -d ' ' -f 1)"
altered linked ln -s login sbin/sulogin
differs "a symbolic link more" linked \
  'deployed: sbin/sulogin: it is a symbolic link to "login", which the verdict does not list'
altered unlinked rm sbin/su
differs "one less" unlinked "the folder has none"
altered turned ln -sf debugshell sbin/su
differs "one that leads elsewhere" turned 'it is a symbolic link to "debugshell", the verdict lists one to "login"'
altered moved mv sbin/login login
differs "a file in another folder" moved 'deployed: login: these bytes were judged under another name, "sbin/login"'

cp "$deployed/sbin/login" "$work/getty"
check "one file by its own name" expect 0 audit --deployed "$deployed/sbin/login"
check "a renamed one" expect 14 audit --deployed "$work/getty"
check "it says so" says 'deployed: getty: these bytes were judged under another name, "sbin/login"'
cp /usr/bin/true "$work/login"
check "another person's under that name" expect 14 audit --deployed "$work/login"
check "it says so" says "sound, but about another file" "deployed: login: other bytes were judged under this name"
check "a wrong file beside the right folder" expect 14 audit --deployed "$deployed" --deployed "$work/getty"
check "two folders at once, of which one could have what the other lacks" expect 2 audit --deployed "$deployed" \
  --deployed "$work/extra"
check "it says so" says "only one deployed folder can be checked at a time"
