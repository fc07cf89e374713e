#!/usr/bin/env python3
"""make.py: writes tags.json beside it: tags of chains, computed from crypto/record/chain.md with hashlib alone.

tag = SHA-256("assay-chain-v1" 00 salt vendor SHA-256(product) SHA-256(git_tree as text))
"""
import hashlib
import json
import os


def sha256(data):
    return hashlib.sha256(data).digest()


def tag(salt, vendor, product, git_tree):
    text = b"assay-chain-v1\0" + salt + vendor + sha256(product.encode()) + sha256(git_tree.encode())
    return sha256(text).hex()


cases = []
for salt, vendor, product, git_tree in [
    (bytes(32), bytes(32), "", ""),
    (bytes(range(32)), bytes(range(32, 64)), "router-os", "1" * 64),
    (bytes(range(32)), bytes(range(32, 64)), "router-os1", "1" * 63),
    (b"\xff" * 32, b"\x80" * 32, "Gerät \u8def\u7531\u5668", sha256(b"tree").hex()),
]:
    cases.append({"salt": salt.hex(), "vendor": vendor.hex(), "product": product, "git_tree": git_tree,
                  "tag": tag(salt, vendor, product, git_tree)})
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tags.json"), "w", encoding="utf-8") as out:
    json.dump(cases, out, indent=2, ensure_ascii=False)
    out.write("\n")
