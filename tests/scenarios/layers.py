#!/usr/bin/env python3
"""layers.py FOLDER...   all bytes in the files of folders, to be searched, and what Base64 in them decodes to."""
import base64, os, re, sys

RUN = re.compile(rb"[A-Za-z0-9+/]{40,}")


def decoded(run):
    """The bytes of a run; of a last group that is not whole, what there is."""
    return base64.b64decode(run[:len(run) - 1 if len(run) % 4 == 1 else None] + b"===")


def put(content, depth, starts=1):
    """`starts`: among bytes that are no text, a run may seem to begin up to three characters too early."""
    sys.stdout.buffer.write(content + b"\n")
    if depth == 0:
        return
    for run in RUN.findall(content):
        for start in range(starts):
            put(decoded(run[start:]), depth - 1)


for folder in sys.argv[1:]:
    for path, _, names in os.walk(folder):
        for name in names:
            put(os.fsencode(name), 0)
            with open(os.path.join(path, name), "rb") as file:
                put(file.read(), 3, starts=4)
