// The body of a long reply that views give: they, what makes it, and how far that is.
#pragma once

#include "engine/kernel/route.hpp"
#include "engine/log/sha256.hpp"
#include "http/long_body.hpp"
#include "http/open_views.hpp"
#include "http/query_pool.hpp"
#include "http/traffic.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace ledger {

/// What it is made of belongs to one snapshot, so that it comes out the same twice.
class ViewBody final : public LongBody {
public:
    /// Who makes the pieces, and how.
    struct Maker {
        QueryPool& pool;
        const Clock& clock;
        Duration piece_deadline;  ///< From when its making begins.
        std::function<void(const Error&)> failed;
        Gauge& downloads;  ///< Counts this one already.
    };
    ViewBody(std::unique_ptr<OpenViews> views, Maker maker)
        : maker_{std::move(maker)}, views_{std::move(views)} {}
    ~ViewBody() override { maker_.downloads.leave(); }
    ViewBody(const ViewBody&) = delete;
    ViewBody& operator=(const ViewBody&) = delete;

    OpenViews& views() { return *views_; }
    /// Reads out of `views`; to be set first.
    void set_source(std::unique_ptr<BodySource> source) { source_ = std::move(source); }

    /// The first pass goes on until there is no more (true), or `pause` has come. A piece that
    /// takes until `deadline` is an error.
    Result<bool> measure(const Clock& clock, Duration pause, Duration deadline);
    /// Once all of it is measured.
    std::optional<std::uint64_t> size() const override { return size_; }
    const Hash& hash() const { return hash_; }

    /// The next piece of the second pass; empty: the body is complete. `deadline`: for this piece.
    Result<std::string> next(Duration deadline);

    void make_piece(std::unique_ptr<LongBody> self, const Exchange& exchange, Taker take) override;

private:
    Maker maker_;
    std::unique_ptr<OpenViews> views_;
    std::unique_ptr<BodySource> source_;
    Sha256 sha256_;
    std::uint64_t size_ = 0;
    Hash hash_;
    std::uint64_t sent_ = 0;
};

}  // namespace ledger
