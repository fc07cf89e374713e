#!/usr/bin/env python3
"""Alters one byte of a file, as somebody would who wants to pass another program off as the published one.

  alter.py program DEB OUT [SEED]        one byte of a program inside a .deb, and packs it again as it was packed
  alter.py flip FILE OUT [SEED]          one byte of the file as it lies there
  alter.py evidence FILE OUT [SEED]      one letter of one signature of an evidence file

Prints what was altered as JSON. The same seed alters the same byte. Nothing else in the file changes: in a package no
name, size, owner or time, and it still installs.
"""
import base64, json, lzma, random, re, struct, subprocess, sys, zlib

AR_MAGIC = b"!<arch>\n"
AR_HEADER = 60
TAR_BLOCK = 512
SHT_PROGBITS = 1
SHF_EXECINSTR = 4
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def members(ar):
    """Name, offset of the header, offset and size of the contents of each member of an ar archive."""
    at = len(AR_MAGIC)
    while at + AR_HEADER <= len(ar):
        name = ar[at:at + 16].decode("latin-1").rstrip().rstrip("/")
        size = int(ar[at + 48:at + 58])
        yield name, at, at + AR_HEADER, size
        at += AR_HEADER + size + size % 2


def unpack(name, packed):
    if name.endswith(".xz"):
        return lzma.decompress(packed)
    if name.endswith(".gz"):
        return zlib.decompress(packed, 31)
    if name.endswith(".zst"):
        return run(["zstd", "-dc"], packed)
    return packed


def pack(name, plain):
    """As dpkg-deb packs: xz with the encoder of several threads, whatever their number."""
    if name.endswith(".xz"):
        return run(["xz", "-6", "-T2", "-c"], plain)
    if name.endswith(".gz"):
        return run(["gzip", "-9", "-n", "-c"], plain)
    if name.endswith(".zst"):
        return run(["zstd", "-19", "-c"], plain)
    return plain


def run(command, given):
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True).stdout


def regular_files(tar):
    """Name, offset, size and mode of each regular file of a tar archive (GNU long names understood)."""
    at, long_name = 0, None
    while at + TAR_BLOCK <= len(tar) and tar[at:at + 1] != b"\0":
        header = tar[at:at + TAR_BLOCK]
        size = int(header[124:136].rstrip(b"\0 ") or b"0", 8)
        kind, contents = header[156:157], at + TAR_BLOCK
        if kind == b"L":
            long_name = tar[contents:contents + size].rstrip(b"\0")
        else:
            prefix = header[345:500].rstrip(b"\0") if header[257:263] == b"ustar\0" else b""
            name = long_name or (prefix + b"/" if prefix else b"") + header[:100].split(b"\0")[0]
            if kind in (b"0", b"\0") and size > 0:
                yield name.decode(), contents, size, int(header[100:108].rstrip(b"\0 "), 8)
            long_name = None
        at = contents + (size + TAR_BLOCK - 1) // TAR_BLOCK * TAR_BLOCK


def code_of(elf):
    """Offset and size of the largest section of machine code of a 64-bit little-endian ELF file, or None."""
    if elf[:6] != b"\x7fELF\x02\x01":
        return None
    (table,) = struct.unpack_from("<Q", elf, 40)
    entry, count = struct.unpack_from("<HH", elf, 58)
    found = []
    for i in range(count):
        _, kind, flags, _, offset, size = struct.unpack_from("<IIQQQQ", elf, table + i * entry)
        if kind == SHT_PROGBITS and flags & SHF_EXECINSTR:
            found.append((size, offset))
    return max(found)[::-1] if found else None


def choose_program(tar):
    """The file to alter and the range within it: the largest program's code, else the largest file."""
    files = [(code_of(tar[at:at + size]), size, at, name) for name, at, size, _ in regular_files(tar)]
    programs = [file for file in files if file[0]]
    code, size, at, name = max(programs or files, key=lambda file: file[1])
    return name, at, code or (0, size)


def alter_program(deb, dice):
    for name, header, begin, size in members(deb):
        if not name.startswith("data.tar"):
            continue
        tar = bytearray(unpack(name, deb[begin:begin + size]))
        path, file, (start, length) = choose_program(bytes(tar))
        offset = start + dice.randrange(length)
        was = tar[file + offset]
        tar[file + offset] ^= 1 << dice.randrange(8)
        packed = pack(name, bytes(tar))
        head = deb[header:header + 48] + b"%-10d" % len(packed) + deb[header + 58:begin]
        rest = deb[begin + size + size % 2:]
        out = deb[:header] + head + packed + b"\n" * (len(packed) % 2) + rest
        return out, {"archive": name, "path": path, "offset": offset, "was": f"{was:02x}",
                     "is": f"{tar[file + offset]:02x}"}
    sys.exit("alter.py: the package has no data.tar")


def place_of(file, offset):
    """Which part of an ar archive an offset lies in, and where in it."""
    if not file.startswith(AR_MAGIC):
        return "the file", offset
    for name, header, begin, size in members(file):
        if header <= offset < begin:
            return f"header of {name}", offset - header
        if begin <= offset < begin + size:
            return name, offset - begin
        if offset == begin + size and size % 2:
            return f"padding after {name}", 0
    return ("global header", offset) if offset < len(AR_MAGIC) else ("after the last member", 0)


def alter_file(file, dice):
    offset = dice.randrange(len(file))
    out = bytearray(file)
    out[offset] ^= 1 + dice.randrange(255)
    place, within = place_of(file, offset)
    return bytes(out), {"offset": offset, "place": place, "within": within, "was": f"{file[offset]:02x}",
                        "is": f"{out[offset]:02x}"}


def alter_evidence(text, dice):
    evidence = json.loads(text)
    statement = dice.choice(sorted(evidence["objects"]))
    envelope = evidence["objects"][statement]["envelope"]
    raw = bytearray(base64.b64decode(envelope))
    # A letter of one of its signatures; what is signed could not be changed and still be found under its digest.
    begin, end = dice.choice([found.span(1) for found in re.finditer(rb'"sig":"([^"=]+)', bytes(raw))])
    offset = begin + dice.randrange(end - begin - 1)
    was = raw[offset]
    raw[offset] = dice.choice([letter for letter in LETTERS if letter != was])
    altered = base64.b64encode(bytes(raw)).decode()
    told = {"statement": statement, "offset": offset, "was": chr(was), "is": chr(raw[offset])}
    return text.replace(envelope.encode(), altered.encode()), told


def main():
    modes = {"program": alter_program, "flip": alter_file, "evidence": alter_evidence}
    if len(sys.argv) not in (4, 5) or sys.argv[1] not in modes:
        sys.exit(__doc__)
    mode, given, out = sys.argv[1:4]
    with open(given, "rb") as file:
        content = file.read()
    altered, said = modes[mode](content, random.Random(int(sys.argv[4]) if len(sys.argv) == 5 else 1))
    with open(out, "wb") as file:
        file.write(altered)
    json.dump(said, sys.stdout)
    print()


main()
