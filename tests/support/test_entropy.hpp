// Numbers that look random and are the same on every run of one seed.
#pragma once

#include "engine/ports/entropy.hpp"

#include <cstdint>
#include <mutex>

namespace ledger::test {

/// SplitMix64: tiny, and the same on every machine, unlike the distributions of std.
class Prng {
public:
    explicit Prng(std::uint64_t seed) : state_{seed} {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31U);
    }
    /// 0 .. bound-1; `bound` > 0. The bias is far below what a test could see.
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    bool chance(std::uint64_t one_in) { return below(one_in) == 0; }

private:
    std::uint64_t state_;
};

/// Any thread; with several of them the order of their calls decides who gets which bytes.
class TestEntropy final : public Entropy {
public:
    explicit TestEntropy(std::uint64_t seed) : prng_{seed} {}

    void fill(std::span<std::uint8_t> out) override {
        const std::lock_guard lock{mutex_};
        for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(prng_.next());
    }

private:
    std::mutex mutex_;
    Prng prng_;
};

}  // namespace ledger::test
