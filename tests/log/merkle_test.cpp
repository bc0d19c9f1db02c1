// The tree against RFC 6962 written down naively, and against its well-known roots.
#include "engine/log/merkle.hpp"

#include "engine/kernel/encoding.hpp"

#include <doctest/doctest.h>

#include <bit>

using namespace ledger;

namespace {

constexpr std::uint64_t most_leaves = 70;
using Leaves = std::span<const Hash>;

std::size_t split(Leaves leaves) { return std::bit_floor(leaves.size() - 1); }

// The definitions of RFC 6962 sections 2.1, 2.1.1 and 2.1.2, word for word.
Hash naive_root(Leaves leaves) {
    Sha256 sha256;
    if (leaves.empty()) return sha256({});
    if (leaves.size() == 1) return leaves[0];
    const std::size_t k = split(leaves);
    return node_hash(sha256, naive_root(leaves.first(k)), naive_root(leaves.subspan(k)));
}

std::vector<Hash> naive_path(std::size_t index, Leaves leaves) {
    if (leaves.size() == 1) return {};
    const std::size_t k = split(leaves);
    const bool is_left = index < k;
    auto path =
        is_left ? naive_path(index, leaves.first(k)) : naive_path(index - k, leaves.subspan(k));
    path.push_back(naive_root(is_left ? leaves.subspan(k) : leaves.first(k)));
    return path;
}

std::vector<Hash> naive_subproof(std::size_t old_size, Leaves leaves, bool is_known) {
    if (old_size == leaves.size())
        return is_known ? std::vector<Hash>{} : std::vector{naive_root(leaves)};
    const std::size_t k = split(leaves);
    const bool is_left = old_size <= k;
    auto proof = is_left ? naive_subproof(old_size, leaves.first(k), is_known)
                         : naive_subproof(old_size - k, leaves.subspan(k), false);
    proof.push_back(naive_root(is_left ? leaves.subspan(k) : leaves.first(k)));
    return proof;
}

struct Tree {
    Sha256 sha256;
    std::vector<Hash> leaves;

    Tree() {
        for (std::uint64_t i = 0; i < most_leaves; ++i)
            leaves.push_back(leaf_hash(sha256, "leaf " + std::to_string(i)));
    }
    Leaves first(std::uint64_t size) const { return Leaves{leaves}.first(size); }
    SubtreeSource source() const {
        return [this](std::uint32_t level, std::uint64_t index) -> Result<Hash> {
            return naive_root(Leaves{leaves}.subspan(index << level, std::size_t{1} << level));
        };
    }
};

/// `proof` with one bit flipped, one hash taken out, one put in, or two exchanged.
std::vector<std::vector<Hash>> altered(const std::vector<Hash>& proof) {
    std::vector<std::vector<Hash>> variants;
    for (std::size_t i = 0; i < proof.size(); ++i) {
        variants.push_back(proof);
        variants.back()[i].bytes[i % 32] ^= static_cast<std::uint8_t>(1U << (i % 8));
        variants.push_back(proof);
        variants.back().erase(variants.back().begin() + static_cast<std::ptrdiff_t>(i));
        variants.push_back(proof);
        variants.back().insert(variants.back().begin() + static_cast<std::ptrdiff_t>(i), proof[i]);
        if (i == 0) continue;
        variants.push_back(proof);
        std::swap(variants.back()[i], variants.back()[i - 1]);
    }
    variants.push_back(proof);
    variants.back().push_back(Hash{});
    return variants;
}

}  // namespace

TEST_CASE("the eight well-known leaves of certificate transparency have their well-known roots") {
    constexpr std::string_view leaves[] = {"",
                                           "00",
                                           "10",
                                           "2021",
                                           "3031",
                                           "40414243",
                                           "5051525354555657",
                                           "606162636465666768696a6b6c6d6e6f"};
    constexpr std::string_view roots[] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
    Sha256 sha256;
    MerkleFrontier frontier;
    CHECK(to_hex(frontier.root(sha256)) == roots[0]);
    for (std::size_t i = 0; i < std::size(leaves); ++i) {
        frontier.append(sha256, leaf_hash(sha256, *from_hex(leaves[i])));
        CHECK(to_hex(frontier.root(sha256)) == roots[i + 1]);
        CHECK(frontier.size() == i + 1);
    }
}

