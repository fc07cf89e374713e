// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"
#include "base/core/json.hpp"
#include "base/core/random.hpp"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <string>

namespace assay::test {

/// The folder of shared test vectors: ASSAY_VECTORS, else ../shared/vectors. Skips the running test, with the reason
/// printed, when `set` is not there.
std::filesystem::path vectors(const std::string& set);

/// A whole file; fails the running test when it cannot be read.
std::string read(const std::filesystem::path& path);
Json read_json(const std::filesystem::path& path);

/// Prints `vectors NAME: 388 cases, 388 as expected, 0 skipped` and fails the running test when any was not.
class Tally {
public:
    explicit Tally(std::string name) : name_(std::move(name)) {}
    ~Tally();
    Tally(const Tally&) = delete;
    Tally& operator=(const Tally&) = delete;
    /// Counts one case; prints the name of one that did not go as expected.
    void count(const std::string& test_case, bool as_expected, const std::string& detail = {});
    void skip(const std::string& why);
    std::size_t cases() const { return good_ + bad_; }

private:
    std::string name_;
    std::size_t good_ = 0, bad_ = 0, skipped_ = 0;
    std::vector<std::string> reasons_;
};

/// A folder that goes with the object.
class TempFolder {
public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// Repeatable bytes: 1, 2, 3, … mixed with the seed. Not random, which is the point.
class CountingRandom final : public Random {
public:
    explicit CountingRandom(std::uint64_t seed = 1) : state_(seed) {}
    void fill(std::span<std::uint8_t> out) override;

private:
    std::uint64_t state_;
};

/// The value of a Result; fails the running test with the error's message when there is none.
template <typename T>
T need(Result<T> result) {
    if (!result) FAIL(result.error().message());
    return std::move(*result);
}
inline void need(Status status) {
    if (!status) FAIL(status.error().message());
}

/// The message of a Result's error; empty when there is a value.
template <typename T>
std::string message_of(const Result<T>& result) {
    return result ? std::string() : result.error().message();
}

}  // namespace assay::test

namespace Catch {
template <>
struct StringMaker<assay::ErrorKind> {
    static std::string convert(assay::ErrorKind kind) { return std::string(assay::name_of(kind)); }
};
}  // namespace Catch
