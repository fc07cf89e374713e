#!/usr/bin/env python3
"""reports.py ROOT SEEN MANUAL   holds what commands printed with --json against the schemas of their formats.

SEEN has for each command that was run N.command (exit status, program, words: one a line), N.json (what it printed) and
N.err (its talk). MANUAL has for each program a folder with its manual pages, which name all its commands.

Fails where a report is not one JSON object, or is no report of its schema; where a command was not run, or was not seen
to fail; and where a format was not seen.
"""
import collections, glob, json, os, pathlib, sys
import jsonschema

SCHEMAS = ["base/terminal/report", "escrow/cli/reports", "verifier/cli/reports", "auditor/cli/reports",
           "witness/cli/reports"]
# format: why no command of the scenario prints it
NOT_SEEN = {}

root, seen, manual = sys.argv[1:]
uris = [pathlib.Path(root, name + ".schema.json").resolve().as_uri() for name in SCHEMAS]
schemas = {uri: json.load(open(uri.removeprefix("file://"), encoding="utf-8")) for uri in uris}
home = {name: uri for uri, schema in schemas.items() for name in schema["$defs"] if name.startswith("assay-")}


def validator_of(name):
    top = {"$ref": f"{home[name]}#/$defs/{name}"}
    try:
        import referencing
        pairs = [(uri, referencing.Resource.from_contents(schema)) for uri, schema in schemas.items()]
        return jsonschema.Draft202012Validator(top, registry=referencing.Registry().with_resources(pairs))
    except ImportError:  # Debian 12
        return jsonschema.Draft202012Validator(top, resolver=jsonschema.RefResolver("", top, store=schemas))


faults, formats, ended = [], collections.Counter(), collections.defaultdict(set)


def check(where, report):
    name = report.get("format") if isinstance(report, dict) else None
    if name not in home:
        faults.append(f"{where}: the format {name!r} is in no schema")
        return
    formats[name] += 1
    for error in validator_of(name).iter_errors(report):
        worst = jsonschema.exceptions.best_match([error])
        faults.append(f"{where}: {name}: {'/'.join(map(str, worst.absolute_path))}: {worst.message[:300]}")


for schema in schemas.values():
    jsonschema.Draft202012Validator.check_schema(schema)

commands = {os.path.basename(page).removesuffix(".1") for page in glob.glob(os.path.join(manual, "*", "*.1"))}
leaves = {name for name in commands if not any(other.startswith(name + "-") for other in commands)}

for record in sorted(glob.glob(os.path.join(seen, "*.command"))):
    status, *words = open(record, encoding="utf-8").read().rstrip("\n").split("\n")
    line = " ".join(os.path.basename(word) for word in words[:6])
    stem = record.removesuffix(".command")
    for name in leaves:
        if "-".join(words[:name.count("-") + 1]) == name:
            ended[name].add(status)
    try:
        report = json.load(open(stem + ".json", encoding="utf-8"))
    except ValueError as error:
        faults.append(f"{line}: what it printed is not one JSON object: {error}")
        continue
    check(line, report)
    if status == "0" and report.get("format") == "assay-error-v1":
        faults.append(f"{line}: an error, and it ended with 0")
    for talk in open(stem + ".err", encoding="utf-8"):
        if talk.startswith("{"):
            check(line + " (progress)", json.loads(talk))

for name in sorted(leaves):
    if not ended[name]:
        faults.append(f"the command {name!r} was not run")
    elif ended[name] == {"0"}:
        faults.append(f"the command {name!r} was not seen to fail")
for name in sorted(set(home) - set(formats) - set(NOT_SEEN)):
    faults.append(f"the format {name} was not seen")
for name in NOT_SEEN:
    if name in formats:
        faults.append(f"the format {name} was seen: take it off the list of those that are not")
for fault in faults:
    print(fault)
print(f"{sum(formats.values())} reports of {len(formats)} formats, by {len(leaves)} commands: {len(faults)} faults")
sys.exit(1 if faults else 0)
