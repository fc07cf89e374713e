// SPDX-License-Identifier: Apache-2.0
#include "storage/secrets/secret_scan.hpp"

#include "tests/storage/command.hpp"

#include <algorithm>

using namespace assay;
using namespace assay::storage;

namespace {

std::vector<SecretFinding> scan(const std::filesystem::path& path) {
    SecretScan scan;
    const auto folder = test::need(Folder::open(path));
    test::need(take_snapshot(folder, &scan));
    return test::need(scan.finish(folder));
}

/// What is found in one file of that name; each find as `line what`.
std::vector<std::string> finds_in(std::string_view bytes, const std::string& name = "file") {
    test::TempFolder work;
    test::write(work / name, bytes);
    std::vector<std::string> out;
    for (const auto& finding : scan(work.path())) {
        CHECK(finding.path.text() == name);
        CHECK(finding.sha256 == crypto::sha256(bytes_of(bytes)));
        out.push_back(std::to_string(finding.line) + " " + finding.what);
    }
    return out;
}

using Finds = std::vector<std::string>;

/// The bytes a command leaves in the file `key` of an empty folder.
std::string made_by(const std::string& command) {
    test::TempFolder work;
    test::output_of("cd " + test::word(work.path().string()) + " && { " + command + " ; } >/dev/null 2>&1");
    return test::read(work / "key");
}

/// A key as a program's author pastes it into a string.
std::string as_c_string(const std::string& pem) {
    std::string out = "static const char *key =\n";
    for (std::size_t start = 0; start < pem.size();) {
        const auto end = pem.find('\n', start);
        out += "    \"" + pem.substr(start, end - start) + "\\n\"\n";
        start = end + 1;
    }
    return out + "    ;\n";
}

std::string as_json_string(std::string pem) {
    for (std::size_t at = 0; (at = pem.find('\n', at)) != std::string::npos; at += 2) pem.replace(at, 1, "\\n");
    return "{\"private_key\": \"" + pem + "\"}\n";
}

/// Characters without meaning and without repetition, from an alphabet.
std::string noise(std::size_t size, std::string_view alphabet) {
    test::CountingRandom random(size);
    std::string out;
    for (std::size_t i = 0; i < size; ++i) {
        std::uint8_t byte = 0;
        random.fill({&byte, 1});
        out.push_back(alphabet[byte % alphabet.size()]);
    }
    return out;
}

constexpr std::string_view kPlain = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

}  // namespace

TEST_CASE("private keys that OpenSSL makes are found, in PEM and in DER", "[storage][secrets]") {
    test::need_program("openssl");
    const std::pair<std::string, std::string> made[] = {
        {"openssl genpkey -algorithm ed25519 -out key", "1 a private key (PRIVATE KEY)"},
        {"openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key", "1 a private key (PRIVATE KEY)"},
        {"openssl genrsa -traditional -out key 1024", "1 a private key (RSA PRIVATE KEY)"},
        {"openssl genrsa -traditional -aes128 -passout pass:abcd -out key 1024", "1 a private key (RSA PRIVATE KEY)"},
        {"openssl ecparam -genkey -noout -name prime256v1 -out key", "1 a private key (EC PRIVATE KEY)"},
        {"openssl genpkey -algorithm ed25519 -aes128 -pass pass:abcd -out key",
         "1 a private key (ENCRYPTED PRIVATE KEY)"},
        {"openssl genpkey -algorithm ed25519 -outform DER -out key", "0 a private key (PKCS#8)"},
        {"openssl genrsa -traditional 1024 | openssl rsa -traditional -outform DER -out key",
         "0 a private key (RSA or DSA)"},
        {"openssl ecparam -genkey -noout -name prime256v1 | openssl ec -outform DER -out key", "0 a private key (EC)"},
        {"openssl genpkey -algorithm ed25519 | openssl pkcs8 -topk8 -passout pass:abcd -outform DER -out key",
         "0 a private key (encrypted PKCS#8)"},
        {"openssl req -x509 -newkey ed25519 -nodes -keyout k -out c -subj /CN=x && openssl pkcs12 -export -inkey k -in "
         "c -passout "
         "pass:abcd -out key",
         "0 a keystore (PKCS#12)"},
    };
    for (const auto& [command, found] : made) {
        INFO(command);
        const auto key = made_by(command);
        CHECK(finds_in(key) == Finds{found});
        if (!found.starts_with('1')) continue;
        CHECK(finds_in("# my key\r\n\r\n" + key + "and more\n") == Finds{"3" + found.substr(1)});
        CHECK(finds_in(as_c_string(key)) == Finds{"2" + found.substr(1)});
        CHECK(finds_in(as_json_string(key)) == Finds{found});
    }
}

