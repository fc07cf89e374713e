#!/usr/bin/env python3
# tidy.py BUILDDIR CACHE [FILE...]   runs clang-tidy over the sources of a build folder, two at a time.
#
# What was found clean is remembered in CACHE by the digest of everything the answer depends on: the tool's version, the
# checks, the command and the source with all it includes. Only what changed is looked at again.
import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys

TIDY, CLANG = "clang-tidy-19", "clang++-19"
OURS = re.compile(r"(base|crypto|storage|escrow|verifier|witness|auditor|tests)/")
# GCC's words that clang does not know.
EXTRA = ["-Wno-unknown-warning-option"]


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
                          **options)


def checks_of(path, root):
    """The texts of every .clang-tidy from the root down to the file's folder."""
    folder, texts = os.path.dirname(path), []
    while folder.startswith(root):
        try:
            with open(os.path.join(folder, ".clang-tidy"), encoding="utf-8") as file:
                texts.append(file.read())
        except FileNotFoundError:
            pass
        folder = os.path.dirname(folder)
    return "\0".join(texts)


def preprocessed(entry):
    """The source with its includes, comments kept, since a suppression is one."""
    words = shlex.split(entry["command"])
    while os.path.basename(words[0]) == "ccache":
        words.pop(0)
    at = words.index("-o")
    del words[at:at + 2]
    words = [CLANG, *EXTRA, *(word for word in words[1:] if word != "-c"), "-E", "-C", "-P", "-w"]
    return run(words, cwd=entry["directory"]).stdout


def main(build, cache, wanted):
    root = os.getcwd()
    version = run([TIDY, "--version"]).stdout
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    entries = [e for e in entries if OURS.match(os.path.relpath(e["file"], root)) and
               (not wanted or os.path.relpath(e["file"], root) in wanted)]
    os.makedirs(cache, exist_ok=True)

    def look(entry):
        path = os.path.relpath(entry["file"], root)
        parts = [version, checks_of(entry["file"], root), entry["command"], preprocessed(entry)]
        key = hashlib.sha256("\0".join(parts).encode())
        clean = os.path.join(cache, key.hexdigest())
        if os.path.exists(clean):
            return path, ""
        extra = [f"--extra-arg={word}" for word in EXTRA]
        done = run([TIDY, "-p", build, "--quiet", *extra, entry["file"]])
        found = done.stdout.replace(root + "/", "")
        if done.returncode != 0 and not found.strip():
            found = done.stderr
        if done.returncode == 0 and not found.strip():
            open(clean, "w").close()
        return path, found

    said, faulty = set(), 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, (path, found) in enumerate(pool.map(look, entries), 1):
            print(f"\r    clang-tidy: {number} of {len(entries)}", end="", file=sys.stderr, flush=True)
            faulty += bool(found.strip())
            # A fault in a header is found by everyone who includes it.
            fresh = [part for part in re.split(r"(?m)^(?=[^\s:]+:\d+:\d+: (?:error|warning):)", found)
                     if part.strip() and part not in said]
            said.update(fresh)
            if fresh:
                print("\r" + "".join(fresh).rstrip(), flush=True)
    print(file=sys.stderr)
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2], set(sys.argv[3:])))
