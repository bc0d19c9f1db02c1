// Horizon's stream of payments: connected again and again, and each payment handed over once.
#pragma once

#include "stellar/network/endpoints.hpp"
#include "stellar/network/event_stream.hpp"
#include "stellar/network/records.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace ledger::stellar {

class PaymentStream {
public:
    using Taker = FunctionRef<bool(const PaymentPage&)>;

    PaymentStream(Endpoints& endpoints, std::string path, std::uint64_t after, Taker take)
        : endpoints_{endpoints}, path_{std::move(path)}, cursor_{after}, take_{take} {}

    /// Until the taker has enough, or reads fail for longer than the settings try them.
    Result<void> run();

private:
    Result<void> connect(const std::string& endpoint);
    bool take_piece(EventStream& events, const HttpResponse& head, std::string_view piece);
    bool take_event(const StreamEvent& event);
    bool hand_over(const PaymentPage& page);

    Endpoints& endpoints_;
    std::string path_;
    std::uint64_t cursor_;
    Taker take_;
    bool is_enough_ = false;
    bool has_come_ = false;    ///< The stream spoke since it was connected.
    bool was_closed_ = false;  ///< By the server, in its words.
    Duration retry_{};
    std::string problem_;  ///< The body of an answer that is no stream.
    Result<void> fault_{};
};

}  // namespace ledger::stellar
