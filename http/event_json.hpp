// An event of the log as the API shows it.
#pragma once

#include "engine/kernel/codec.hpp"
#include "engine/log/log_reader.hpp"

#include <string>
#include <vector>

namespace ledger {

struct ShownPosting {
    std::string from;
    std::string to;
    std::string asset;
    Amount amount;
    std::string amount_exact;

    static constexpr auto fields() {
        using P = ShownPosting;
        return std::tuple{Field{"from", &P::from, "Account."}, Field{"to", &P::to, "Account."},
                          Field{"asset", &P::asset, "Its code."},
                          Field{"amount", &P::amount, "More than 0."},
                          Field{"amount_exact", &P::amount_exact, "The amount as text."}};
    }
};

std::vector<ShownPosting> shown_postings(const RecordedEvent& event);

/// One JSON object. The payload is the stored text itself, null when it was redacted. With `stored`
/// the members `record` and `salt` show the bytes that the Merkle tree and the commitment cover.
void append_event(std::string& out, const RecordedEvent& event, const StoredEvent* stored);

}  // namespace ledger
