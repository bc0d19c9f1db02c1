// What clients ask for: random commands, sensible and not, each with what the model says must
// become of it.
#pragma once

#include "engine/kernel/route.hpp"
#include "tests/sim/model.hpp"
#include "tests/support/test_entropy.hpp"

#include <functional>
#include <string>

namespace ledger::test {

/// What must become of a command that was decided when the log had a certain size.
struct Expected {
    std::string refusal{};  ///< The error's code; "": it is accepted, and:
    int status = 200;
    std::string body{};
    std::uint64_t events = 0;
    /// Or "transfer.ended", for its time may have run out before anybody was told.
    bool may_be_late = false;
};

struct Wish {
    std::string text;  ///< For the trace; another text is another request.
    PreparedCommand command;
    /// Null: the model knows no more than that it happens wholly or not at all.
    std::function<Expected(const Model&, Position size)> expect;
};

/// `known_outages`: how many outages there may be.
Wish random_wish(Prng& prng, std::uint64_t known_outages, Timestamp now);

}  // namespace ledger::test