TEST_CASE("keys of SSH, GnuPG and Java are found", "[storage][secrets]") {
    if (test::has_program("ssh-keygen")) {
        CHECK(finds_in(made_by("ssh-keygen -q -t ed25519 -N '' -f key")) ==
              Finds{"1 a private key (OPENSSH PRIVATE KEY)"});
        CHECK(finds_in(made_by("ssh-keygen -q -t ed25519 -N abcde -f key")) ==
              Finds{"1 a private key (OPENSSH PRIVATE KEY)"});
        CHECK(finds_in(made_by("ssh-keygen -q -t ed25519 -N '' -f k && mv k.pub key")).empty());
    }
    if (test::has_program("gpg")) {
        // One key in all its forms, in files of one folder.
        test::TempFolder work, home;
        test::output_of(
            "cd " + test::word(work.path().string()) + " && export GNUPGHOME=" + test::word(home.path().string()) +
            " && { chmod 700 $GNUPGHOME && gpg --batch --passphrase '' --quick-gen-key a@b.invalid ed25519 && "
            "gpg --batch --export-secret-keys > secret && gpg --batch --armor --export-secret-keys > secret.asc && "
            "gpg --batch --export > public && gpg --batch --armor --export > public.asc && "
            "cp $GNUPGHOME/private-keys-v1.d/*.key agent.key; gpgconf --kill all; } >/dev/null 2>&1");
        Finds found;
        for (const auto& finding : scan(work.path())) found.push_back(finding.path.text() + ": " + finding.what);
        CHECK(found == Finds{"agent.key: a private key (GnuPG agent)", "secret: a secret key (OpenPGP)",
                             "secret.asc: a private key (PGP PRIVATE KEY BLOCK)"});
    }
    if (test::has_program("keytool")) {
        const std::string make =
            "keytool -genkeypair -keyalg EC -alias a -dname CN=x -storepass abcdef -keypass abcdef ";
        CHECK(finds_in(made_by(make + "-keystore key -storetype JCEKS")) == Finds{"0 a keystore (Java)"});
        const auto trust =
            made_by(make +
                    "-keystore k -storetype JKS; keytool -exportcert -alias a -storepass abcdef -keystore k "
                    "-file c; keytool -importcert -noprompt -alias b -storepass abcdef -file c -keystore key "
                    "-storetype JKS");
        CHECK(finds_in(trust).empty());
    }
}

