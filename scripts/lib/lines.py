#!/usr/bin/env python3
"""lines.py --width | --words   lines of sources, pages and scripts that must be changed. Exit status 1 when any.

--width: more than 120 columns. Tables, fenced examples and lines without a space cannot be wrapped, and may have more.
--words: words that turn a plain sentence into a riddle for a reader whose first language is another one. `nobody does`
is `no party does`, `whoever asks` is `a client`, `what stands there` is `what is there`, `stands for` is `means`."""
import os, re, subprocess, sys

MOST = 120
RIDDLES = re.compile(r"\b(stands|nobody|whoever)\b", re.I)
CODE = re.compile(r"\.(cpp|hpp|sh|py|cmake|md)$|(^|/)CMakeLists\.txt$|^scripts/[a-z_]+$")


def tree():
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            capture_output=True, text=True, check=True).stdout
    return sorted(name for name in listed.split("\0") if CODE.search(name) and os.path.isfile(name))


def wide(name, lines):
    is_example = False
    for number, line in enumerate(lines, 1):
        if name.endswith(".md"):
            is_example ^= line.lstrip().startswith("```")
            if is_example or line.lstrip().startswith("|"): continue
        if len(line) > MOST and " " in line.strip(): yield number, f"has {len(line)} columns, more than {MOST}"


def riddles(name, lines):
    for number, line in enumerate(lines if name != "scripts/lib/lines.py" else [], 1):
        for found in RIDDLES.finditer(line):
            yield number, f"says {found[0]!r}: write a plain sentence (scripts/lib/lines.py)"


judge = {"--width": wide, "--words": riddles}[sys.argv[1]]
faults = [f"{name}:{number}: {fault}" for name in tree()
          for number, fault in judge(name, open(name, encoding="utf-8").read().split("\n"))]
print("\n".join(faults), file=sys.stderr) if faults else None
sys.exit(bool(faults))
