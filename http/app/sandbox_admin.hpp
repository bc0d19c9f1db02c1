// What may be done to a sandbox network, on a port of its own that no client of the network knows
// (ruling 36).
#pragma once

#include "http/app/sandbox_thread.hpp"
#include "http/request_handler.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace ledger {

/// GET /status, PUT /faults, POST /close-ledger, POST /reset: each answers with the status after
/// it. No web page may ask. Its I/O threads wait for the sandbox's.
class SandboxAdmin final : public RequestHandler {
public:
    SandboxAdmin(SandboxThread& sandbox, const Clock& clock, const ServerLimits& limits,
                 std::function<void(const Error&)> failed);

    Result<BodyPlan> plan_body(const RequestHead& head) const override;
    void dispatch(const RequestHead& head, std::string body, Exchange exchange) override;
    std::unique_ptr<Upload> open_upload(const RequestHead& head, Exchange exchange) override;
    Reply refusal(const Error& error) override;
    Traffic& traffic() const override { return traffic_; }
    void report(const Error& error) override { failed_(error); }

private:
    Result<SandboxStatus> answer(const RequestHead& head, std::string_view body);

    SandboxThread& sandbox_;
    const Clock& clock_;
    mutable Traffic traffic_;
    std::function<void(const Error&)> failed_;
};

}  // namespace ledger
