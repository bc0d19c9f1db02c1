// Frames out of the log, each together with its payload frame, checked that they fit.
#pragma once

#include "engine/log/frame.hpp"
#include "engine/log/sha256.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

/// An error of kind `corrupt` about one position, which is its fact "position", too.
std::unexpected<Error> corrupt_at(Position position, std::string_view what);

/// Hashes and proofs need no payloads, whose bytes may be many times those of the leaves.
enum class Parts { leaves, leaves_and_payloads };

/// The values as they are stored; `payloads` only when it was asked for.
struct StoredFrame {
    Position first = 0;
    std::string leaves;
    std::optional<std::string> payloads;
};

/// Taken apart; refers to the StoredFrame. `payloads` is parallel to `leaves`, or empty.
struct OpenFrame {
    Position first = 0;
    std::vector<std::string_view> leaves;
    std::vector<PayloadView> payloads;
};

/// The frame that begins at `first`, with its payloads.
Result<StoredFrame> load_frame(const EventLog& log, Position first);
/// The last frame that begins at or before `position`, which must be below the log's end.
Result<StoredFrame> load_frame_of(const EventLog& log, Position position);
Result<OpenFrame> open_frame(const StoredFrame& stored);

/// Decodes one leaf and checks that it stands in its place.
Result<RecordedEvent> leaf_in(const OpenFrame& frame, std::size_t index);
/// Likewise with its payload, which must be the one that the leaf commits to.
Result<RecordedEvent> event_in(const OpenFrame& frame, std::size_t index, Sha256& sha256);

struct PositionRange {
    Position from;
    Position until;
};
/// The frames that hold `range`, in order and without a gap, while `visit` says true. Memory stays
/// bounded, and `visit` may read the log.
Result<void> for_each_frame(const EventLog& log, PositionRange range, Parts parts,
                            FunctionRef<Result<bool>(const OpenFrame& frame)> visit);

}  // namespace ledger
