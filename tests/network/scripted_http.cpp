#include "tests/network/scripted_http.hpp"

#include "stellar/strkey/strkey.hpp"

#include <utility>

namespace ledger::test {
namespace {

HttpResult failure(Delivery delivery) {
    const std::string_view code =
        delivery == Delivery::not_sent ? "client.connect" : "client.broken";
    return std::unexpected{HttpFailure{
        delivery,
        {.kind = ErrorKind::unavailable, .code = std::string{code}, .message = "no answer"}}};
}

}  // namespace

void ScriptedHttp::answer(int status, std::string body, HeaderFields headers) {
    answers_.emplace_back(
        HttpResponse{.status = status, .headers = std::move(headers), .body = std::move(body)});
}
void ScriptedHttp::fail(Delivery delivery) { answers_.push_back(failure(delivery)); }

HttpResult ScriptedHttp::next(const HttpRequest& request) {
    requests.push_back(request);
    if (answers_.empty()) return failure(Delivery::not_sent);
    HttpResult result = std::move(answers_.front());
    answers_.pop_front();
    return result;
}

HttpResult ScriptedHttp::request(const HttpRequest& request, const HttpLimits&) {
    return next(request);
}

HttpResult ScriptedHttp::stream(const HttpRequest& request, const HttpLimits&, BodyTaker take) {
    HttpResult result = next(request);
    if (!result) return result;
    const std::string body = std::exchange(result->body, {});
    for (std::size_t at = 0; at < body.size(); at += piece_bytes)
        if (!take(*result, body.substr(at, piece_bytes))) return result;
    if (is_quiet_after_body) static_cast<void>(take(*result, ""));
    return result;
}

stellar::NetworkPorts TestNetwork::ports() {
    return {.http = http, .clock = clock, .pause = [this](Duration duration) {
                pauses.push_back(duration);
                clock.advance(duration);
                return !ends;
            }};
}

std::string account_address(char byte) {
    return stellar::to_strkey(stellar::StrkeyKind::account, std::string(32, byte)).value_or("");
}

}  // namespace ledger::test
