#include "stellar/network/endpoints.hpp"

#include "engine/ports/http_url.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace ledger::stellar {
namespace {

constexpr int first_server_error = 500;
/// Milliseconds; among an error's facts.
constexpr std::string_view retry_after_fact = "retry_after_ms";

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || number < 0) return std::nullopt;
    return number;
}

Duration asked_for(const Error& error) {
    for (const auto& [name, value] : error.facts)
        if (name == retry_after_fact)
            return std::chrono::milliseconds{whole_number(value).value_or(0)};
    return {};
}

}  // namespace

std::optional<Duration> retry_after(const HttpResponse& response, Duration longest) {
    const std::string* const field = response.find("retry-after");
    if (field == nullptr) return std::nullopt;
    const auto seconds = whole_number(*field);
    const auto most = std::chrono::ceil<std::chrono::seconds>(longest).count();
    if (!seconds || *seconds >= most) return longest;
    return std::chrono::seconds{*seconds};
}

Result<Endpoints> Endpoints::create(NetworkSettings settings, NetworkPorts ports) {
    if (settings.endpoints.empty())
        return fail(ErrorKind::validation, "network.endpoints", "no endpoint of the network");
    for (std::string& endpoint : settings.endpoints) {
        TRY(url, parse_http_url(endpoint));
        if (url.target.find('?') != url.target.npos)
            return fail(ErrorKind::validation, "client.url", endpoint + ": has a query");
        while (endpoint.ends_with('/')) endpoint.pop_back();
    }
    return Endpoints{std::move(settings), std::move(ports)};
}

Endpoints::Endpoints(NetworkSettings settings, NetworkPorts ports)
    : settings_{std::move(settings)}, ports_{std::move(ports)} {}

Endpoints::Endpoints(Endpoints&& other) noexcept
    : settings_{std::move(other.settings_)},
      ports_{std::move(other.ports_)},
      current_{other.current_.load()} {}

HttpLimits Endpoints::limits() const {
    return {.connect = settings_.connect,
            .whole = settings_.call,
            .response_bytes = settings_.answer_bytes};
}

const std::string& Endpoints::current() const { return settings_.endpoints[current_.load()]; }

void Endpoints::leave(std::string_view endpoint) {
    std::size_t index = current_.load();
    // Unless somebody else has left it already.
    if (settings_.endpoints[index] == endpoint)
        current_.compare_exchange_strong(index, (index + 1) % settings_.endpoints.size());
}

Result<HttpResponse> Endpoints::fetch(const HttpRequest& request) const {
    HttpResult response = ports_.http.request(request, limits());
    if (!response)
        return fail(ErrorKind::unavailable, "network.unavailable", response.error().error.message);
    TRY(check(*response));
    return std::move(*response);
}

Result<void> Endpoints::check(const HttpResponse& response) const {
    const bool is_limited = response.status == too_many_requests;
    if (!is_limited && response.status < first_server_error) return {};
    Error error{.kind = is_limited ? ErrorKind::rate_limited : ErrorKind::unavailable,
                .code = is_limited ? "network.rate_limited" : "network.unavailable",
                .message = "the network's server answered " + std::to_string(response.status)};
    if (const auto wait = retry_after(response, settings_.longest_retry_after)) {
        const auto count = std::chrono::duration_cast<std::chrono::milliseconds>(*wait).count();
        error.facts.emplace_back(retry_after_fact, std::to_string(count));
    }
    return fail(std::move(error));
}

bool Endpoints::is_temporary(const Error& error) {
    return error.code == "network.unavailable" || error.code == "network.rate_limited" ||
           error.code == "network.answer";
}

bool Endpoints::wait_for_turn(Round& round, const Error& error) const {
    ++round.attempts;
    round.asked_for = std::max(round.asked_for, asked_for(error));
    if (round.attempts >= settings_.read_attempts) return false;
    const Duration spent = ports_.clock.monotonic() - round.began;
    const auto count = static_cast<int>(settings_.endpoints.size());
    // Another endpoint need not wait for what this one cannot do.
    if (round.attempts % count != 0) return spent < settings_.read_time;
    Duration wait = settings_.first_pause;
    for (int turn = count; turn < round.attempts && wait < settings_.longest_pause; turn += count)
        wait *= 2;
    wait = std::max(std::min(wait, settings_.longest_pause), std::exchange(round.asked_for, {}));
    return spent + wait < settings_.read_time && ports_.pause(wait);
}

}  // namespace ledger::stellar
