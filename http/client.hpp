// An HTTP/1.1 client for the command line: one call at a time, every one with a deadline.
#pragma once

#include "engine/kernel/result.hpp"
#include "engine/kernel/time.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger {

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

struct ClientResponse {
    int status = 0;
    HeaderFields headers;  ///< Names in lower case.
    std::string body;

    /// The first one of that name, or nullptr.
    const std::string* find(std::string_view name) const;
};

struct ClientLimits {
    Duration timeout = std::chrono::seconds{60};  ///< Of a whole call, connecting included.
    std::size_t response_bytes = 64U << 20U;
    std::size_t header_bytes = 64U << 10U;
};

/// Keeps its connection open between calls. One thread.
class HttpClient {
public:
    /// `url`: "http://host[:port][/prefix]"; the prefix stands before every target.
    static Result<std::unique_ptr<HttpClient>> create(std::string_view url,
                                                      ClientLimits limits = {});
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient();

    /// Any status is a response. Errors: "client.connect", "client.timeout", "client.broken",
    /// "client.too_large". Tried again on a fresh connection only when the kept one proves closed
    /// and repeating does no harm: a GET, or an `Idempotency-Key` is among the headers.
    Result<ClientResponse> request(std::string_view method, std::string_view target,
                                   const HeaderFields& headers = {}, std::string_view body = {});

    /// The next piece of a body; "" at its end.
    using BodySource = std::function<Result<std::string>()>;
    /// Sends what `source` gives, chunked, while it is made.
    Result<ClientResponse> upload(std::string_view method, std::string_view target,
                                  const HeaderFields& headers, BodySource source);

private:
    struct Connection;
    explicit HttpClient(std::unique_ptr<Connection> connection);
    std::unique_ptr<Connection> connection_;
};

}  // namespace ledger
