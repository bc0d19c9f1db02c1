// The newest signed checkpoint: made when HEAD is durable at its size, read by anyone.
#pragma once

#include "engine/log/checkpoint.hpp"

#include <mutex>
#include <string>

namespace ledger {

/// A signed note and what it says.
struct PublishedCheckpoint {
    Checkpoint checkpoint;
    std::string note;
};

class CheckpointPublisher {
public:
    CheckpointPublisher(std::string origin, NoteSigner signer);

    /// Signs. `head` must be what HEAD holds on stable storage, and never smaller than before.
    void publish(const Head& head);
    PublishedCheckpoint latest() const;
    const VerifierKey& verifier() const { return signer_.verifier(); }
    const std::string& origin() const { return origin_; }

private:
    std::string origin_;
    NoteSigner signer_;
    mutable std::mutex mutex_;
    PublishedCheckpoint latest_;
};

}  // namespace ledger
