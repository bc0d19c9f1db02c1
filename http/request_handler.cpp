#include "http/request_handler.hpp"

namespace ledger {

Error RequestHandler::no_room() {
    return {.kind = ErrorKind::unavailable,
            .code = "request.memory",
            .message = "Too many requests are under way; nothing was done."};
}

Error RequestHandler::too_late() {
    return {.kind = ErrorKind::unavailable,
            .code = "request.timeout",
            .message =
                "There was no answer in time. What was asked may still happen: repeat it "
                "only so that it cannot happen twice, as with its Idempotency-Key."};
}

}  // namespace ledger
