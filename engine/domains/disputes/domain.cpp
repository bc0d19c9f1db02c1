// Disputes of SLA results: while one goes on, the result is held.
#include "engine/kernel/domain.hpp"

#include "engine/core/tx.hpp"
#include "engine/domains/disputes/holds.hpp"
#include "engine/domains/disputes/lookup.hpp"
#include "engine/domains/disputes/routes.hpp"

namespace ledger::disputes {

Result<std::string> look_up_held(Tx& tx, std::string_view asked) {
    TRY(question, json::parse<HeldAsked>(asked));
    TRY(holds, tx.load<Holds>(question.outage));
    const HoldPlaced* hold = holds->of(question.generation);
    if (hold == nullptr) return json::text_of(HeldReply{});
    return json::text_of(HeldReply{.held = true, .dispute = hold->dispute});
}

namespace {

void append_manual(std::string& out) {
    for (const auto& row : dispute_event_types) row.append_manual(out);
    for (const auto& row : hold_event_types) row.append_manual(out);
}

}  // namespace

extern constinit const Domain domain;
constinit const Domain domain{.name = "disputes",
                              .routes = routes,
                              .views = views,
                              .reactions = {},
                              .lookups = lookups,
                              .wakings = {},
                              .found = nullptr,
                              .append_manual = append_manual};

}  // namespace ledger::disputes
