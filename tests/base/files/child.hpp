// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace assay::test {

/// A system call that fails in a child, always or when one of `bits` is set in argument `argument`.
struct FailingCall {
    long number = 0;
    int error_number = 0;
    unsigned argument = 0;
    std::uint32_t bits = 0;
};

/// Runs `body` in a child process and gives back the text it returns; `died: …` when it did not get that far.
std::string in_child(const std::function<std::string()>& body);
/// The same under a seccomp filter that makes calls fail.
std::string in_child_where(const std::vector<FailingCall>& calls, const std::function<std::string()>& body);
/// The same as a user without privileges; as the running one where that is no root.
std::string in_child_as_nobody(const std::function<std::string()>& body);
/// The same with a file system of `bytes` mounted on `folder`; skips the running test, saying why, where that cannot
/// be.
std::string in_child_with_disk(const std::string& folder, std::size_t bytes, const std::function<std::string()>& body);

}  // namespace assay::test
