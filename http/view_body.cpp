#include "http/view_body.hpp"

#include "http/guarded.hpp"

#include <utility>

namespace ledger {

Result<bool> ViewBody::measure(const Clock& clock, Duration pause, Duration deadline) {
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

Result<std::string> ViewBody::next(Duration deadline) {
    views_->extend(deadline);
    TRY(piece, source_->next());
    sent_ += piece.size();
    // The length is announced: a body of another one would be taken for something else.
    if (sent_ > size_ || (piece.empty() && sent_ != size_))
        return fail(ErrorKind::internal, "reply.length", "A long reply did not come out twice.");
    return piece;
}

void ViewBody::make_piece(std::unique_ptr<LongBody> self, const Exchange& exchange, Taker take) {
    maker_.pool.submit_rest(
        [this, self = std::move(self), post = exchange.post, take = std::move(take)]() mutable {
            const Duration deadline = maker_.clock.monotonic() + maker_.piece_deadline;
            auto piece = guarded([&] { return next(deadline); });
            post([this, self = std::move(self), piece = std::move(piece),
                  take = std::move(take)]() mutable {
                if (!piece) maker_.failed(piece.error());
                take(std::move(self), std::move(piece));
            });
        });
}

}  // namespace ledger
