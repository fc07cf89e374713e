# shellcheck shell=bash
# Shared by the scripts of this folder: where things are, how we speak, how we become root.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${ASSAY_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/assay}
shared=${ASSAY_SHARED:-$root/../shared}

say() { printf '\n==> %s\n' "$*" >&2; }
note() { printf '    %s\n' "$*" >&2; }
die() { printf '%s: %s\n' "$(basename "$0")" "$1" >&2; exit "${2:-1}"; }

# Runs a command as root: directly, or through sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "needs root to run '$1': become root or install sudo"; fi
}

# VERSION_ID of this Debian: 12 or 13.
debian_version() { (. /etc/os-release && [ "${ID:-}" = debian ] && echo "${VERSION_ID:-}"); }
debian_codename() { (. /etc/os-release && echo "${VERSION_CODENAME:-}"); }

# The Debian mirror this machine already uses, without a trailing slash.
debian_mirror() {
  [ -n "${ASSAY_MIRROR:-}" ] && { echo "${ASSAY_MIRROR%/}"; return; }
  apt-get indextargets --format '$(SITE) $(RELEASE) $(CODENAME)' 2>/dev/null \
    | awk '$3 !~ /security/ && $2 !~ /backports/ && $1 ~ /\/debian\/?$/ { sub(/\/$/, "", $1); print $1; exit }'
}

# The mirror of security updates: as apt's sources have it, else beside the other one.
debian_security_mirror() {
  [ -n "${ASSAY_SECURITY_MIRROR:-}" ] && { echo "${ASSAY_SECURITY_MIRROR%/}"; return; }
  local site
  site=$(apt-get indextargets --format '$(SITE) $(CODENAME)' 2>/dev/null \
    | awk '$2 ~ /-security$/ { sub(/\/$/, "", $1); print $1; exit }')
  [ -n "$site" ] || { site=$(debian_mirror); site=${site%/debian}/debian-security; }
  echo "$site"
}
