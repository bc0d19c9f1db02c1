// The database against its own frames, family by family.
#include "snapshots/verify/database.hpp"

#include "engine/kernel/encoding.hpp"
#include "engine/log/frame_source.hpp"
#include "snapshots/verify/identity.hpp"
#include "snapshots/verify/log_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace ledger::verify {
namespace {

std::string name_of(Family family) {
    return std::string{family_names[static_cast<std::size_t>(family)]};
}

/// NUL ends the names within keys.
std::string readable(std::string_view key) {
    std::string text{key};
    std::ranges::replace(text, '\0', ' ');
    return text;
}

class DatabaseCheck {
public:
    DatabaseCheck(const EventLog& log, const DatabaseFacts& facts, VerifyReport& report)
        : log_{log}, facts_{facts}, report_{report} {}

    Checked<void> run(ProgressCallback progress);

private:
    Checked<void> check_frames(ProgressCallback progress);
    Checked<void> take(const OpenFrame& frame);
    Checked<RecordedEvent> take(const OpenFrame& frame, std::size_t index);
    Checked<void> check_balances(const RecordedEvent& event);
    Checked<void> expect(const RowChange& row, Position position);
    Checked<void> compare_tiles();
    Checked<void> check_root() const;
    Checked<void> check_counts() const;
    Checked<void> check_identity();

