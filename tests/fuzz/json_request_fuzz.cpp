// Bodies of requests, of all domains: what was read is written so that it reads the same again.
#include "engine/domains/maintenance/requests.hpp"
#include "engine/domains/outages/import_row.hpp"
#include "engine/domains/outages/requests.hpp"
#include "engine/domains/sites/requests.hpp"
#include "engine/domains/sites/site_import.hpp"
#include "engine/domains/sla/requests.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace ledger {
namespace {

template <class T>
void check(std::string_view input) {
    const auto value = json::parse<T>(input);
    if (!value) {
        LEDGER_ASSERT(value.error().kind == ErrorKind::validation);
        LEDGER_ASSERT(!value.error().fields.empty());
        return;
    }
    const std::string text = json::text_of(*value);
    const auto again = json::parse<T>(text);
    LEDGER_ASSERT(again.has_value() && json::text_of(*again) == text);
}

}  // namespace
}  // namespace ledger

void ledger::test::fuzz(std::string_view input) {
    check<outages::CreateRequest>(input);
    check<outages::ImportRow>(input);
    check<sla::CalculateRequest>(input);
    check<sla::PreviewRequest>(input);
    check<sla::PublishPolicy>(input);
    check<sites::RegisterRequest>(input);
    check<sites::ImportRow>(input);
    check<maintenance::PlanRequest>(input);
    check<maintenance::ChangeRequest>(input);
    // Has members for which absent and null are two things, and no text for them.
    static_cast<void>(json::parse<outages::ChangeRequest>(input));
    static_cast<void>(json::parse<sites::ChangeRequest>(input));
}
