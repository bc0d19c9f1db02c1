// The Merkle tree of RFC 6962 section 2: leaf and node hashes, the right edge, and both proofs.
#pragma once

#include "engine/kernel/result.hpp"
#include "engine/log/sha256.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace ledger {

Hash leaf_hash(Sha256& sha256, std::string_view leaf);                ///< SHA-256(0x00 ‖ leaf)
Hash node_hash(Sha256& sha256, const Hash& left, const Hash& right);  ///< SHA-256(0x01 ‖ l ‖ r)
Hash empty_tree_hash();                                               ///< SHA-256("")

/// The roots of the perfect subtrees that make up a tree of `size` leaves, largest first: at most
/// 64 hashes, enough to append and to know the root.
class MerkleFrontier {
public:
    void append(Sha256& sha256, const Hash& leaf);
    Hash root(Sha256& sha256) const;
    std::uint64_t size() const { return size_; }

    /// From the subtree roots of a tree of `size`, largest first; count must fit the size.
    static MerkleFrontier of(std::uint64_t size, std::vector<Hash> subtree_roots);

private:
    std::uint64_t size_ = 0;
    std::vector<Hash> subtree_roots_;
};

/// Gives the root of the perfect subtree over leaves [index·2^level, (index+1)·2^level).
using SubtreeSource = std::function<Result<Hash>(std::uint32_t level, std::uint64_t index)>;

/// The perfect subtrees of [begin, end), as a frontier; `begin` must be 0.
Result<MerkleFrontier> frontier_of(std::uint64_t size, const SubtreeSource& subtree);
Result<Hash> root_of(std::uint64_t size, const SubtreeSource& subtree, Sha256& sha256);

/// RFC 6962 section 2.1.1; `index` < `size`.
Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                          const SubtreeSource& subtree, Sha256& sha256);
/// RFC 6962 section 2.1.2; 0 < `old_size` <= `new_size`; empty when they are equal.
Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size, std::uint64_t new_size,
                                            const SubtreeSource& subtree, Sha256& sha256);

/// RFC 9162 sections 2.1.3.2 and 2.1.4.2. False for any proof that is not exactly right.
bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                      std::span<const Hash> proof, const Hash& root, Sha256& sha256);
bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t new_size,
                        const Hash& new_root, std::span<const Hash> proof, Sha256& sha256);

}  // namespace ledger
