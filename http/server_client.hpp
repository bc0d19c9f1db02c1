// What the command line asks a server of ours with: one call at a time, each with a deadline.
#pragma once

#include "engine/ports/http_client.hpp"
#include "http/outbound_connection.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace ledger {

/// Keeps its connection open between calls. One thread.
class ServerClient {
public:
    /// `url`: "http[s]://host[:port][/prefix]"; the prefix stands before every target.
    static Result<std::unique_ptr<ServerClient>> create(std::string_view url,
                                                        HttpLimits limits = {});
    ServerClient(const ServerClient&) = delete;
    ServerClient& operator=(const ServerClient&) = delete;
    ~ServerClient();

    /// Any status is a response; errors are those of HttpFailure. What is repeated: see
    /// OutboundConnection.
    Result<HttpResponse> request(std::string_view method, std::string_view target,
                                 const HeaderFields& headers = {}, std::string_view body = {});
    /// Sends what `source` gives, chunked, while it is made.
    Result<HttpResponse> upload(std::string_view method, std::string_view target,
                                const HeaderFields& headers, const UploadSource& source);

private:
    ServerClient(const HttpUrl& url, std::unique_ptr<TlsTrust> trust, HttpLimits limits);
    Result<HttpResponse> run(std::string_view target, OutboundCall call);

    std::string prefix_;
    HttpLimits limits_;
    std::unique_ptr<TlsTrust> trust_;
    OutboundConnection connection_;
};

}  // namespace ledger
