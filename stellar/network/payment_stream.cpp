#include "stellar/network/payment_stream.hpp"

#include "stellar/network/horizon_answers.hpp"

#include <algorithm>
#include <utility>

namespace ledger::stellar {
namespace {

constexpr int ok = 200;
constexpr int gone = 410;
constexpr std::size_t most_event_bytes = std::size_t{1} << 20U;
/// Before the next connection when the server has ended one as it should.
constexpr Duration shortest_retry = std::chrono::milliseconds{10};

std::unexpected<Error> stopped() {
    return fail(ErrorKind::unavailable, "network.stopped", "the program ends");
}

}  // namespace

Result<void> PaymentStream::run() {
    while (!is_enough_) {
        TRY(endpoints_.read<bool>([&](const std::string& endpoint) -> Result<bool> {
            TRY(connect(endpoint));
            return true;
        }));
        const NetworkSettings& settings = endpoints_.settings();
        const Duration least = was_closed_ ? shortest_retry : settings.first_pause;
        const Duration wait = std::min(std::max(retry_, least), settings.longest_pause);
        if (!is_enough_ && !endpoints_.pause(wait)) return stopped();
    }
    return {};
}

/// One connection, from its begin to its end. What ends it after the stream has spoken is no error:
/// the next one goes on from the cursor.
Result<void> PaymentStream::connect(const std::string& endpoint) {
    EventStream events{most_event_bytes};
    has_come_ = false;
    was_closed_ = false;
    fault_ = {};
    problem_.clear();
    HttpLimits limits = endpoints_.limits();
    limits.whole = endpoints_.settings().stream;
    limits.response_bytes = endpoints_.settings().stream_bytes;
    const HttpResult response =
        endpoints_.http().stream({.url = endpoint + path_ + "?cursor=" + std::to_string(cursor_),
                                  .headers = {{"Accept", "text/event-stream"}}},
                                 limits, [&](const HttpResponse& head, std::string_view piece) {
                                     return take_piece(events, head, piece);
                                 });
    if (const auto retry = events.retry()) retry_ = *retry;
    if (!fault_) return fault_;
    if (has_come_ || is_enough_) return {};
    if (!response)
        return fail(ErrorKind::unavailable, "network.unavailable", response.error().error.message);
    TRY(endpoints_.check(*response));
    const std::string detail = horizon::read_problem(problem_).detail;
    if (response->status == gone)
        return fail(ErrorKind::unprocessable, "network.history_gone",
                    "Horizon does not keep what is older: " + detail);
    if (response->status == ok)
        return fail(ErrorKind::unavailable, "network.answer", "the stream ended without a word");
    return fail(ErrorKind::unprocessable, "network.refused",
                "the stream was answered with " + std::to_string(response->status) + ": " + detail);
}

bool PaymentStream::take_piece(EventStream& events, const HttpResponse& head,
                               std::string_view piece) {
    if (head.status != ok) {
        problem_ += piece;
        return problem_.size() < most_event_bytes;
    }
    if (piece.empty()) return hand_over({.cursor = cursor_});
    auto goes_on = events.feed(piece, [&](const StreamEvent& event) { return take_event(event); });
    if (goes_on) return *goes_on;
    fault_ = fail(std::move(goes_on).error());
    return false;
}

bool PaymentStream::take_event(const StreamEvent& event) {
    if (event.type == "close") {
        was_closed_ = true;
        return false;
    }
    if (event.type == "error") {
        fault_ =
            fail(ErrorKind::unavailable, "network.unavailable", "the stream ended by an error");
        return false;
    }
    has_come_ = true;
    if (event.type != "message") return true;
    PaymentPage page{.cursor = cursor_};
    if (auto added = horizon::add_payment(event.data, page); !added) {
        fault_ = std::move(added);
        return false;
    }
    cursor_ = page.cursor;
    const bool is_new = !page.payments.empty() || !page.unread.empty();
    return !is_new || hand_over(page);
}

bool PaymentStream::hand_over(const PaymentPage& page) {
    if (!take_(page)) is_enough_ = true;
    return !is_enough_;
}

}  // namespace ledger::stellar
