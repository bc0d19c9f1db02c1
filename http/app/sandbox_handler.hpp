// The sandbox network's API behind a server: Horizon's, and Soroban RPC's at /rpc.
#pragma once

#include "http/app/sandbox_thread.hpp"
#include "http/request_handler.hpp"

#include <functional>
#include <memory>
#include <string>

namespace ledger {

/// Pages of any origin may ask, as they may Horizon's: there is nothing to be had but play money.
class SandboxHandler final : public RequestHandler {
public:
    SandboxHandler(SandboxThread& sandbox, const ServerLimits& limits,
                   std::function<void(const Error&)> failed);

    Result<BodyPlan> plan_body(const RequestHead& head) const override;
    void dispatch(const RequestHead& head, std::string body, Exchange exchange) override;
    std::unique_ptr<Upload> open_upload(const RequestHead& head, Exchange exchange) override;
    Reply refusal(const Error& error) override;
    Traffic& traffic() const override { return traffic_; }
    void report(const Error& error) override { failed_(error); }

private:
    SandboxThread& sandbox_;
    mutable Traffic traffic_;
    std::function<void(const Error&)> failed_;
};

/// How long connections of the sandbox may take: a stream is quiet for a minute, and a submission
/// waits for its ledger.
ServerLimits sandbox_limits();

}  // namespace ledger
