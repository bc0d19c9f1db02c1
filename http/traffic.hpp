// What the front end has under way and what it has answered: the figures by which it bounds itself,
// and those that it shows.
#pragma once

#include "engine/kernel/route.hpp"
#include "http/limits.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ledger {

/// A number of things under way, and how many there may be.
class Gauge {
public:
    explicit Gauge(std::size_t bound) : bound_{bound} {}

    /// False, and nothing is counted, when that would be too many.
    bool enter() {
        if (now_.fetch_add(1, std::memory_order_relaxed) < bound_) return true;
        leave();
        return false;
    }
    void leave() { now_.fetch_sub(1, std::memory_order_relaxed); }
    /// Counts also beyond the bound: for what cannot be refused any more.
    void add(std::size_t amount) { now_.fetch_add(amount, std::memory_order_relaxed); }
    void remove(std::size_t amount) { now_.fetch_sub(amount, std::memory_order_relaxed); }

    std::size_t now() const { return now_.load(std::memory_order_relaxed); }
    std::size_t bound() const { return bound_; }
    /// What came last, and is counted already, is too much.
    bool is_over() const { return now() > bound_; }

private:
    std::atomic<std::size_t> now_ = 0;
    const std::size_t bound_;
};

/// What a request takes beside its body and its reply, until that has left.
inline constexpr std::size_t request_overhead_bytes = 2'048;

/// What one connection holds of a gauge; all of it is given back at its end.
class Share {
public:
    explicit Share(Gauge& gauge) : gauge_{gauge} {}
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    ~Share() { keep(0); }

    void take(std::size_t amount) {
        gauge_.add(amount);
        held_ += amount;
    }
    /// Gives back all but `amount`.
    void keep(std::size_t amount) {
        gauge_.remove(held_ - amount);
        held_ = amount;
    }

    /// Gives back this much.
    void give(std::size_t amount) { keep(held_ - amount); }

private:
    Gauge& gauge_;
    std::size_t held_ = 0;
};

/// The errors by which a request is shed, as metrics name them; what is not listed is "other".
inline constexpr std::array<std::string_view, 15> shed_reasons{
    "engine.overloaded",  "engine.loading",    "engine.stopping",
    "view.lagging",       "view.behind",       "query.queue_full",
    "query.deadline",     "request.memory",    "request.timeout",
    "server.connections", "server.uploads",    "storage.low",
    "clock.untrusted",    "checkpoint.behind", "other"};

/// Any thread. Figures need no order among each other, hence relaxed throughout.
class Traffic {
public:
    static constexpr std::size_t status_classes = 5;  ///< 1xx to 5xx.
    using Statuses = std::array<std::atomic<std::uint64_t>, status_classes>;

    /// The tables outlive it.
    Traffic(std::span<const std::span<const Route>> tables, const ServerLimits& limits);
    Traffic(const Traffic&) = delete;
    Traffic& operator=(const Traffic&) = delete;

    /// Null: a request that no route was found for, or that never became one.
    void answered(const Route* route, int status);
    void shed(std::string_view code);

    const std::vector<const Route*>& routes() const { return routes_; }
    const Statuses& statuses_of(const Route* route) const;
    /// In the order of `shed_reasons`.
    std::uint64_t shed_for(std::size_t reason) const {
        return shed_[reason].load(std::memory_order_relaxed);
    }

    Gauge connections;
    /// Bodies, replies and what a request takes beside them, from its first byte until its reply
    /// has left.
    Gauge request_bytes;
    Gauge uploads;
    Gauge downloads;        ///< Long replies, until they have left.
    Gauge waiting_queries;  ///< In the queue of those that scan.
    std::atomic<std::uint64_t> accepted_connections = 0;
    std::atomic<std::uint64_t> refused_connections = 0;

private:
    std::vector<const Route*> routes_;
    std::unordered_map<const Route*, std::size_t> indexes_;
    std::unique_ptr<Statuses[]> statuses_;  ///< Per route, then those of no route.
    std::array<std::atomic<std::uint64_t>, shed_reasons.size()> shed_{};
};

}  // namespace ledger
