// SPDX-License-Identifier: Apache-2.0
#include "escrow/recipe/apt.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/process/child.hpp"
#include "base/process/run.hpp"

#include <algorithm>
#include <set>

namespace assay::escrow {

namespace {

constexpr const char* kKeyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
constexpr std::string_view kArchiveEnd = "/debian", kSecurityEnd = "/debian-security";

std::string without_slash(std::string_view url) {
    while (url.ends_with('/')) url.remove_suffix(1);
    return std::string(url);
}

std::string apt_quoted(const std::filesystem::path& path) { return "\"" + path.string() + "\""; }

/// Decodes the %xx escapes that apt writes into the file names it prints.
std::string unescape(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size())
            if (const auto byte =
                    decode_hex(std::string{static_cast<char>(std::tolower(static_cast<unsigned char>(text[i + 1]))),
                                           static_cast<char>(std::tolower(static_cast<unsigned char>(text[i + 2])))})) {
                out.push_back(static_cast<char>((*byte)[0]));
                i += 2;
                continue;
            }
        out.push_back(text[i]);
    }
    return out;
}

/// `'URI' file size SHA256:hex` of apt's --print-uris.
Result<ChosenPackage> parse_uri_line(std::string_view line) {
    const auto wrong = [&] { return fail(ErrorKind::Internal, "apt printed a line of unknown form: " + quote(line)); };
    const auto words = split(line, ' ');
    if (words.size() != 4 || !words[3].starts_with("SHA256:")) return wrong();
    const auto file = words[1];
    const auto sha256 = TRY(decode_hex_as<crypto::Sha256>(words[3].substr(7), "a digest apt printed"));
    const auto size = parse_decimal(words[2]);
    if (!size || !file.ends_with(".deb")) return wrong();
    const auto parts = split(file.substr(0, file.size() - 4), '_');
    if (parts.size() != 3) return wrong();
    return ChosenPackage{.name = unescape(parts[0]),
                         .version = unescape(parts[1]),
                         .architecture = unescape(parts[2]),
                         .file = std::string(file),
                         .sha256 = sha256,
                         .size = *size};
}

/// Whether apt's words are of a disk without room: its methods have none of their own for it.
bool speaks_of_full_disk(std::string_view said) {
    return said.contains("No space left on device") || said.contains("You don't have enough free space") ||
           said.contains("Disk quota exceeded");
}

/// What must be so whatever this machine's own apt configuration says, which is read after the file in APT_CONFIG: its
/// proxies count here, its habits do not.
constexpr const char* kSettings[] = {"APT::Sandbox::User=root",
                                     "Acquire::Languages=none",
                                     "Acquire::GzipIndexes=false",
                                     "Acquire::ForceHash=SHA256",
                                     "APT::Install-Recommends=false",
                                     "APT::Install-Suggests=false",
                                     "APT::Keep-Downloaded-Packages=true",
                                     "Binary::apt-get::APT::Keep-Downloaded-Packages=true"};

}  // namespace

Result<Mirrors> find_mirrors(const std::optional<std::string>& given, const Interrupt& interrupt) {
    Mirrors out;
    if (given) out.archive = without_slash(*given);
    // Not every machine that locks a recipe is a Debian with sources of its own.
    if (const auto listed =
            process::run({.command = {"apt-get", "indextargets", "--format", "$(SITE) $(CODENAME) $(RELEASE)"},
                          .environment = process::our_environment_with({})},
                         interrupt);
        listed && listed->status == 0)
        for (const auto line : split(listed->out, '\n')) {
            const auto words = split(line, ' ');
            if (words.size() != 3) continue;
            const auto site = without_slash(words[0]);
            const bool security = words[1].find("security") != std::string_view::npos ||
                                  words[2].find("security") != std::string_view::npos;
            if (security && site.ends_with(kSecurityEnd) && out.security.empty()) out.security = site;
            if (!security && site.ends_with(kArchiveEnd) && out.archive.empty()) out.archive = site;
        }
    if (out.archive.empty())
        return std::unexpected(Error(ErrorKind::NotFound, "this machine's apt sources name no Debian mirror")
                                   .with_hint("--mirror URL names one"));
    if (given || out.security.empty()) {
        if (!out.archive.ends_with(kArchiveEnd))
            return std::unexpected(
                Error(ErrorKind::NotFound, "no security mirror is known beside " + quote(out.archive))
                    .with_hint("a mirror's address ends in /debian"));
        out.security = out.archive.substr(0, out.archive.size() - kArchiveEnd.size()) + std::string(kSecurityEnd);
    }
    return out;
}

