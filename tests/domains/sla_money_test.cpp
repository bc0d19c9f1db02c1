// The money of an outage: whatever happens to it, its postings add up to its latest amount.
#include "tests/domains/told_outages.hpp"
#include "tests/support/property.hpp"

using namespace ledger;
using namespace ledger::sla;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};
const std::string id = "OUT001";

/// An outage as its own domain would know it, so that only what can happen is told.
struct Known {
    Severity severity = Severity::low;
    Timestamp detected_at{};
    std::optional<Timestamp> resolved_at;
    std::vector<Exclusion> exclusions;
    bool deleted = false;
};

Severity any_severity() {
    return *rc::gen::element(Severity::critical, Severity::high, Severity::medium, Severity::low);
}

Duration any_while() { return std::chrono::seconds{*rc::gen::inRange(0, 20'000)}; }

template <class E>
E whole_of(const Known& known) {
    return sla::whole<E>(id, known.severity, known.detected_at, known.resolved_at,
                         known.exclusions);
}

class Story {
public:
    Story() : outages{noon} {
        outages.publish(R"({"critical":{"penalty_per_minute":)" +
                        std::to_string(*rc::gen::inRange(51, 999)) +
                        R"(},"reason":"later","effective_from":"2026-01-16T15:00:00Z",)"
                        R"("expected_version":1})");
        outages.ledger.set_now(noon + 48h);
        known_.severity = any_severity();
        known_.detected_at = noon + any_while();
        outages.must(id, created(id, known_.severity, known_.detected_at));
    }

    void step() {
        switch (*rc::gen::inRange(0, 8)) {
            case 0: return publish();
            case 1: return recalculate();
            case 2: return restore();
            case 3: return erase();
            default: break;
        }
        if (known_.deleted) return;
        switch (*rc::gen::inRange(0, 4)) {
            case 0: return change_severity();
            case 1: return resolve_or_reopen();
            default: return correct();
        }
    }

    ToldOutages outages;

private:
    void publish() {
        outages.publish(R"({"low":{"reward_base":)" + std::to_string(*rc::gen::inRange(1, 9999)) +
                        R"(},"rounding":")" + *rc::gen::element<std::string>("floor", "ceil") +
                        R"(","reason":"again","expected_version":)" + std::to_string(version_) +
                        "}");
        version_ = static_cast<std::uint32_t>(outages.all<PolicyPublished>().size());
    }
    void recalculate() {
        outages.ledger.send(Method::post, "/api/v1/sla/calculate", R"({"outage_id":"OUT001"})");
    }
    void erase() {
        if (std::exchange(known_.deleted, true)) return;
        outages.must(id, deleted(id));
    }
    void restore() {
        if (!std::exchange(known_.deleted, false)) return;
        outages.must(id, whole_of<told::Restored>(known_));
    }
    void change_severity() {
        if (known_.resolved_at) return;
        known_.severity = any_severity();
        told::SeverityChanged event;
        event.outage = OutageId{id};
        event.to = known_.severity;
        event.detected_at = known_.detected_at;
        outages.must(id, event);
    }
    void resolve_or_reopen() {
        if (!known_.resolved_at) {
            known_.resolved_at = known_.detected_at + any_while();
            outages.must(id, resolved(id, known_.severity, known_.detected_at, *known_.resolved_at,
                                      known_.exclusions));
            return;
        }
        told::Reopened event;
        event.outage = OutageId{id};
        event.reopened_at = *known_.resolved_at + any_while();
        known_.exclusions.push_back({*known_.resolved_at, event.reopened_at, "restored"});
        known_.resolved_at.reset();
        outages.must(id, event);
    }
    void correct() {
        if (*rc::gen::arbitrary<bool>()) known_.severity = any_severity();
        if (*rc::gen::arbitrary<bool>()) known_.detected_at = noon + any_while();
        if (*rc::gen::arbitrary<bool>())
            known_.exclusions = {
                {known_.detected_at, known_.detected_at + any_while(), "customer"}};
        if (known_.resolved_at)
            known_.resolved_at = std::max(*known_.resolved_at, known_.detected_at) -
                                 std::chrono::seconds{*rc::gen::inRange(0, 2)};
        if (known_.resolved_at)
            known_.resolved_at = std::max(*known_.resolved_at, known_.detected_at);
        outages.must(id, whole_of<told::Corrected>(known_));
    }

    Known known_;
    std::uint32_t version_ = 2;
};

}  // namespace

TEST_CASE("after every event the postings of an outage add up to its latest amount") {
    CHECK(holds(
        [] {
            Story story;
            const int steps = *rc::gen::inRange(1, 14);
            for (int step = 0; step < steps; ++step) story.step();
            Amount posted;
            Amount latest;
            std::uint32_t generation = 0;
            for (const RecordedEvent& event : story.outages.ledger.events()) {
                for (const Posting& posting : event.postings)
                    posted = *sum(posted, signed_amount(posting));
                if (event.type == Calculated::meta.name) {
                    const auto result = json::parse_stored<Calculated>(event.payload.value());
                    RC_ASSERT(result->generation == ++generation);
                    RC_ASSERT(result->posted_before == latest);
                    latest = result->amount;
                }
                RC_ASSERT(posted == latest);
            }
        },
        150));
}

TEST_CASE("a result is priced by the highest version in force at its detection") {
    CHECK(holds(
        [] {
            Story story;
            const int steps = *rc::gen::inRange(1, 14);
            for (int step = 0; step < steps; ++step) story.step();
            // Versions from the third on take effect after every detection here.
            for (const Calculated& result : story.outages.all<Calculated>())
                RC_ASSERT(result.policy_version == (result.detected_at < noon + 3h ? 1u : 2u));
        },
        100));
}

TEST_CASE("the status of an outage agrees with its latest result, or says that it is open") {
    CHECK(holds(
        [] {
            Story story;
            const int steps = *rc::gen::inRange(1, 10);
            for (int step = 0; step < steps; ++step) story.step();
            const Result<Reply> status = story.outages.ledger.query("/api/v1/sla/status/OUT001");
            const auto results = story.outages.all<Calculated>();
            if (!status) {
                RC_ASSERT(status.error().kind == ErrorKind::not_found);
                return;
            }
            const bool open = status->body.find("\"in_progress\"") != std::string::npos;
            const std::string amount =
                "\"amount_exact\":\"" +
                (open || results.empty() ? "0.00" : to_text(results.back().amount)) + "\"";
            RC_ASSERT(status->body.find(amount) != std::string::npos);
        },
        60));
}