TEST_CASE("a frontier has the root of the whole tree at every size, grown or rebuilt") {
    Tree tree;
    MerkleFrontier grown;
    for (std::uint64_t size = 0; size <= most_leaves; ++size) {
        const Hash root = naive_root(tree.first(size));
        REQUIRE(grown.root(tree.sha256) == root);
        REQUIRE(root_of(size, tree.source(), tree.sha256) == root);
        MerkleFrontier rebuilt = frontier_of(size, tree.source()).value();
        REQUIRE(rebuilt.root(tree.sha256) == root);
        if (size == most_leaves) break;
        grown.append(tree.sha256, tree.leaves[size]);
        rebuilt.append(tree.sha256, tree.leaves[size]);
        REQUIRE(rebuilt.root(tree.sha256) == grown.root(tree.sha256));
    }
}

TEST_CASE("inclusion proofs are RFC 6962's, and no other proof, index or leaf is accepted") {
    Tree tree;
    Sha256& sha256 = tree.sha256;
    for (std::uint64_t size = 1; size <= most_leaves; ++size) {
        const Hash root = naive_root(tree.first(size));
        for (std::uint64_t index = 0; index < size; ++index) {
            const Hash& leaf = tree.leaves[index];
            const auto proof = inclusion_proof(index, size, tree.source(), sha256).value();
            REQUIRE(proof == naive_path(index, tree.first(size)));
            REQUIRE(verify_inclusion(leaf, index, size, proof, root, sha256));
            for (const auto& wrong : altered(proof))
                REQUIRE_FALSE(verify_inclusion(leaf, index, size, wrong, root, sha256));
            REQUIRE_FALSE(verify_inclusion(leaf, index + 1, size, proof, root, sha256));
            REQUIRE_FALSE(verify_inclusion(leaf, index ^ 1, size, proof, root, sha256));
            REQUIRE_FALSE(verify_inclusion(root, index, size * 2, proof, root, sha256));
            REQUIRE_FALSE(
                verify_inclusion(leaf, index, size, proof, leaf_hash(sha256, ""), sha256));
        }
    }
}

TEST_CASE("consistency proofs are RFC 6962's, and no other proof or size is accepted") {
    Tree tree;
    Sha256& sha256 = tree.sha256;
    for (std::uint64_t size = 1; size <= most_leaves; ++size) {
        const Hash root = naive_root(tree.first(size));
        for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
            const Hash old_root = naive_root(tree.first(old_size));
            const auto proof = consistency_proof(old_size, size, tree.source(), sha256).value();
            REQUIRE(proof == naive_subproof(old_size, tree.first(size), true));
            const auto accepts = [&](std::uint64_t claimed, std::span<const Hash> shown) {
                return verify_consistency(claimed, old_root, size, root, shown, sha256);
            };
            REQUIRE(accepts(old_size, proof));
            for (const auto& wrong : altered(proof)) REQUIRE_FALSE(accepts(old_size, wrong));
            REQUIRE_FALSE(accepts(old_size - 1, proof));
            REQUIRE_FALSE(accepts(old_size + 1, proof));
            REQUIRE_FALSE(
                verify_consistency(old_size, leaf_hash(sha256, ""), size, root, proof, sha256));
            REQUIRE_FALSE(
                verify_consistency(old_size, old_root, size, leaf_hash(sha256, ""), proof, sha256));
        }
    }
}

TEST_CASE("every tree is consistent with the empty one, whose root is that of no bytes") {
    Tree tree;
    const Hash root = naive_root(tree.first(5));
    CHECK(verify_consistency(0, empty_tree_hash(), 5, root, {}, tree.sha256));
    CHECK_FALSE(verify_consistency(0, root, 5, root, {}, tree.sha256));
    CHECK_FALSE(verify_consistency(0, empty_tree_hash(), 5, root, tree.leaves, tree.sha256));
    CHECK_FALSE(verify_consistency(5, root, 4, root, {}, tree.sha256));
}

TEST_CASE("a source that fails makes the proof fail") {
    Sha256 sha256;
    const SubtreeSource broken = [](std::uint32_t, std::uint64_t) -> Result<Hash> {
        return fail(ErrorKind::corrupt, "log.corrupt", "");
    };
    CHECK(inclusion_proof(1, 3, broken, sha256).error().kind == ErrorKind::corrupt);
    CHECK(consistency_proof(1, 3, broken, sha256).error().kind == ErrorKind::corrupt);
    CHECK(frontier_of(3, broken).error().kind == ErrorKind::corrupt);
}
