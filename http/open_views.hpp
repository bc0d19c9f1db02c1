// The views that a query reads, open at one snapshot each.
#pragma once

#include "engine/ports/clock.hpp"
#include "http/deadline_rows.hpp"
#include "http/engine.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

namespace ledger {

/// Opens each view once and keeps it open while it lives.
class OpenViews {
public:
    OpenViews(const Engine& engine, const Clock& clock, std::optional<Duration> deadline)
        : engine_{engine}, clock_{clock}, deadline_{deadline} {}

    Result<void> open(std::string_view name) {
        TRY(reader, engine_.read(name));
        position_ = std::min(position_.value_or(reader->position()), reader->position());
        stopped_ = stopped_ || reader->state() == ViewState::stopped;
        if (deadline_)
            bounded_.emplace(name,
                             std::make_unique<DeadlineRows>(reader->rows(), clock_, *deadline_));
        readers_.emplace(name, std::move(reader));
        return {};
    }
    const RowReader& rows(std::string_view name) const {
        if (deadline_) return *bounded_.at(name);
        return readers_.at(name)->rows();
    }
    /// Gives the rows until then; only those that have a deadline at all.
    void extend(Duration deadline) {
        for (const auto& [view, rows] : bounded_) rows->extend(deadline);
    }
    /// Events folded into the one that is furthest behind.
    std::optional<Position> position() const { return position_; }
    bool stopped() const { return stopped_; }

private:
    const Engine& engine_;
    const Clock& clock_;
    std::optional<Duration> deadline_;
    std::optional<Position> position_;
    bool stopped_ = false;
    std::map<std::string_view, std::unique_ptr<ProjectionRunner::Reader>> readers_;
    std::map<std::string_view, std::unique_ptr<DeadlineRows>> bounded_;
};

}  // namespace ledger
