// The Merkle tree of RFC 6962 section 2, built only out of roots of perfect subtrees.
#include "engine/log/merkle.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/kernel/function_ref.hpp"

#include <algorithm>
#include <bit>

namespace ledger {
namespace {

constexpr std::string_view leaf_prefix{"\0", 1};
constexpr std::string_view node_prefix{"\1", 1};

/// Half-open, within a tree; `begin` is a multiple of a power of two that is at least its length,
/// as all ranges that RFC 6962 speaks of are.
struct LeafRange {
    std::uint64_t begin;
    std::uint64_t end;
    std::uint64_t length() const { return end - begin; }
};

/// The largest power of two below `length`, which is where RFC 6962 splits.
std::uint64_t split_of(std::uint64_t length) { return std::bit_floor(length - 1); }

Result<std::vector<Hash>> perfect_subtrees(LeafRange range, const SubtreeSource& subtree) {
    std::vector<Hash> roots;
    while (range.begin < range.end) {
        const auto level = static_cast<std::uint32_t>(std::bit_width(range.length()) - 1);
        TRY(root, subtree(level, range.begin >> level));
        roots.push_back(root);
        range.begin += std::uint64_t{1} << level;
    }
    return roots;
}

/// Of roots of perfect subtrees, largest first.
Hash fold(std::span<const Hash> roots, Sha256& sha256) {
    if (roots.empty()) return empty_tree_hash();
    Hash hash = roots.back();
    for (std::size_t i = roots.size() - 1; i > 0; --i) hash = node_hash(sha256, roots[i - 1], hash);
    return hash;
}

Result<Hash> range_root(LeafRange range, const SubtreeSource& subtree, Sha256& sha256) {
    TRY(roots, perfect_subtrees(range, subtree));
    return fold(roots, sha256);
}

/// A node and the last node of its level, on their way up to the root.
struct EdgeWalk {
    std::uint64_t node;
    std::uint64_t last;
    void up() {
        node >>= 1;
        last >>= 1;
    }
};

/// The walk that both verifications of RFC 9162 share: tells for each sibling on which side it
/// stands. False when the proof does not end exactly at the root.
bool climb(EdgeWalk walk, std::span<const Hash> proof, FunctionRef<void(const Hash&)> on_left,
           FunctionRef<void(const Hash&)> on_right) {
    for (const Hash& sibling : proof) {
        if (walk.last == 0) return false;
        if ((walk.node & 1) == 1 || walk.node == walk.last) {
            on_left(sibling);
            while ((walk.node & 1) == 0 && walk.node != 0) walk.up();
        } else {
            on_right(sibling);
        }
        walk.up();
    }
    return walk.last == 0;
}

}  // namespace

Hash leaf_hash(Sha256& sha256, std::string_view leaf) { return sha256({leaf_prefix, leaf}); }

Hash node_hash(Sha256& sha256, const Hash& left, const Hash& right) {
    return sha256({node_prefix, as_view(left), as_view(right)});
}

Hash empty_tree_hash() {
    Sha256 sha256;
    return sha256({});
}

void MerkleFrontier::append(Sha256& sha256, const Hash& leaf) {
    Hash hash = leaf;
    for (std::uint64_t level = size_; (level & 1) == 1; level >>= 1) {
        hash = node_hash(sha256, subtree_roots_.back(), hash);
        subtree_roots_.pop_back();
    }
    subtree_roots_.push_back(hash);
    ++size_;
}

Hash MerkleFrontier::root(Sha256& sha256) const { return fold(subtree_roots_, sha256); }

MerkleFrontier MerkleFrontier::of(std::uint64_t size, std::vector<Hash> subtree_roots) {
    LEDGER_ASSERT(static_cast<std::size_t>(std::popcount(size)) == subtree_roots.size());
    MerkleFrontier frontier;
    frontier.size_ = size;
    frontier.subtree_roots_ = std::move(subtree_roots);
    return frontier;
}

Result<MerkleFrontier> frontier_of(std::uint64_t size, const SubtreeSource& subtree) {
    TRY(roots, perfect_subtrees({.begin = 0, .end = size}, subtree));
    return MerkleFrontier::of(size, std::move(roots));
}

Result<Hash> root_of(std::uint64_t size, const SubtreeSource& subtree, Sha256& sha256) {
    return range_root({.begin = 0, .end = size}, subtree, sha256);
}

Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                          const SubtreeSource& subtree, Sha256& sha256) {
    LEDGER_ASSERT(index < size);
    std::vector<Hash> proof;
    LeafRange range{.begin = 0, .end = size};
    while (range.length() > 1) {
        const std::uint64_t middle = range.begin + split_of(range.length());
        const LeafRange left{.begin = range.begin, .end = middle};
        const LeafRange right{.begin = middle, .end = range.end};
        range = index < middle ? left : right;
        TRY(sibling, range_root(index < middle ? right : left, subtree, sha256));
        proof.push_back(sibling);
    }
    std::ranges::reverse(proof);
    return proof;
}

Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size, std::uint64_t new_size,
                                            const SubtreeSource& subtree, Sha256& sha256) {
    LEDGER_ASSERT(0 < old_size && old_size <= new_size);
    std::vector<Hash> proof;
    LeafRange range{.begin = 0, .end = new_size};
    while (range.end != old_size) {
        const std::uint64_t middle = range.begin + split_of(range.length());
        const LeafRange left{.begin = range.begin, .end = middle};
        const LeafRange right{.begin = middle, .end = range.end};
        range = old_size <= middle ? left : right;
        TRY(sibling, range_root(old_size <= middle ? right : left, subtree, sha256));
        proof.push_back(sibling);
    }
    // A range that begins at 0 is the whole old tree, whose root the verifier knows already.
    if (range.begin != 0) {
        TRY(old_edge, range_root(range, subtree, sha256));
        proof.push_back(old_edge);
    }
    std::ranges::reverse(proof);
    return proof;
}

// NOLINTBEGIN(readability-function-size): these six are what the RFC's algorithms take.
bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                      std::span<const Hash> proof, const Hash& root, Sha256& sha256) {
    if (index >= size) return false;
    Hash hash = leaf;
    const bool ends_at_root = climb(
        {.node = index, .last = size - 1}, proof,
        [&](const Hash& left) { hash = node_hash(sha256, left, hash); },
        [&](const Hash& right) { hash = node_hash(sha256, hash, right); });
    return ends_at_root && hash == root;
}

bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t new_size,
                        const Hash& new_root, std::span<const Hash> proof, Sha256& sha256) {
    if (old_size == new_size) return proof.empty() && old_root == new_root;
    if (old_size == 0) return proof.empty() && old_root == empty_tree_hash();
    if (old_size > new_size || proof.empty()) return false;
    EdgeWalk walk{.node = old_size - 1, .last = new_size - 1};
    while ((walk.node & 1) == 1) walk.up();
    const bool old_tree_is_perfect = std::has_single_bit(old_size);
    Hash old_hash = old_tree_is_perfect ? old_root : proof.front();
    Hash new_hash = old_hash;
    const bool ends_at_root = climb(
        walk, proof.subspan(old_tree_is_perfect ? 0 : 1),
        [&](const Hash& left) {
            old_hash = node_hash(sha256, left, old_hash);
            new_hash = node_hash(sha256, left, new_hash);
        },
        [&](const Hash& right) { new_hash = node_hash(sha256, new_hash, right); });
    return ends_at_root && old_hash == old_root && new_hash == new_root;
}
// NOLINTEND(readability-function-size)

}  // namespace ledger
