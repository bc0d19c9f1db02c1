#include "stellar/sandbox/horizon/rate_limit.hpp"

#include <algorithm>

namespace ledger::stellar::sandbox {
namespace {

std::int64_t seconds_rounded_up(Duration duration) {
    return std::chrono::ceil<std::chrono::seconds>(std::max(duration, Duration{})).count();
}

}  // namespace

RateLimit::Verdict RateLimit::count(std::string_view caller, Duration now) {
    if (settings_.requests_per_hour == 0) return {};
    const Duration interval = Duration{std::chrono::hours{1}} / settings_.requests_per_hour;
    const Duration tolerance = interval * (settings_.burst + std::int64_t{1});
    const auto found = due_.find(caller);
    const Duration due = std::max(found == due_.end() ? now : found->second, now);
    const Duration next = due + interval;
    Verdict verdict{.is_allowed = next - now <= tolerance, .headers = {}};
    const Duration reached = verdict.is_allowed ? next : due;
    const auto header = [&verdict](std::string_view name, std::int64_t value) {
        verdict.headers.emplace_back(name, std::to_string(value));
    };
    header("X-RateLimit-Limit", settings_.burst + std::int64_t{1});
    header("X-RateLimit-Remaining", (tolerance - (reached - now)) / interval);
    header("X-RateLimit-Reset", seconds_rounded_up(reached - now));
    if (!verdict.is_allowed) {
        header("Retry-After", seconds_rounded_up(next - now - tolerance));
        return verdict;
    }
    if (found != due_.end()) {
        found->second = next;
        return verdict;
    }
    if (due_.size() >= most_callers) forget_idle(now);
    due_.emplace(caller, next);
    return verdict;
}

void RateLimit::forget_idle(Duration now) {
    std::erase_if(due_, [now](const auto& entry) { return entry.second <= now; });
    if (due_.size() >= most_callers) due_.erase(due_.begin());
}

}  // namespace ledger::stellar::sandbox
