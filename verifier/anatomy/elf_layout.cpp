// SPDX-License-Identifier: Apache-2.0
#include "verifier/anatomy/elf_layout.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <gelf.h>
#include <libelf.h>

namespace assay::verifier {

namespace {

struct EndElf {
    void operator()(::Elf* elf) const { ::elf_end(elf); }
};
using ElfPtr = std::unique_ptr<::Elf, EndElf>;
using Part = ElfLayout::Part;

constexpr std::size_t kNameBytesMax = 200;

std::unexpected<Error> failed() {
    const char* cause = ::elf_errmsg(-1);
    return fail(ErrorKind::Invalid, std::string("ELF: ") + (cause != nullptr ? cause : "it is damaged"));
}

std::string hexadecimal(std::uint64_t value) {
    std::array<char, 20> text{};
    std::snprintf(text.data(), text.size(), "0x%llx", static_cast<unsigned long long>(value));
    return text.data();
}

/// Adds a part, cut to what the file has of it; nothing when that is nothing.
void add(std::vector<Part>& parts, Part part, std::uint64_t file_size) {
    if (part.at >= file_size) return;
    part.size = std::min(part.size, file_size - part.at);
    if (part.size > 0) parts.push_back(std::move(part));
}

std::string kind_of_segment(std::uint32_t type) {
    switch (type) {
        case PT_LOAD: return "LOAD";
        case PT_DYNAMIC: return "DYNAMIC";
        case PT_INTERP: return "INTERP";
        case PT_NOTE: return "NOTE";
        case PT_PHDR: return "PHDR";
        case PT_TLS: return "TLS";
        case PT_GNU_EH_FRAME: return "GNU_EH_FRAME";
        case PT_GNU_STACK: return "GNU_STACK";
        case PT_GNU_RELRO: return "GNU_RELRO";
        default: return hexadecimal(type);
    }
}

std::string name_of_segment(std::size_t index, const ::GElf_Phdr& header) {
    return "segment " + std::to_string(index) + " (" + kind_of_segment(header.p_type) + ", " +
           ((header.p_flags & PF_R) != 0 ? "r" : "-") + ((header.p_flags & PF_W) != 0 ? "w" : "-") +
           ((header.p_flags & PF_X) != 0 ? "x" : "-") + ")";
}

Status read_segments(ElfLayout& out, ::Elf* elf, std::uint64_t file_size) {
    std::size_t count = 0;
    if (::elf_getphdrnum(elf, &count) != 0) return failed();
    for (std::size_t i = 0; i < std::min(count, ElfLayout::kPartsMax); ++i) {
        ::GElf_Phdr header;
        if (::gelf_getphdr(elf, static_cast<int>(i), &header) == nullptr) return failed();
        // One without bytes stays: what it says of rights counts.
        const auto at = std::min<std::uint64_t>(header.p_offset, file_size);
        out.segments.push_back(
            {name_of_segment(i, header), at, std::min<std::uint64_t>(header.p_filesz, file_size - at), {}});
    }
    return {};
}

Status read_sections(ElfLayout& out, ::Elf* elf, std::uint64_t file_size) {
    std::size_t count = 0, names = 0;
    if (::elf_getshdrnum(elf, &count) != 0) return failed();
    if (count == 0) return {};
    if (count > ElfLayout::kPartsMax)
        return fail(ErrorKind::Limit, "ELF: it has more than " + std::to_string(ElfLayout::kPartsMax) + " sections");
    if (::elf_getshdrstrndx(elf, &names) != 0) return failed();
    for (std::size_t i = 1; i < count; ++i) {
        ::Elf_Scn* section = ::elf_getscn(elf, i);
        ::GElf_Shdr header;
        if (section == nullptr || ::gelf_getshdr(section, &header) == nullptr) return failed();
        if (header.sh_type == SHT_NOBITS || header.sh_type == SHT_NULL) continue;
        const char* name = ::elf_strptr(elf, names, header.sh_name);
        auto text = name != nullptr ? std::string(name, ::strnlen(name, kNameBytesMax)) : std::string();
        if (text.empty()) text = "section " + std::to_string(i);
        add(out.sections,
            {std::move(text), header.sh_offset, header.sh_size,
             "kind " + std::to_string(header.sh_type) + ", flags " + hexadecimal(header.sh_flags)},
            file_size);
    }
    return {};
}

Status read_headers(ElfLayout& out, ::Elf* elf, std::uint64_t file_size) {
    ::GElf_Ehdr header;
    if (::gelf_getehdr(elf, &header) == nullptr) return failed();
    std::size_t programs = 0, sections = 0;
    if (::elf_getphdrnum(elf, &programs) != 0 || ::elf_getshdrnum(elf, &sections) != 0) return failed();
    const bool is_wide = ::gelf_getclass(elf) == ELFCLASS64;
    add(out.headers, {"ELF header", 0, is_wide ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr), {}}, file_size);
    add(out.headers, {"program headers", header.e_phoff, programs * header.e_phentsize, {}}, file_size);
    add(out.headers, {"section headers", header.e_shoff, sections * header.e_shentsize, {}}, file_size);
    return {};
}

}  // namespace

Result<ElfLayout> ElfLayout::of(ByteView file) {
    ::elf_version(EV_CURRENT);
    // libelf takes its image writable but is only asked to read it.
    const ElfPtr elf(::elf_memory(const_cast<char*>(reinterpret_cast<const char*>(file.data())), file.size()));
    if (!elf) return failed();
    if (::elf_kind(elf.get()) != ELF_K_ELF) return fail(ErrorKind::Invalid, "ELF: it has no ELF header");
    ElfLayout out;
    TRY(read_headers(out, elf.get(), file.size()));
    TRY(read_segments(out, elf.get(), file.size()));
    TRY(read_sections(out, elf.get(), file.size()));
    return out;
}

const Part* ElfLayout::owner_of(std::uint64_t offset) const {
    for (const auto* parts : {&sections, &headers, &segments})
        for (const auto& part : *parts)
            if (part.at <= offset && offset < part.end()) return &part;
    return nullptr;
}

std::vector<Part> ElfLayout::gaps(std::uint64_t size) const {
    auto owned = sections;
    owned.insert(owned.end(), headers.begin(), headers.end());
    std::ranges::sort(owned, {}, &Part::at);
    std::vector<Part> out;
    std::uint64_t at = 0;
    for (const auto& part : owned) {
        if (part.at > at) out.push_back({"between sections", at, part.at - at, {}});
        at = std::max(at, part.end());
    }
    if (at < size) out.push_back({"after the last section", at, size - at, {}});
    return out;
}

std::optional<ByteView> build_id_in(ByteView note_section) {
    // The owner's name and its length are always these for a build id; its own length varies with the hash.
    constexpr std::size_t kHeaderBytes = 16;
    constexpr std::size_t kTypeOffset = 8;
    if (note_section.size() <= kHeaderBytes || text_of(note_section.subspan(12, 4)) != std::string_view("GNU\0", 4))
        return {};
    const auto type = note_section.subspan(kTypeOffset, 4);
    if (std::max(type[0], type[3]) != NT_GNU_BUILD_ID) return {};
    return note_section.subspan(kHeaderBytes);
}

}  // namespace assay::verifier
