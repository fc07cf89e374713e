# shellcheck shell=bash
# Published Debian packages, for scripts: source and .deb of one version, fetched by apt in a private state and checked
# against the signed lists (source) or the digest asked for (.deb). Needs $cache.

# debian_state SUITE [deb]: prints the folder of a private apt state with the suite's deb-src (or deb) lines, lists
# fetched.
debian_state() {
  local suite=$1 type=${2:-deb-src} state mirror security \
    key='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
  state=$cache/apt-$type-$suite
  mirror=$(debian_mirror); [ -n "$mirror" ] || die "finds no Debian mirror in apt's sources: set ASSAY_MIRROR" 5
  security=$(debian_security_mirror)
  # Lists younger than an hour are taken as they are.
  if [ -z "$(find "$state/fetched" -mmin -60 2>/dev/null)" ]; then
    "$root/scripts/apt_private" "$state" \
      "$type $key $mirror $suite main" "$type $key $mirror $suite-updates main" \
      "$type $key $security $suite-security main"
    APT_CONFIG=$state/apt.conf apt-get -qq --error-on=any update >&2 \
      || { note "could not fetch the package lists of $suite"; return 7; }
    touch "$state/fetched"
  fi
  echo "$state"
}

# debian_reachable SUITE: whether this machine's mirror answers now, whatever has been fetched before.
debian_reachable() {
  local file
  file=$(mktemp)
  /usr/lib/apt/apt-helper -o Acquire::Retries=0 -q download-file "$(debian_mirror)/dists/$1/InRelease" \
    "$file" >/dev/null 2>&1 && [ -s "$file" ]
  local status=$?
  rm -f "$file"
  return "$status"
}

# debian_dsc NAME: a .dsc of that name out of the Sources stanza on standard input, its files lying here.
debian_dsc() {
  awk -v dsc="$1" '
    # The stanza calls the source Package; Directory is the archive'"'"'s own.
    /^Package: / { $0 = "Source: " substr($0, 10) }
    /^(Directory|Priority|Section): / { next }
    /^Files:/ { skipping = 1; next }
    /^[^ ]/ { skipping = 0; listing = /^Checksums-Sha256:/ }
    skipping || (/^ / && $NF == dsc) { next }
    listing && /^ / { sizes[$3] = $2; order[++count] = $3 }
    # dpkg-source wants Format first.
    /^Format: / { format = $0; next }
    { lines[++last] = $0 }
    END {
      print format
      for (i = 1; i <= last; ++i) print lines[i]
      # Not every list gives MD5 sums, which a .dsc must have.
      print "Files:"
      for (i = 1; i <= count; ++i) {
        ("md5sum -- " order[i]) | getline sum
        print " " substr(sum, 1, 32) " " sizes[order[i]] " " order[i]
      }
    }'
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
    | awk -v version="$version" \
    'BEGIN { RS = ""; FS = "\n" } { for (i = 1; i <= NF; ++i) if ($i == "Version: " version) { print; exit } }')
  [ -n "$stanza" ] || { note "the lists of $suite do not hold $source $version"; return 1; }
  (cd "$dir" && APT_CONFIG=$state/apt.conf apt-get -qq source --download-only "$source=$version" >/dev/null 2>&1) \
    || true
  while read -r sum _ file; do
    [ -s "$dir/$file" ] && echo "$sum  $dir/$file" | sha256sum --check --quiet >/dev/null 2>&1 && continue
    note "$file has gone from the mirror"; return 1
  done < <(printf '%s\n' "$stanza" \
    | awk '/^Checksums-Sha256:/ { on = 1; next } /^[^ ]/ { on = 0 } on && $NF !~ /\.dsc$/')
  [ -s "$dsc" ] || { (cd "$dir" && debian_dsc "$(basename "$dsc")" <<<"$stanza") >"$dsc.part" \
    && mv "$dsc.part" "$dsc"; } || return
  touch "$dir/.complete"
  echo "$dsc"
}

# debian_published SUITE NAME VERSION: prints the pool path and SHA-256 of a published .deb, from the suite's signed
# lists.
debian_published() {
  local suite=$1 name=$2 version=$3 state=$cache/apt-packages-$1 uri
  state=$(debian_state "$suite" deb) || return
  uri=$(APT_CONFIG=$state/apt.conf apt-get -qq --print-uris download "$name=$version" 2>/dev/null) || {
    note "the lists of $suite do not hold $name $version"
    return 1
  }
  # 'URI' file size SHA256:digest, with + and the like as %2b.
  uri=$(sed -n "s|^'[^']*/\(pool/[^']*\)' .* SHA256:\([0-9a-f]\{64\}\)\$|\1 \2|p" <<<"$uri")
  printf '%b\n' "${uri//%/\\x}"
}

# debian_deb POOL_PATH SHA256 DIR: fetches a published .deb into DIR, checks its digest and prints its path.
debian_deb() {
  local pool=$1 sha256=$2 dir=$3 mirror file
  mirror=$(debian_mirror)
  file=$dir/$(basename "$pool")
  mkdir -p "$dir"
  case $pool in pool/updates/*) mirror=$(debian_security_mirror) ;; esac
  if ! echo "$sha256  $file" | sha256sum --check --quiet >/dev/null 2>&1; then
    # apt's own downloader speaks whatever this machine's apt is set up for.
    /usr/lib/apt/apt-helper -q download-file "$mirror/$pool" "$file" "SHA256:$sha256" >/dev/null 2>&1 \
      || { rm -f "$file"; note "$(basename "$pool") has gone from the mirror"; return 1; }
  fi
  echo "$file"
}

# debian_kernel SUITE DIR: fetches the package of the suite's kernel for amd64 into DIR, checks its digest and prints
# its path.
debian_kernel() {
  local suite=$1 dir=$2 state name version pool sum
  state=$(debian_state "$suite" deb) || return
  read -r name version < <(APT_CONFIG=$state/apt.conf apt-cache show --no-all-versions linux-image-amd64 2>/dev/null \
    | sed -n 's/^Depends: \(linux-image-[^ ]*\) (= \([^)]*\))$/\1 \2/p')
  [ -n "${version:-}" ] || { note "the lists of $suite name no kernel"; return 1; }
  read -r pool sum < <(debian_published "$suite" "$name" "$version") || return
  debian_deb "$pool" "$sum" "$dir"
}
