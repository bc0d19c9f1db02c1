#include "http/app/sandbox_admin.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/kernel/codec.hpp"
#include "http/error_reply.hpp"
#include "http/request_reader.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace ledger {
namespace {

constexpr std::uint64_t body_bytes = 64U << 10U;

struct Verb {
    std::string_view method;
    std::string_view path;
    Result<void> (*act)(SandboxThread& sandbox, std::string_view body);
};

Result<void> set_faults(SandboxThread& sandbox, std::string_view body) {
    TRY(faults, json::parse<stellar::sandbox::Faults>(body));
    return sandbox.set_faults(faults);
}

constexpr std::array verbs{
    Verb{"GET", "/status", [](SandboxThread&, std::string_view) -> Result<void> { return {}; }},
    Verb{"PUT", "/faults", set_faults},
    Verb{"POST", "/close-ledger",
         [](SandboxThread& sandbox, std::string_view) { return sandbox.close_ledger(); }},
    Verb{"POST", "/reset",
         [](SandboxThread& sandbox, std::string_view) { return sandbox.reset(); }},
};

}  // namespace

SandboxAdmin::SandboxAdmin(SandboxThread& sandbox, const Clock& clock, const ServerLimits& limits,
                           std::function<void(const Error&)> failed)
    : sandbox_{sandbox}, clock_{clock}, traffic_{{}, limits}, failed_{std::move(failed)} {}

Result<RequestHandler::BodyPlan> SandboxAdmin::plan_body(const RequestHead&) const {
    return BodyPlan{body_bytes, false};
}

void SandboxAdmin::dispatch(const RequestHead& head, std::string body, Exchange exchange) {
    const auto status = answer(head, body);
    if (!status) return exchange.answer(refusal(status.error()));
    traffic_.answered(nullptr, 200);
    exchange.answer({.status = 200, .body = json::text_of(*status)});
}

Result<SandboxStatus> SandboxAdmin::answer(const RequestHead& head, std::string_view body) {
    TRY(require_local(head));
    if (head.find("origin") != nullptr)
        return fail(ErrorKind::forbidden, "sandbox.page", "No page of the web may ask this.");
    const auto parts = split_target(head.target);
    for (const Verb& verb : verbs) {
        if (!parts || parts->path != verb.path || head.method != verb.method) continue;
        TRY(verb.act(sandbox_, body));
        return sandbox_.status();
    }
    return fail(ErrorKind::not_found, "route.not_found", "There is nothing at this path.");
}

std::unique_ptr<Upload> SandboxAdmin::open_upload(const RequestHead&, Exchange) {
    LEDGER_ASSERT(false);  // No plan of ours is streamed.
    return nullptr;
}

Reply SandboxAdmin::refusal(const Error& error) {
    traffic_.answered(nullptr, http_status(error.kind));
    return error_reply(error, "", clock_.now());
}

}  // namespace ledger
