#include "http/server_client.hpp"

#include <utility>

namespace ledger {

Result<std::unique_ptr<ServerClient>> ServerClient::create(std::string_view url,
                                                           HttpLimits limits) {
    TRY(parsed, parse_http_url(url));
    std::unique_ptr<TlsTrust> trust;
    if (parsed.is_tls) {
        TRY(loaded, TlsTrust::load());
        trust = std::move(loaded);
    }
    return std::unique_ptr<ServerClient>{new ServerClient{parsed, std::move(trust), limits}};
}

ServerClient::ServerClient(const HttpUrl& url, std::unique_ptr<TlsTrust> trust, HttpLimits limits)
    : prefix_{url.target},
      limits_{limits},
      trust_{std::move(trust)},
      connection_{url, trust_.get()} {
    while (prefix_.ends_with('/')) prefix_.pop_back();
}
ServerClient::~ServerClient() = default;

Result<HttpResponse> ServerClient::run(std::string_view target, OutboundCall call) {
    const std::string whole = prefix_ + std::string{target};
    call.target = whole;
    call.limits = limits_;
    HttpResult result = connection_.call(call);
    if (!result) return fail(std::move(result).error().error);
    return std::move(*result);
}

Result<HttpResponse> ServerClient::request(std::string_view method, std::string_view target,
                                           const HeaderFields& headers, std::string_view body) {
    return run(target, {.method = method, .target = {}, .headers = headers, .body = body});
}

Result<HttpResponse> ServerClient::upload(std::string_view method, std::string_view target,
                                          const HeaderFields& headers, const UploadSource& source) {
    return run(target, {.method = method, .target = {}, .headers = headers, .source = &source});
}

}  // namespace ledger
