// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/merkle_proof.hpp"

#include <bit>

namespace assay::test {

/// RFC 6962 as its text puts it: recursive over the entries themselves, slow and plain.
class ReferenceTree {
public:
    explicit ReferenceTree(std::size_t size) : ReferenceTree(size, size) {}
    /// Another history of the same log: the same entries before `fork`, others from there on.
    ReferenceTree(std::size_t size, std::size_t fork) {
        for (std::size_t i = 0; i < size; ++i)
            entries_.push_back(to_bytes((i < fork ? "entry " : "other entry ") + std::to_string(i)));
    }

    std::size_t size() const { return entries_.size(); }
    const Bytes& entry(std::size_t i) const { return entries_.at(i); }

    /// MTH(D[start:end]).
    crypto::MerkleHash root(std::size_t start, std::size_t end) const {
        if (start == end) return crypto::empty_root();
        if (end - start == 1) return crypto::leaf_hash(entries_.at(start));
        const auto k = split(end - start);
        return crypto::node_hash(root(start, start + k), root(start + k, end));
    }

    /// PATH(m, D[start:end]).
    crypto::MerkleProof path(std::size_t m, std::size_t start, std::size_t end) const {
        if (end - start == 1) return {};
        const auto k = split(end - start);
        const bool left = m < k;
        auto proof = left ? path(m, start, start + k) : path(m - k, start + k, end);
        proof.push_back(left ? root(start + k, end) : root(start, start + k));
        return proof;
    }

    /// SUBPROOF(m, D[start:end], whole), and with a start inside: the proof that [from, to) is part of [start, end).
    crypto::MerkleProof subproof(std::size_t from, std::size_t to, std::size_t start, std::size_t end,
                                 bool known) const {
        if (from == start && to == end) return known ? crypto::MerkleProof{} : crypto::MerkleProof{root(start, end)};
        const auto middle = start + split(end - start);
        crypto::MerkleProof proof;
        if (to <= middle) {
            proof = subproof(from, to, start, middle, known);
            proof.push_back(root(middle, end));
        } else if (from >= middle) {
            proof = subproof(from, to, middle, end, known);
            proof.push_back(root(start, middle));
        } else {
            proof = subproof(middle, to, middle, end, false);
            proof.push_back(root(start, middle));
        }
        return proof;
    }

private:
    static std::size_t split(std::size_t width) { return std::bit_floor(width - 1); }

    std::vector<Bytes> entries_;
};

/// The complete nodes of a ReferenceTree; fails when asked for one that is not complete.
class ReferenceReader final : public crypto::HashReader {
public:
    explicit ReferenceReader(const ReferenceTree& tree) : tree_(tree) {}
    Result<crypto::MerkleHash> hash(crypto::NodeId node) override {
        const auto start = node.index << node.level;
        const auto end = start + (std::uint64_t{1} << node.level);
        if (end > tree_.size()) return fail(ErrorKind::Internal, "asked for an incomplete node");
        return tree_.root(start, end);
    }

private:
    const ReferenceTree& tree_;
};

}  // namespace assay::test