Result<PrivateApt> PrivateApt::open(const std::filesystem::path& given, const std::string& suite,
                                    const Mirrors& mirrors) {
    const auto folder = std::filesystem::absolute(given);
    for (const auto* name : {"state/lists/partial", "cache/archives/partial", "etc"}) TRY(Folder::make(folder / name));
    std::string sources;
    for (const auto* kind : {"deb", "deb-src"})
        for (const auto& [mirror, name] : {std::pair{mirrors.archive, suite},
                                           {mirrors.archive, suite + "-updates"},
                                           {mirrors.security, suite + "-security"}})
            sources += std::string(kind) + " [signed-by=" + kKeyring + "] " + mirror + " " + name + " main\n";
    const std::string settings = "Dir::State " + apt_quoted(folder / "state") + ";\nDir::State::status " +
                                 apt_quoted(folder / "state/status") + ";\nDir::Cache " + apt_quoted(folder / "cache") +
                                 ";\nDir::Etc::sourcelist " + apt_quoted(folder / "etc/sources.list") +
                                 ";\nDir::Etc::sourceparts \"/dev/null\";\nDir::Etc::preferences \"/dev/null\";\n" +
                                 "Dir::Etc::preferencesparts \"/dev/null\";\n";
    TRY(write_durably(folder / "state/status", {}));
    TRY(write_durably(folder / "etc/sources.list", bytes_of(sources)));
    TRY(write_durably(folder / "apt.conf", bytes_of(settings)));
    return PrivateApt(folder, suite);
}

Result<std::string> PrivateApt::run(std::vector<std::string> command, const Interrupt& interrupt) const {
    for (const auto* setting : kSettings) command.insert(command.end(), {"-o", setting});
    auto outcome =
        TRY(process::run({.command = command,
                          .environment = process::our_environment_with({{"APT_CONFIG", (folder_ / "apt.conf").string()},
                                                                        {"LC_ALL", "C.UTF-8"},
                                                                        {"DEBIAN_FRONTEND", "noninteractive"}})},
                         interrupt));
    if (outcome.status != 0)
        return fail(speaks_of_full_disk(outcome.err) ? ErrorKind::Full : ErrorKind::Unavailable,
                    quote(join(command, " "), 120) + " ended with status " + std::to_string(outcome.status) + ": " +
                        outcome.last_words());
    return std::move(outcome.out);
}

Status PrivateApt::update(const Interrupt& interrupt) {
    TRY_WITHIN("fetching the package lists of " + suite_,
               run({"apt-get", "-qq", "--error-on=any", "update"}, interrupt));
    return {};
}

Result<std::string> PrivateApt::essential_packages(const Interrupt& interrupt) const {
    std::set<std::string> names;
    std::string name;
    const auto available = TRY(run({"apt-cache", "dumpavail"}, interrupt));
    for (const auto line : split(available, '\n')) {
        if (line.starts_with("Package: ")) name = std::string(line.substr(9));
        if (line == "Essential: yes") names.insert(name);
    }
    if (names.empty())
        return fail(ErrorKind::Unavailable, "the package lists of " + suite_ + " name no essential package");
    return join({names.begin(), names.end()}, ", ");
}

Result<std::vector<ChosenPackage>> PrivateApt::fetch_closure(const std::string& dependencies,
                                                             const std::string& conflicts, Progress& progress,
                                                             const Interrupt& interrupt) {
    // Debian builds bookworm on roots that are not merged; unless asked for this first, apt chooses usrmerge.
    std::string wanted = suite_ == "bookworm" ? "usr-is-merged, " : "";
    wanted += "build-essential:native, fakeroot, " + TRY(essential_packages(interrupt));
    if (!trim(dependencies).empty()) wanted += ", " + dependencies;
    std::vector<std::string> command = {"apt-get", "satisfy", "-y", "-qq", wanted};
    if (!trim(conflicts).empty()) command.push_back("Conflicts: " + conflicts);

    // --print-uris leaves out what is in the archives folder, so it is shown an empty one.
    const auto nothing = folder_ / "cache/nothing";
    TRY(Folder::make(nothing / "partial"));
    auto print = command;
    print.insert(print.end(), {"--print-uris", "-o", "Dir::Cache::archives=" + nothing.string()});
    const auto printed = TRY_WITHIN("choosing the packages to build with", run(print, interrupt));
    std::vector<ChosenPackage> out;
    std::uint64_t bytes = 0;
    for (const auto line : split(printed, '\n'))
        if (line.starts_with('\'')) {
            out.push_back(TRY(parse_uri_line(line)));
            bytes += out.back().size;
        }
    if (out.empty()) return fail(ErrorKind::Unavailable, "choosing the packages to build with: apt chose none");
    ProgressStage stage(progress, "fetching " + count_of(out.size(), "package") + ", " + human_bytes(bytes),
                        Progress::Unit::Items);
    auto download = command;
    download.push_back("--download-only");
    TRY_WITHIN("fetching packages", run(download, interrupt));
    stage.done();
    return out;
}

}  // namespace assay::escrow
