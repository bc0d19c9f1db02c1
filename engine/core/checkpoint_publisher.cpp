#include "engine/core/checkpoint_publisher.hpp"

#include "engine/kernel/assert.hpp"

#include <utility>

namespace ledger {

CheckpointPublisher::CheckpointPublisher(std::string origin, NoteSigner signer)
    : origin_{std::move(origin)}, signer_{std::move(signer)} {}

void CheckpointPublisher::publish(const Head& head) {
    Checkpoint checkpoint{.origin = origin_, .head = head};
    std::string note = signer_.sign(checkpoint_text(checkpoint));
    const std::lock_guard lock{mutex_};
    LEDGER_ASSERT(head.size >= latest_.checkpoint.head.size);
    latest_ = {.checkpoint = std::move(checkpoint), .note = std::move(note)};
}

PublishedCheckpoint CheckpointPublisher::latest() const {
    const std::lock_guard lock{mutex_};
    return latest_;
}

}  // namespace ledger
