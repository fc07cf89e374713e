# shellcheck shell=bash
# Tables of real packages: tab-separated, a line of names first, one published .deb a row. Columns are found by their
# names: source, version, suite, deb (its path on the mirror), published_sha256, result; and if there, seconds.

# cases_rows TABLE   source, version, suite, deb, sha256, result and seconds of each row; an empty one is given as -.
cases_rows() {
  awk -F '\t' -v OFS='\t' -v table="$1" '
    BEGIN { count = split("source version suite deb published_sha256 result seconds", wanted, " ") }
    /^#/ || /^[ \t]*$/ { next }
    !begun {
      begun = 1
      for (i = 1; i <= NF; ++i) column[$i] = i
      for (i = 1; i < count; ++i) {
        if (!(wanted[i] in column)) { print table ": has no column " wanted[i] >"/dev/stderr"; exit 1 }
      }
      next
    }
    {
      for (i = 1; i <= count; ++i) {
        value = wanted[i] in column ? $(column[wanted[i]]) : ""
        printf "%s%s", value == "" ? "-" : value, i < count ? OFS : ORS
      }
    }' "$1"
}

# cases_scope DEB...   which of its packages a source must build so that these come out: all, any or both.
cases_scope() {
  local deb all="" any=""
  for deb; do case $deb in *_all.deb) all=1 ;; *) any=1 ;; esac; done
  if [ -n "$all" ] && [ -n "$any" ]; then echo both; elif [ -n "$all" ]; then echo all; else echo any; fi
}
