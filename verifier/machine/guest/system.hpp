// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

/// What the first program of a machine asks of its kernel. What cannot be done ends the program, in words on the
/// console: there is no caller that could go on.
namespace assay::verifier::guest {

/// Opens the console; before this nothing is said.
void open_console();
/// One line on the console.
void say(const std::string& words);
[[noreturn]] void power_off();
/// Says what cannot be done and why (errno), and ends: the machine, where this is its first process.
[[noreturn]] void cannot(const std::string& doing);
/// Goes on only where it was done.
void need(bool done, const std::string& doing);

void make_folder(const std::string& path, mode_t mode = 0755);  ///< one that is there already is no error
void make_folders(const std::string& path);                     ///< those above it too
void make_file(const std::string& path);
void mount_at(const char* source, const std::string& target, const char* type, unsigned long flags = 0,
              const std::string& options = {});
void bind(const std::string& source, const std::string& target, bool is_writable);

/// A file's text; empty where it cannot be read.
std::string read_text(const std::string& path);
bool write_text(const std::string& path, std::string_view text);
/// The number after a word at the start of a line, as in `oom_kill 0`; 0 where there is no such line.
std::uint64_t number_after(const std::string& text, const std::string& word);
std::vector<std::string> names_in(const std::string& path);
/// The device node of the disk with this serial number. It may take a moment to appear.
std::string disk_named(const char* serial);

}  // namespace assay::verifier::guest
