# shellcheck shell=bash
# Published Debian packages, for scripts: source and .deb of one version, fetched by apt in a private state and checked
# against the signed lists (source) or the digest asked for (.deb). Needs $cache.

# debian_state SUITE: prints the folder of a private apt state with the suite's deb and deb-src lines, lists fetched.
debian_state() {
  local suite=$1 state=$cache/apt-sources-$1 mirror security key='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
  mirror=$(debian_mirror); [ -n "$mirror" ] || die "finds no Debian mirror in apt's sources: set ASSAY_MIRROR"
  security=${ASSAY_SECURITY_MIRROR:-${mirror%/debian}/debian-security}
  # Lists younger than an hour are taken as they are.
  if [ -z "$(find "$state/fetched" -mmin -60 2>/dev/null)" ]; then
    "$root/scripts/apt_private" "$state" \
      "deb-src $key $mirror $suite main" "deb-src $key $mirror $suite-updates main" "deb-src $key $security $suite-security main"
    APT_CONFIG=$state/apt.conf apt-get -qq update >&2 || die "could not fetch the source lists of $suite" 7
    touch "$state/fetched"
  fi
  echo "$state"
}

# debian_source SUITE SOURCE VERSION DIR: puts the source package into DIR and prints the path of its .dsc.
# A .dsc that has gone from the mirror is written anew from the Sources stanza, which holds the same facts.
debian_source() {
  local suite=$1 source=$2 version=$3 dir=$4 state dsc stanza file
  state=$(debian_state "$suite") || return
  mkdir -p "$dir"
  dsc=$dir/${source}_${version#*:}.dsc
  [ -s "$dsc" ] && [ -e "$dir/.complete" ] && { echo "$dsc"; return; }
  stanza=$(APT_CONFIG=$state/apt.conf apt-cache showsrc --only-source "$source" 2>/dev/null \
    | awk -v version="$version" 'BEGIN { RS = ""; FS = "\n" } { for (i = 1; i <= NF; ++i) if ($i == "Version: " version) { print; exit } }')
  [ -n "$stanza" ] || { note "the lists of $suite do not hold $source $version"; return 1; }
  (cd "$dir" && APT_CONFIG=$state/apt.conf apt-get -qq source --download-only "$source=$version" >/dev/null 2>&1) || true
  # The stanza's Package is the .dsc's Source, and Directory is the archive's own.
  [ -s "$dsc" ] || { printf '%s\n' "$stanza" | awk -v dsc="$(basename "$dsc")" '
      /^Package: / { print "Source: " substr($0, 10); next }
      /^(Directory|Priority|Section): / { next }
      /^ / && $NF == dsc { next }
      { print }' | awk '
      # dpkg-source wants Format first.
      { lines[NR] = $0 } /^Format: / { format = $0 }
      END { print format; for (i = 1; i <= NR; ++i) if (lines[i] != format) print lines[i] }' >"$dsc"; }
  while read -r sum _ file; do
    [ -s "$dir/$file" ] && echo "$sum  $dir/$file" | sha256sum --check --quiet >/dev/null 2>&1 && continue
    note "$file has gone from the mirror"; return 1
  done < <(printf '%s\n' "$stanza" | awk '/^Checksums-Sha256:/ { on = 1; next } /^[^ ]/ { on = 0 } on && $NF !~ /\.dsc$/')
  touch "$dir/.complete"
  echo "$dsc"
}

# debian_deb POOL_PATH SHA256 DIR: fetches a published .deb into DIR, checks its digest and prints its path.
debian_deb() {
  local pool=$1 sha256=$2 dir=$3 mirror file
  mirror=$(debian_mirror)
  file=$dir/$(basename "$pool")
  mkdir -p "$dir"
  case $pool in pool/updates/*) mirror=${ASSAY_SECURITY_MIRROR:-${mirror%/debian}/debian-security} ;; esac
  if ! echo "$sha256  $file" | sha256sum --check --quiet >/dev/null 2>&1; then
    # apt's own downloader speaks whatever this machine's apt is set up for.
    /usr/lib/apt/apt-helper -q download-file "$mirror/$pool" "$file" "SHA256:$sha256" >/dev/null 2>&1 || { rm -f "$file"; note "$(basename "$pool") has gone from the mirror"; return 1; }
  fi
  echo "$file"
}
