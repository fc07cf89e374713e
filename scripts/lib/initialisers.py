#!/usr/bin/env python3
# initialisers.py FILE...   prints each TRY in a place where GCC 12 to 14 forget to destroy what they have made.
#
# TRY returns from within an expression. Where the expression initialises an aggregate, an array, an initialiser list or
# the captures of a lambda, the members made before it are then not destroyed. Arguments of functions and constructors
# are. So a TRY is at fault when, going outwards from it, one of these comes before the next block of statements:
#   - braces of an initialiser           Note{.text = render(), .line = TRY(next())}
#   - parentheses after an aggregate     Note(render(), TRY(next()))          (the structs of all files given)
#   - the arguments of a new-expression  new Store(TRY(open()))    (the memory is there before the arguments)
#   - the captures of a lambda           [text = render(), line = TRY(next())] { … }
# Braces that call a constructor are reported too: only types would tell, and parentheses or a local do as well.
import re
import sys

TOKEN = re.compile(
    r'''(?P<skip>//[^\n]*|/\*.*?\*/|(?:^|(?<=\n))[ \t]*\#(?:[^\n]*\\\n)*[^\n]*)'''
    r'''|(?P<text>(?:u8|[uUL])?R"(?P<mark>[^()\s\\"]{0,16})\((?:.*?)\)(?P=mark)"'''
    r'''|(?:u8|[uUL])?"(?:\\.|[^"\\\n])*"|(?:u8|[uUL])?'(?:\\.|[^'\\\n])+')'''
    r'''|(?P<number>\.?\d(?:'?[\w.]|[eEpP][+-])*)'''
    r'''|(?P<word>[A-Za-z_]\w*)|(?P<mark2>->|::|\[\[|\]\]|[^\s])''',
    re.S)
TRY = re.compile(r"(ASSAY_)?TRY(_\w+)?$")
CLOSER = {"{": "}", "(": ")", "[": "]", "[[": "]]"}


class Token:
    __slots__ = ("text", "line", "kind", "pair", "statement")

    def __init__(self, text, line, kind):
        self.text, self.line, self.kind = text, line, kind
        self.pair = None         # index of the bracket that closes this one
        self.statement = False   # a brace with a semicolon directly within


def tokens_of(source):
    out, line, at = [], 1, 0
    for match in TOKEN.finditer(source):
        line += source.count("\n", at, match.start())
        at = match.start()
        kind = match.lastgroup
        if match["skip"] is not None:
            continue
        kind = "text" if match["text"] is not None else "number" if match["number"] is not None else \
            "word" if match["word"] is not None else "mark"
        text = match.group()
        # `a[b[0]]` is no attribute: double brackets count only where both halves agree, so read them one by one.
        if text in ("[[", "]]"):
            out += [Token(text[0], line, "mark"), Token(text[0], line, "mark")]
        else:
            out.append(Token(text, line, kind))
    stack = []
    for index, token in enumerate(out):
        if token.kind != "mark":
            continue
        if token.text in "{([":
            stack.append(index)
        elif token.text in "})]":
            if not stack or CLOSER[out[stack[-1]].text] != token.text:
                raise ValueError(f"line {token.line}: brackets do not match")
            out[stack.pop()].pair = index
        elif token.text == ";" and stack and out[stack[-1]].text == "{":
            out[stack[-1]].statement = True
    if stack:
        raise ValueError(f"line {out[stack[-1]].line}: a bracket is not closed")
    return out


def types_of(tokens):
    """Each class or struct defined here: its name, and whether it is an aggregate."""
    for index, token in enumerate(tokens):
        if token.text not in ("struct", "class") or index + 2 >= len(tokens) or tokens[index + 1].kind != "word":
            continue
        name, at = tokens[index + 1].text, index + 2
        while at < len(tokens) and tokens[at].text not in "{;()=":
            at += 1
        if at == len(tokens) or tokens[at].text != "{":
            continue
        body = tokens[at + 1:tokens[at].pair]
        constructs = any(a.text == name and b.text == "(" for a, b in zip(body, body[1:]))
        hides = any(t.text in ("private", "protected", "virtual") for t in body)
        yield name, token.text == "struct" and not constructs and not hides


def place_of(tokens, index, outer, aggregates):
    """What the bracket at `index` opens: 'block', 'expression', or the words for a place at fault."""
    opener, before = tokens[index], tokens[index - 1] if index else None
    if opener.text == "{":
        if opener.statement:
            return "expression" if before and before.text == "(" else "block"   # ({ …; }) is part of an expression
        if before is None or before.text in (")", "]", ";", "}", "else", "do", "try", "mutable", "noexcept", "const",
                                             "override", "final"):
            return "block"
        if before.text in ("{", ":") and outer in (None, "block"):
            return "block"
        return "braces of an initialiser"
    if opener.text == "[":
        lambdas = before is None or not (before.kind in ("word", "text") and before.text not in ("return", "co_return")
                                         or before.text in (")", "]"))
        return "captures of a lambda" if lambdas else "expression"
    at = index - 1
    while at >= 0 and (tokens[at].kind == "word" or tokens[at].text == "::"):
        if tokens[at].text == "new":
            return "arguments of a new-expression"
        at -= 1
    if before is not None and before.kind == "word":
        if before.text in aggregates and not (index >= 2 and tokens[index - 2].text in (".", "->")):
            return f"parentheses of the aggregate {before.text}"
        if index >= 2 and tokens[index - 2].kind == "word" and tokens[index - 2].text in aggregates:
            return f"parentheses of the aggregate {tokens[index - 2].text}"
    return "expression"


def faults_of(tokens, aggregates):
    places = []   # from the outside in
    for index, token in enumerate(tokens):
        if token.kind == "mark" and token.text in "{([":
            places.append(place_of(tokens, index, places[-1] if places else None, aggregates))
        elif token.kind == "mark" and token.text in "})]":
            places.pop()
        elif token.kind == "word" and TRY.match(token.text):
            for place in reversed(places):
                if place == "block":
                    break
                if place != "expression":
                    yield token.line, f"{token.text} within the {place}"
                    break


def main(paths):
    sources, faults = {}, []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            try:
                sources[path] = tokens_of(file.read())
            except ValueError as error:
                faults.append(f"{path}: cannot be read: {error}")
    types = [each for tokens in sources.values() for each in types_of(tokens)]
    aggregates = {name for name, is_one in types if is_one} - {name for name, is_one in types if not is_one}
    for path, tokens in sources.items():
        faults += [f"{path}:{line}: {what}" for line, what in faults_of(tokens, aggregates)]
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
