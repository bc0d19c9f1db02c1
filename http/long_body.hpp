// The body of a long reply on its way out: its views, what makes it, and how far that is.
#pragma once

#include "engine/kernel/route.hpp"
#include "engine/log/sha256.hpp"
#include "http/open_views.hpp"
#include "http/traffic.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace ledger {

/// Goes from thread to thread, and is used by one at a time. What it is made of belongs to one
/// snapshot, so that it comes out the same twice.
class LongBody {
public:
    /// `downloads` counts this one already.
    LongBody(std::unique_ptr<OpenViews> views, Gauge& downloads)
        : downloads_{downloads}, views_{std::move(views)} {}
    ~LongBody() { downloads_.leave(); }
    LongBody(const LongBody&) = delete;
    LongBody& operator=(const LongBody&) = delete;

    OpenViews& views() { return *views_; }
    /// Reads out of `views`; to be set first.
    void set_source(std::unique_ptr<BodySource> source) { source_ = std::move(source); }

    /// The first pass goes on until there is no more (true), or `pause` has come. A piece that
    /// takes until `deadline` is an error.
    Result<bool> measure(const Clock& clock, Duration pause, Duration deadline);
    /// Once all of it is measured.
    std::uint64_t size() const { return size_; }
    const Hash& hash() const { return hash_; }

    /// The next piece of the second pass; empty: the body is complete. `deadline`: for this piece.
    Result<std::string> next(Duration deadline);

private:
    Gauge& downloads_;
    std::unique_ptr<OpenViews> views_;
    std::unique_ptr<BodySource> source_;
    Sha256 sha256_;
    std::uint64_t size_ = 0;
    Hash hash_;
    std::uint64_t sent_ = 0;
};

}  // namespace ledger
