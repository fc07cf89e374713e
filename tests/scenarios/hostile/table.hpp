// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/run.hpp"
#include "base/files/folder.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

/// What the files of this folder share: each tries one kind of attack against the room that runs it and prints lines of
/// one table, `property <tab> held|NOT HELD <tab> what the control showed`.
namespace assay::hostile {

constexpr std::uint64_t kMiB = 1U << 20;

using Ids = std::shared_ptr<const cell::HostIds>;

/// One line of the table. The control is what happened where the defence is missing.
void row(const std::string& property, bool held, const std::string& control);
/// How many lines say that the property does not hold.
int failures();

[[noreturn]] void give_up(const Error& error);
template <typename T>
T need(Result<T> result) {
    if (!result) give_up(result.error());
    return std::move(*result);
}
inline void need(Status status) {
    if (!status) give_up(status.error());
}

/// A cell that runs a program of tests/cells; that it runs `sh -euc script`.
cell::CellSpec program(const std::string& name, std::vector<std::string> arguments = {});
cell::CellSpec shell(const std::string& script);
/// Puts a folder of these ids at /work.
void show_work(cell::CellSpec& spec, const Folder& folder, const Ids& ids);
/// Ids as parsers have them, and as builds.
Ids one_user();
Ids build_user();

/// How a cell ended and what it printed.
std::string words(const Result<cell::Outcome>& outcome);
/// What it printed.
std::string printed(const Result<cell::Outcome>& outcome);

/// Outside any cell: what a command of a shell prints, at most 120 bytes of it.
std::string outside(const std::string& command);
/// Its first line, and how many there are.
std::string outside_first(const std::string& command);

/// Where a program of tests/cells runs for a control.
enum class Without {
    Cell,    ///< where the room runs
    Filters  ///< in namespaces of its own, as their root: what a sandbox without our filters and walls is
};
std::string control(Without without, const std::string& name, const std::string& arguments);

/// A property that one program of tests/cells tries. `shown` are its arguments as the control has them, where paths are
/// others.
struct Attempt {
    std::string property;
    std::string name;
    std::vector<std::string> arguments;
    Without without = Without::Filters;
    std::string shown = {};
    std::vector<cell::Bind> binds = {};
};
void attempt(Attempt attempt);

}  // namespace assay::hostile