TEST_CASE("keys of PuTTY, age, minisign, signify, OpenVPN and WireGuard are found", "[storage][secrets]") {
    const auto base64 = [](std::size_t bytes, std::string_view head) {
        auto raw = std::string(head) + noise(bytes - head.size(), kPlain);
        return encode_base64(bytes_of(raw));
    };
    CHECK(finds_in("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: x\nPublic-Lines: "
                   "2\nAAAA\nAAAA\nPrivate-Lines: 1\n" +
                   base64(36, "") + "\nPrivate-MAC: 00\n") == Finds{"1 a private key (PuTTY)"});
    CHECK(finds_in("x\nAGE-SECRET-KEY-1" + noise(58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L") + "\n") ==
          Finds{"2 a secret key (age)"});
    CHECK(finds_in("AGE-SECRET-KEY-PQ-1" + noise(90, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L") + "\n") ==
          Finds{"1 a secret key (age)"});
    CHECK(finds_in("untrusted comment: x\n" + base64(158, std::string_view("EdScB2", 6)) + "\n") ==
          Finds{"1 a secret key (minisign)"});
    CHECK(finds_in("untrusted comment: x\n" + base64(104, "EdBK") + "\n") == Finds{"1 a secret key (signify)"});
    CHECK(finds_in("untrusted comment: minisign public key\n" + base64(42, "Ed") + "\n").empty());
    std::string vpn = "-----BEGIN OpenVPN Static key V1-----\n";
    for (int i = 0; i < 16; ++i) vpn += noise(32, "0123456789abcdef") + "\n";
    CHECK(finds_in(vpn + "-----END OpenVPN Static key V1-----\n") == Finds{"1 a private key (OpenVPN Static key V1)"});
    CHECK(finds_in("[Interface]\nPrivateKey = " + base64(32, "") + "\n") == Finds{"2 a private key (WireGuard)"});
    CHECK(finds_in("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: \"x\"\n" + base64(120, "") +
                   "\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\n") == Finds{"1 a private key (SSH2)"});
}

TEST_CASE("tokens of well known services are found", "[storage][secrets]") {
    CHECK(finds_in("token = ghp_" + noise(36, kPlain) + "\n") == Finds{"1 a token (GitHub)"});
    CHECK(finds_in("\"github_pat_" + noise(82, kPlain) + "\"") == Finds{"1 a token (GitHub)"});
    CHECK(finds_in("glpat-" + noise(20, kPlain)) == Finds{"1 a token (GitLab)"});
    CHECK(finds_in("xoxb-123456789012-123456789012-" + noise(24, kPlain)) == Finds{"1 a token (Slack)"});
    // Put together, so that scanners do not take this line for a find.
    CHECK(finds_in(std::string("sk_") + "live_" + noise(24, kPlain)) == Finds{"1 a key (Stripe)"});
    CHECK(finds_in("npm_" + noise(36, kPlain) + "\n") == Finds{"1 a token (npm)"});
    CHECK(finds_in("aws_secret_access_key = " + noise(40, kPlain) + "\n") == Finds{"1 a secret key (AWS)"});
    CHECK(finds_in("export AWS_SECRET_ACCESS_KEY='" + noise(40, kPlain) + "'\n") == Finds{"1 a secret key (AWS)"});
    CHECK(finds_in("{\"SecretAccessKey\": \"" + noise(40, kPlain) + "\"}") == Finds{"1 a secret key (AWS)"});
}

TEST_CASE("passwords are found in the files that programs keep them in, and only there", "[storage][secrets]") {
    const std::string netrc = "machine example.org login me password Tr0ub4dor\n";
    CHECK(finds_in(netrc, ".netrc") == Finds{"1 a password (netrc)"});
    CHECK(finds_in(netrc, "notes.txt").empty());
    CHECK(finds_in("# x\nlocalhost:5432:db:me:Tr0ub4dor\n", ".pgpass") == Finds{"2 a password (pgpass)"});
    CHECK(finds_in("https://me:Tr0ub4dor@git.example.org\n", ".git-credentials") == Finds{"1 a password (git)"});
    CHECK(finds_in("registry=https://r.example.org/\n//r.example.org/:_authToken=0a1b2c3d4e5f\n", ".npmrc") ==
          Finds{"2 a token (npm)"});
    CHECK(finds_in("//r.example.org/:_authToken=${NPM_TOKEN}\n", ".npmrc").empty());
    CHECK(finds_in("[pypi]\nusername = me\npassword = Tr0ub4dor\n", ".pypirc") == Finds{"3 a password (PyPI)"});
    CHECK(finds_in("[client]\npassword=\"Tr0ub4dor\"\n", ".my.cnf") == Finds{"2 a password (MySQL)"});
    CHECK(finds_in("[client]\npassword=changeme\n", ".my.cnf").empty());
    test::TempFolder work;
    test::write(work / ".docker/config.json", "{\"auths\": {\"x\": {\"auth\": \"bWU6VHIwdWI0ZG9y\"}}}");
    const auto found = scan(work.path());
    REQUIRE(found.size() == 1);
    CHECK(found[0].path.text() == ".docker/config.json");
}

TEST_CASE("talk about keys is no find", "[storage][secrets]") {
    CHECK(finds_in("-----BEGIN RSA PRIVATE KEY-----\n").empty());
    CHECK(
        finds_in(
            "#define PEM_STRING_RSA \"-----BEGIN RSA PRIVATE KEY-----\"\n#define E \"-----END RSA PRIVATE KEY-----\"\n")
            .empty());
    CHECK(finds_in("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw...\n-----END PRIVATE KEY-----\n")
              .empty());
    CHECK(finds_in("-----BEGIN PRIVATE KEY-----\n<your key here>\n-----END PRIVATE KEY-----\n").empty());
    CHECK(finds_in("-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----\n").empty());
    CHECK(finds_in("ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx and ghp_short").empty());
    CHECK(finds_in("npm_config_registry_and_something_else_here1 npm_lifecycle_event").empty());
    CHECK(finds_in("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n").empty());
    CHECK(finds_in("aws_secret_access_key = ${SECRET}\nkey: aws_secret_access_key\n").empty());
    CHECK(finds_in("AGE-SECRET-KEY-1XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\n").empty());
    CHECK(finds_in("fn PuTTY() { \"PuTTY-User-Key-File-3: \" }\nPuTTY-User-Key-File-2: as in the manual\n").empty());
    CHECK(finds_in(std::string(100'000, '-') + "\n/* ----BEGIN---- */\n").empty());
    CHECK(finds_in(noise(1'000'000, kPlain)).empty());
    CHECK(finds_in("").empty());
}

TEST_CASE("certificates and public keys are no find", "[storage][secrets]") {
    test::need_program("openssl");
    const std::string certificate = "openssl req -x509 -newkey ed25519 -nodes -keyout k -out key -subj /CN=x";
    CHECK(finds_in(made_by(certificate)).empty());
    CHECK(finds_in(made_by(certificate + " && openssl x509 -in key -outform DER -out d && mv d key")).empty());
    CHECK(finds_in(made_by("openssl genrsa 1024 | openssl rsa -pubout -out key")).empty());
    CHECK(finds_in(made_by("openssl genrsa 1024 | openssl rsa -pubout -outform DER -out key")).empty());
    CHECK(finds_in(made_by("openssl genrsa 1024 | openssl rsa -RSAPublicKey_out -outform DER -out key")).empty());
    CHECK(finds_in(made_by("openssl dsaparam -out key 1024")).empty());
    CHECK(finds_in(made_by("openssl dhparam -dsaparam -outform DER -out key 1024")).empty());
}

TEST_CASE("a key is found wherever it lies in a large file", "[storage][secrets]") {
    test::need_program("openssl");
    const auto key = made_by("openssl genpkey -algorithm ed25519 -out key");
    // Around the ends of pieces (256 KiB) and of windows (1 MiB and what is looked ahead).
    for (const std::size_t before : {262'100U, 1'048'500U, 1'048'577U, 1'118'200U, 2'166'000U, 5'000'000U}) {
        std::string text;
        while (text.size() < before) text += "line\n";
        const auto line = before / 5 + (before % 5 == 0 ? 0 : 1) + 1;
        for (const std::size_t after : {0U, 3'000'000U})
            CHECK(finds_in(text + key + std::string(after, 'x')) ==
                  Finds{std::to_string(line) + " a private key (PRIVATE KEY)"});
    }
}

TEST_CASE("finds are counted up to a limit", "[storage][secrets]") {
    std::string text;
    for (int i = 0; i < 50; ++i) text += "ghp_" + noise(36, kPlain) + "\n";
    CHECK(finds_in(text).size() == SecretScan::kFindingsPerFileMax);
}