    const EventLog& log_;
    const DatabaseFacts& facts_;
    VerifyReport& report_;
    Sha256 sha256_;
    LogOrder order_;
    BalanceFold balances_;
    TileCheck tiles_;
    Hash root_at_head_ = empty_tree_hash();
    std::vector<IdentityEvent> identity_;
    Position last_frame_ = 0;
    std::array<std::uint64_t, family_count> rows_{};  ///< That should be there, once derived.
};

Checked<void> DatabaseCheck::run(ProgressCallback progress) {
    report_.size = log_.end();
    if (const auto sound = log_.verify_checksums(); !sound) return std::unexpected{sound.error()};
    if (facts_.head.size > log_.end())
        return tampered({.position = log_.end(), .file = "HEAD"},
                        fmt::format("HEAD vouches for {} events, the log has {}", facts_.head.size,
                                    log_.end()));
    TRY(check_frames(progress));
    TRY(check_root());
    TRY(check_counts());
    TRY(check_identity());
    report_.root = to_base64(as_view(tiles_.root(sha256_)));
    report_.assets = balances_.totals();
    return {};
}

Checked<void> DatabaseCheck::check_frames(ProgressCallback progress) {
    std::optional<Finding> found;
    const auto visit = [&](const OpenFrame& frame) -> Result<bool> {
        auto taken = take(frame);
        if (!taken) found = std::move(taken).error();
        progress(order_.next(), log_.end());
        return !found;
    };
    const auto read =
        for_each_frame(log_, {.from = 0, .until = log_.end()}, Parts::leaves_and_payloads, visit);
    if (found) return std::unexpected{*std::move(found)};
    if (read) return {};
    Finding broken{read.error()};
    broken.place.file = name_of(Family::frames);
    return std::unexpected{std::move(broken)};
}

Checked<void> DatabaseCheck::take(const OpenFrame& frame) {
    std::vector<RecordedEvent> events;
    events.reserve(frame.leaves.size());
    for (std::size_t i = 0; i < frame.leaves.size(); ++i) {
        TRY(event, take(frame, i));
        events.push_back(std::move(event));
    }
    last_frame_ = frame.first;
    for (const RowChange& row : index_rows(frame.first, events)) TRY(expect(row, frame.first));
    return compare_tiles();
}

Checked<RecordedEvent> DatabaseCheck::take(const OpenFrame& frame, std::size_t index) {
    const Place place{.position = order_.next(), .file = name_of(Family::frames)};
    auto event = event_in(frame, index, sha256_);
    if (!event) return tampered(place, event.error().message);
    TRY(order_.take(*event));
    TRY(balances_.take(*event));
    TRY(check_balances(*event));
    tiles_.append(sha256_, leaf_hash(sha256_, frame.leaves[index]));
    if (tiles_.size() == facts_.head.size) root_at_head_ = tiles_.root(sha256_);
    if (event->payload) {
        ++report_.payloads_checked;
    } else {
        ++report_.payloads_redacted;
    }
    if (event->stream == identity_stream)
        identity_.push_back({.position = event->position,
                             .type = event->type,
                             .payload_commitment = event->payload_commitment,
                             .payload = event->payload});
    return *std::move(event);
}

/// One row per account and asset that the event touched, however often.
Checked<void> DatabaseCheck::check_balances(const RecordedEvent& event) {
    std::set<std::pair<std::string_view, std::string_view>> touched;
    for (const Posting& posting : event.postings) {
        touched.emplace(posting.from, posting.asset);
        touched.emplace(posting.to, posting.asset);
    }
    for (const auto& [account, asset] : touched)
        TRY(expect({.family = Family::balances,
                    .key = balance_key(account, asset, event.position),
                    .value = encode_balance(balances_.balance(account, asset))},
                   event.position));
    return {};
}

Checked<void> DatabaseCheck::expect(const RowChange& row, Position position) {
    ++rows_[static_cast<std::size_t>(row.family)];
    TRY(value, log_.get(row.family, row.key));
    if (value == row.value) return {};
    // The last eight bytes of these keys are the position.
    const std::string_view name = std::string_view{row.key}.substr(0, row.key.size() - 9);
    return tampered({.position = position, .file = name_of(row.family) + ' ' + readable(name)},
                    value ? "the row is not what the events come to" : "the row is missing");
}

Checked<void> DatabaseCheck::compare_tiles() {
    return tiles_.compare_full([&](const TileId& tile) -> Checked<std::optional<std::string>> {
        ++rows_[static_cast<std::size_t>(Family::tiles)];
        TRY(hashes, log_.get(Family::tiles, tile_key(tile.level, tile.index)));
        return std::move(hashes);
    });
}

Checked<void> DatabaseCheck::check_root() const {
    const auto& fault = tiles_.fault();
    if (root_at_head_ != facts_.head.root) {
        const Place place{.position = fault ? fault->position : std::nullopt,
                          .file = fault ? name_of(Family::frames) : "HEAD"};
        return tampered(place, fmt::format("the first {} events do not have the root in HEAD",
                                           facts_.head.size));
    }
    if (!fault) return {};
    return tampered({.file = name_of(Family::tiles) + ' ' + tile_path(fault->tile)},
                    fault->position ? "it is not the tile of these events" : "it is missing");
}

/// Frames and their payloads were read without a gap, so only what follows the last frame is left.
Checked<void> DatabaseCheck::check_counts() const {
    TRY(last, log_.last_at_or_before(Family::payloads, std::string(sizeof(Position), '\xff')));
    if (last && last->key > big_endian_key(last_frame_))
        return tampered({.file = name_of(Family::payloads)}, "payloads follow the last frame");
    for (const Family family :
         {Family::streams, Family::categories, Family::balances, Family::tiles}) {
        std::uint64_t rows = 0;
        TRY(log_.scan(family, "", "", [&](std::string_view, std::string_view) {
            ++rows;
            return true;
        }));
        const std::uint64_t expected = rows_[static_cast<std::size_t>(family)];
        if (rows != expected)
            return tampered(
                {.file = name_of(family)},
                fmt::format("{} rows, of which only {} follow from the log", rows, expected));
    }
    return {};
}

Checked<void> DatabaseCheck::check_identity() {
    TRY(identity, identity_of(identity_));
    if (!identity) return {};
    report_.origin = identity->origins.back();
    report_.verifier_key = to_text(renamed(identity->pinned_key, report_.origin));
    report_.recoveries = identity->recoveries.size();
    if (!facts_.key || facts_.key->verifier.public_key == identity->pinned_key.public_key)
        return {};
    return tampered({.position = 0, .file = facts_.key->file},
                    "the log pins another key: " + to_text(identity->pinned_key));
}

}  // namespace

VerifyReport verify_database(const EventLog& log, const DatabaseFacts& facts,
                             ProgressCallback progress) {
    VerifyReport report;
    report.verdict = Verdict::ok;
    if (const auto outcome = DatabaseCheck{log, facts, report}.run(progress); !outcome)
        set_finding(report, outcome.error());
    return report;
}

}  // namespace ledger::verify
