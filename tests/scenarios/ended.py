#!/usr/bin/env python3
"""Holds the exit tables of the pages to what the programs ended with.

  ended.py hold SCENARIO RECORD   what a scenario saw: every status is on its command's page, and what ended.tsv says
                                  that this scenario shows was shown. With ASSAY_ACCEPT=1 what no scenario showed yet
                                  is written into ended.tsv; a line that is true no more is taken out by hand.
  ended.py pages                  ended.tsv and the tables of all pages name the same
  ended.py commands               the commands that have a page and do something

A line of ended.tsv: command, exit status, the scenario that shows it; or, by its path, the test of the library in which
the error is made that no scenario can bring about without a dishonest party.
"""
import fcntl, os, pathlib, re, sys

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
INDEX = HERE / "ended.tsv"
PROGRAMS = ("escrow", "verifier", "auditor", "witness")


def page_of(command):
    program, *rest = command.split()
    return ROOT / program / "cli" / ("_".join(rest) + ".md" if rest else f"{program}.md")


def table_of(page):
    """The statuses of a page's table."""
    after = page.read_text(encoding="utf-8").partition("\n## Exit status\n")[2]
    cells = re.findall(r"^\| ([\d, ]+) \|", after, re.M)
    return {int(status) for cell in cells for status in cell.split(",")}


def command_of(arguments):
    """`escrow key new` of a command line, options before it left out."""
    command, words = os.path.basename(arguments[0]), iter(arguments[1:])
    for word in words:
        if word in ("--color", "--progress"):
            next(words, None)
        elif word and not word.startswith("-"):
            if not page_of(f"{command} {word}").exists():
                break
            command += f" {word}"
    return command


def read_record(path):
    """Each ending: command, status, the whole line; and the statuses that could not be tried."""
    endings, not_tried = [], set()
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        first, *arguments = line.split("\t")
        if first == "not tried":
            not_tried |= set(map(int, arguments))
        elif arguments and not {"--help", "-h", "--version"} & set(arguments):
            endings.append((command_of(arguments), int(first), " ".join(arguments)))
    return endings, not_tried


def read_index():
    lines = [line.split("\t") for line in INDEX.read_text(encoding="utf-8").splitlines()]
    return {(command, int(status)): scenario for command, status, scenario in lines}


def write_index(index):
    INDEX.write_text("".join(f"{command}\t{status}\t{scenario}\n"
                             for (command, status), scenario in sorted(index.items())), encoding="utf-8")


def is_leaf(command):
    """A command that does something, not the name of a group."""
    stem = page_of(command).stem
    return command not in PROGRAMS and not any(page_of(command).parent.glob(f"{stem}_*.md"))


def hold(scenario, record):
    faults, seen = [], {}
    endings, not_tried = read_record(record)
    for command, status, line in endings:
        if is_leaf(command):
            seen.setdefault((command, status), line)
    for (command, status), line in seen.items():
        if status not in table_of(page_of(command)):
            faults.append(f"{line}\n  ended with {status}, which is not on {page_of(command).relative_to(ROOT)}")
    if os.environ.get("ASSAY_ACCEPT"):
        with open(HERE / "ended.py") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            write_index({pair: scenario for pair in seen} | read_index())
    else:
        faults += [f"{command} did not end with {status}, which ended.tsv says that {scenario} shows"
                   for (command, status), named in read_index().items()
                   if named == scenario and (command, status) not in seen and status not in not_tried]
    return faults


def commands():
    for program in PROGRAMS:
        for page in sorted((ROOT / program / "cli").glob("*.md")):
            command = " ".join([program, *page.stem.split("_")])
            if page.stem not in (program, "README", "reports") and is_leaf(command):
                yield command


def pages():
    index = read_index()
    tables = {command: table_of(page_of(command)) for command in commands()}
    faults = [f"the page of {command} has {status}, and no scenario shows it"
              for command, table in tables.items() for status in sorted(table) if (command, status) not in index]
    faults += [f"ended.tsv: the page of {command} has no {status}"
               for command, status in index if status not in tables.get(command, ())]
    faults += [f"ended.tsv: there is no {shown_by}" for shown_by in sorted(set(index.values()))
               if not (ROOT / shown_by if "/" in shown_by else HERE / f"{shown_by}.sh").exists()]
    return faults


def main(arguments):
    match arguments:
        case ["hold", scenario, record]:
            faults = hold(scenario, pathlib.Path(record))
        case ["pages"]:
            faults = pages()
        case ["commands"]:
            faults = print("\n".join(commands()))
        case _:
            sys.exit(__doc__)
    print("\n".join(faults or []), end="\n" if faults else "")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
