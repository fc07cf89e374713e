"""impure.py: finds lines of C++ that read what should be handed in: the clock or the machine's randomness outside of
programs, and anything outside of the process in crypto/. scripts/check_layers asks; tests/lint/impure.txt has examples.

Comments and literals do not count. What crypto/ may include is a list of headers, so a new way out is seen too."""
import re

# Programs, and the classes that they hand in. The cache of roots waits until the clock that dates files has moved on.
PROGRAMS = re.compile(r"/(cli|service)/|/main\.cpp$|^verifier/signer/signer_process\.cpp$|"
                      r"^verifier/machine/guest/first\.cpp$|^base/core/(time|random)\.[ch]pp$|"
                      r"^verifier/environment/root_cache\.cpp$")
CLOCK_OR_CHANCE = re.compile(
    r"\b(SystemClock|SystemRandom|(system|utc|tai|gps|file|high_resolution)_clock|random_device|getrandom|getentropy|"
    r"arc4random\w*|RAND_\w+|(AutoSeeded|System)_RNG|system_rng|clock_gettime|gettimeofday|timespec_get)\b|"
    r"\b(random|s?rand|rand_r)\s*\(\s*\)|\btime\s*\(\s*(nullptr|NULL|0|&\w+)\s*\)")

# What crypto/ may include of others. With it go no files, sockets, processes, threads, environment or standard streams.
PURE_HEADERS = set("""algorithm array bit bitset cassert climits compare cstdint cstdlib filesystem functional map mutex
    memory numeric optional set span string string_view type_traits variant vector
    botan/ec_apoint.h botan/ec_group.h botan/ec_scalar.h botan/ecdsa.h botan/ed25519.h botan/exceptn.h botan/hmac_drbg.h
    botan/ml_dsa.h botan/ml_kem.h botan/pubkey.h botan/rng.h botan/tss.h
    openssl/bio.h openssl/bn.h openssl/core_names.h openssl/crypto.h openssl/ecdsa.h openssl/err.h openssl/evp.h
    openssl/kdf.h openssl/param_build.h openssl/params.h openssl/pem.h openssl/x509.h""".split())
# Names that those headers, and the precompiled one, bring along all the same. A path of std::filesystem is a text.
OUTSIDE = re.compile(
    r"\b(\w+_clock|filesystem\b(?!::path\b)|[io]?fstream|filebuf|FILE|environ|jthread|this_thread|"
    r"std::(thread|async|cin|cout|cerr|clog)|BIO_(new|s)_(file|fp|fd|socket|connect|accept|datagram|dgram)|\w+_fp|"
    r"OSSL_STORE\w*|X509_STORE\w*|CONF_\w+|extern(?!\s+template))\b|"
    r"(?<![\w>\]])::\s*[a-z_]\w*\s*\(|"  # a function of C, named as such
    r"(?:^\s*|return |(?:[=(,!&|?;{}]|\s:)\s*)(?:std::)?(?:open(at)?|creat|v?fork|exec[lv]\w*|posix_spawnp?|p?read|"
    r"p?write|close|unlink|rmdir|mkdir|chdir|u?sleep|nanosleep|get[pu]id|pipe2?|dup[23]?|link|symlink|access|[fl]?stat|"
    r"kill|signal|ioctl|"
    r"socket|connect|bind|listen|accept|send|recv|select|poll|mmap|dlopen|f(re)?open|fdopen|popen|tmpfile|mkstemp|"
    r"(secure_)?getenv|(un)?setenv|putenv|system|rename|f?printf|puts|localtime(_r)?)\s*\(\s*(?=[^)\s])")

LITERAL = re.compile(r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^()\s\\"]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|'
                     r"(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'", re.S)


def code_of(text):
    """The text without comments, and with empty literals; lines stay where they are."""
    return LITERAL.sub(lambda found: ("" if found[0][0] == "/" else '""') + "\n" * found[0].count("\n"), text)


def faults(path, text):
    out = []
    if path.startswith("tests/"): return out
    for number, line in enumerate(code_of(text).split("\n"), 1):
        if not PROGRAMS.search(path) and (found := CLOCK_OR_CHANCE.search(line)):
            out.append(f"{path}:{number}: reads the clock or the machine's randomness ({found[0]}); have it handed in")
        if not path.startswith("crypto/"): continue
        included = re.match(r"\s*#\s*include\s*<([^>]+)>", line)
        if included and included[1] not in PURE_HEADERS:
            out.append(f"{path}:{number}: includes <{included[1]}>, not on the list of scripts/lib/impure.py")
        if not included and (found := OUTSIDE.search(line)):
            out.append(f"{path}:{number}: reaches outside of the process ({found[0].strip()}); crypto is pure")
    return out


def missed(cases):
    """Where `faults` differs from a file of examples: sections under `// PATH`, lines at fault end in // fault."""
    path, lines, out = "", open(cases, encoding="utf-8").read().split("\n"), []
    for number, line in enumerate(lines, 1):
        if named := re.fullmatch(r"// (\w[\w./]*\.[ch]pp)", line):
            path = named[1]
        elif bool(faults(path, line)) != line.endswith("// fault"):
            out.append(f"{cases}:{number}: is judged otherwise than it is marked")
    return out
