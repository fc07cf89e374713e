#!/usr/bin/env python3
"""layers.py FOLDER...   everything in the files of folders, to be searched: their bytes, and what Base64 in them stands for."""
import base64, os, re, sys

RUN = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")


def put(content, depth):
    sys.stdout.buffer.write(content + b"\n")
    if depth == 0:
        return
    for run in RUN.findall(content):
        run = run.rstrip(b"=")
        put(base64.b64decode(run[:len(run) // 4 * 4]), depth - 1)


for folder in sys.argv[1:]:
    for path, _, names in os.walk(folder):
        for name in names:
            put(os.fsencode(name), 0)
            with open(os.path.join(path, name), "rb") as file:
                put(file.read(), 3)
