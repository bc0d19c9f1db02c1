// The sandbox network in this process, behind the port that other networks are asked through.
#pragma once

#include "engine/ports/http_client.hpp"
#include "http/app/sandbox_thread.hpp"

#include <string_view>

namespace ledger {

/// What urls of the sandbox begin with.
inline constexpr std::string_view sandbox_url = "http://sandbox";

/// Every request goes to the sandbox, whatever host its url names.
class SandboxHttpClient final : public HttpClient {
public:
    /// `sandbox` outlives it.
    explicit SandboxHttpClient(SandboxThread& sandbox) : sandbox_{sandbox} {}

    HttpResult request(const HttpRequest& request, const HttpLimits& limits) override;
    HttpResult stream(const HttpRequest& request, const HttpLimits& limits,
                      BodyTaker take) override;

private:
    SandboxThread& sandbox_;
};

}  // namespace ledger
