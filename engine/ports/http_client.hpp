// Asking other servers over HTTP. Whoever asks must know whether the other side may have heard it,
// so that stands in the type of every failure.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/result.hpp"
#include "engine/kernel/time.hpp"

#include <chrono>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger {

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
    std::string method = "GET";
    std::string url{};       ///< See parse_http_url.
    HeaderFields headers{};  ///< Without `Host` and what frames the body.
    std::string body{};
};

struct HttpResponse {
    int status = 0;
    HeaderFields headers{};  ///< Names in lower case, `date` among them when the server says it.
    std::string body{};

    /// The first one of that name, or nullptr.
    const std::string* find(std::string_view name) const;
};

struct HttpLimits {
    Duration connect = std::chrono::seconds{10};          ///< Connection and TLS, part of `whole`.
    Duration whole = std::chrono::seconds{60};            ///< The call from its begin to its end.
    Duration quiet = std::chrono::seconds{1};             ///< See BodyTaker.
    std::size_t response_bytes = std::size_t{64} << 20U;  ///< Of the body, streamed or not.
    std::size_t header_bytes = std::size_t{64} << 10U;
};

/// What is known of a request that brought no answer.
enum class Delivery {
    not_sent,  ///< Nothing of it was handed over: the other side cannot have acted on it.
    unknown,   ///< Some of it was: the other side may have acted on it, or may yet.
};

/// `error` has one of these codes: "client.url" and "client.request" (never to be sent so),
/// "client.connect", "client.tls" (its certificate is not that of the host, or not to be trusted),
/// "client.timeout", "client.broken" (no answer, or not HTTP), "client.too_large".
struct HttpFailure {
    Delivery delivery = Delivery::unknown;
    Error error{};
};

using HttpResult = std::expected<HttpResponse, HttpFailure>;

/// Is given the head of the answer (its body is empty) with each piece of the body, as they come;
/// and with "" whenever nothing came for `HttpLimits::quiet`. False ends the call.
using BodyTaker = FunctionRef<bool(const HttpResponse& head, std::string_view piece)>;

/// Any status is a response. Redirects are not followed. Any thread, and several at once; a call
/// blocks its thread, at most for `HttpLimits::whole` and what the machine takes to look up a name.
class HttpClient {
public:
    HttpClient() = default;
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    virtual ~HttpClient() = default;

    /// A request is sent once; see the implementations for when one that can do no harm is
    /// repeated.
    virtual HttpResult request(const HttpRequest& request, const HttpLimits& limits) = 0;
    /// The response has no body: `take` was given it. Ended by `take`, it is a response as well.
    virtual HttpResult stream(const HttpRequest& request, const HttpLimits& limits,
                              BodyTaker take) = 0;
};

}  // namespace ledger
