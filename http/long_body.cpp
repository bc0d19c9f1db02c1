#include "http/long_body.hpp"

namespace ledger {

Result<bool> LongBody::measure(const Clock& clock, Duration pause, Duration deadline) {
    views_->extend(deadline);
    do {
        TRY(piece, source_->next());
        if (piece.empty()) {
            hash_ = sha256_.finish();
            source_->restart();
            return true;
        }
        size_ += piece.size();
        sha256_.update(piece);
    } while (clock.monotonic() < pause);
    return false;
}

Result<std::string> LongBody::next(Duration deadline) {
    views_->extend(deadline);
    TRY(piece, source_->next());
    sent_ += piece.size();
    // The length is announced: a body of another one would be taken for something else.
    if (sent_ > size_ || (piece.empty() && sent_ != size_))
        return fail(ErrorKind::internal, "reply.length", "A long reply did not come out twice.");
    return piece;
}

}  // namespace ledger
