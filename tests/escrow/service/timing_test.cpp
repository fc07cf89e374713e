// SPDX-License-Identifier: Apache-2.0
// Figures, not a test: hidden from ctest, run by `scripts/bench timing`.
#include "tests/escrow/service/front.hpp"

#include <algorithm>
#include <cstdio>
#include <random>

using namespace assay;
using namespace assay::escrow;
using test::need;

namespace {

/// What an asker can do to tell two things apart: two requests, whose answers read the same.
struct Question {
    std::string name;
    std::function<void(std::size_t)> first, second;  ///< given the number of the sample
};

struct Sample {
    double seconds;
    bool is_first;
};

constexpr double kShareMost = 0.55;  ///< classified right of held-out samples, for every question

/// The share of `samples` that a threshold tells right; below it is `first` or not.
double share_told(const std::vector<Sample>& samples, double threshold, bool below_is_first) {
    const auto told = std::ranges::count_if(
        samples, [&](const auto& it) { return ((it.seconds < threshold) == below_is_first) == it.is_first; });
    return static_cast<double>(told) / static_cast<double>(samples.size());
}

/// The best threshold of one half, judged on the other.
double share_told_of_held_out(std::vector<Sample> samples) {
    const auto half = static_cast<std::ptrdiff_t>(samples.size() / 2);
    const std::vector<Sample> known(samples.begin(), samples.begin() + half),
        held_out(samples.begin() + half, samples.end());
    double best = 0, threshold = 0;
    bool below = true;
    for (const auto& candidate : known)
        for (const bool side : {true, false})
            if (const auto share = share_told(known, candidate.seconds, side); share > best)
                best = share, threshold = candidate.seconds, below = side;
    return share_told(held_out, threshold, below);
}

void ask(const Question& question, std::size_t count) {
    std::mt19937 coin(1);
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < count + 100; ++i) {
        const bool is_first = (coin() & 1U) != 0;
        const auto begin = std::chrono::steady_clock::now();
        (is_first ? question.first : question.second)(i);
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
        if (i >= 100) samples.push_back({taken.count(), is_first});  // the first ones warm up
    }
    auto sorted = samples;
    std::ranges::sort(sorted, {}, &Sample::seconds);
    const auto share = share_told_of_held_out(samples);
    std::printf("%-58s %5.1f %% of %zu told right, median %.3f ms\n", question.name.c_str(), 100 * share, count / 2,
                1000 * sorted[sorted.size() / 2].seconds);
    std::fflush(stdout);
    if (count >= 2000) CHECK(share <= kShareMost);  // fewer samples tell less than chance does
}

/// A custodian with so many deposits of another vendor, and a vendor with one of its own who asks.
struct Busy {
    explicit Busy(std::size_t others) : theirs(front.hold("theirs 0")) {
        auto client = front.as("vendor");
        for (std::size_t i = 1; i < others; ++i) {
            const auto more = front.office.make_deposit(*front.office.agreement, "theirs " + std::to_string(i));
            front.send(client, more);
            need(front.send_statement(client, more));
        }
        const auto agreement = front.office.agree("outsider", "custodian", {"spare-room"});
        front.admit(agreement, "outsider");
        asker = std::make_unique<http::Client>(front.as("outsider"));
        const auto mine = front.office.make_deposit(agreement, "mine");
        front.send(*asker, mine);
        need(front.send_statement(*asker, mine));
    }
    test::Front front;
    test::MadeDeposit theirs;
    std::unique_ptr<http::Client> asker;
};

}  // namespace

TEST_CASE("what the time of an answer tells of others", "[.][timing]") {
    const auto* wanted = std::getenv("ASSAY_TIMING_SAMPLES");
    const std::size_t count = wanted == nullptr ? 2000 : static_cast<std::size_t>(std::strtoul(wanted, nullptr, 10));
    Busy few(5), many(500);
    auto& asker = *many.asker;
    const auto& theirs = many.theirs;
    const auto nowhere = many.front.office.make_deposit(*many.front.office.agreement, "nowhere");
    const auto missing = [&](const storage::PieceId& id) {
        return [&asker, body = encode_piece_ids(std::vector{id})](std::size_t) {
            need(asker.post("/v1/pieces/missing", test::kOctets, body));
        };
    };
    const auto get = [&](const test::MadeDeposit& deposit, const std::string& below) {
        return [&asker, path = test::path_of(deposit, below)](std::size_t) { REQUIRE_FALSE(asker.get(path)); };
    };
    const auto hold = [&](const test::MadeDeposit& deposit) {
        return [&](std::size_t) { REQUIRE_FALSE(test::Front::send_statement(asker, deposit)); };
    };
    const auto list = [](Busy& at) { return [&at](std::size_t) { need(at.asker->get("/v1/deposits")); }; };
    ask({"piece: another vendor's, no vendor's", missing(theirs.list.ids()[0]), missing(nowhere.list.ids()[0])}, count);
    ask({"deposit: another party's, no party's", get(theirs, ""), get(nowhere, "")}, count);
    ask({"receipt: another party's, no party's", get(theirs, "/receipt"), get(nowhere, "/receipt")}, count);
    ask({"export: another party's, no party's", get(theirs, "/export"), get(nowhere, "/export")}, count);
    ask({"depositing: another vendor's that is held, one that is not", hold(theirs), hold(nowhere)}, count);
    ask({"list: 5 deposits of others, 500", list(few), list(many)}, count);
    // Twice the same question: what chance alone tells.
    ask({"control: no party's deposit, no party's deposit", get(nowhere, ""), get(nowhere, "")}, count);
}
