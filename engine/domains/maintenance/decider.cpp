#include "engine/domains/maintenance/decider.hpp"

#include <algorithm>
#include <ranges>

namespace ledger::maintenance {
namespace {

using Happens = std::optional<Event>;

/// What is left to do for time that has begun (rulings 25 and 52).
constexpr std::string_view way_out = "correct the outage instead, with a reason";

Error not_found() {
    return {.kind = ErrorKind::not_found,
            .code = "maintenance.window_not_found",
            .message = "no such maintenance window"};
}

Error has_begun(const Window& window) {
    return {.kind = ErrorKind::conflict,
            .code = "maintenance.window_has_begun",
            .message = "this window began at " + to_text(window.from) +
                       " and counts for good: " + std::string{way_out}};
}

Error was_cancelled() {
    return {.kind = ErrorKind::conflict,
            .code = "maintenance.window_cancelled",
            .message = "this window was cancelled: plan another one"};
}

Error too_many() {
    return {.kind = ErrorKind::conflict,
            .code = "maintenance.too_many_windows",
            .message = "a site has at most " + std::to_string(max_windows_of_site) + " windows"};
}

Error moved(const Window& window) {
    const std::string version = std::to_string(window.version);
    return {.kind = ErrorKind::precondition_failed,
            .code = "version.changed",
            .message = "the present version is " + version,
            .facts = {{"version", version}}};
}

Result<void> check_span(Timestamp from, Timestamp to, Timestamp now) {
    if (from <= now)
        return fail(
            impossible("from", "future",
                       "from is not in the future: for what has begun, " + std::string{way_out}));
    if (to <= from) return fail(impossible("to", "order", "to must be after from"));
    if (to - from > max_window_length)
        return fail(impossible(
            "to", "length",
            "a window has at most " + std::to_string(max_window_length.count()) + " days"));
    return {};
}

/// Whatever was recorded under the version that the caller knows.
template <class Asked>
Result<const Window*> find_expected(const SiteWindows& site, const Asked& command) {
    const Window* window = site.find(command.window);
    if (window == nullptr) return fail(not_found());
    if (command.expected_version && *command.expected_version != window->version)
        return fail(moved(*window));
    return window;
}

// One overload per command: a command without a rule does not compile.

Result<Happens> rule(const SiteWindows& site, const PlanWindow& command) {
    TRY(check_span(command.facts.from, command.facts.to, command.now));
    if (site.windows.size() >= max_windows_of_site) return fail(too_many());
    return Happens{command.facts};
}

Result<Happens> rule(const SiteWindows& site, const ChangeWindow& command) {
    TRY(window, find_expected(site, command));
    if (window->cancelled) return fail(was_cancelled());
    const WindowChanged changed{{.window = command.window,
                                 .site_id = command.site_id,
                                 .from = command.from.value_or(window->from),
                                 .to = command.to.value_or(window->to),
                                 .reason = command.reason.value_or(window->reason)}};
    if (changed.from == window->from && changed.to == window->to &&
        changed.reason == window->reason)
        return Happens{};
    if (window->from <= command.now) return fail(has_begun(*window));
    TRY(check_span(changed.from, changed.to, command.now));
    return Happens{changed};
}

Result<Happens> rule(const SiteWindows& site, const CancelWindow& command) {
    TRY(window, find_expected(site, command));
    if (window->cancelled) return Happens{};
    if (window->from <= command.now) return fail(has_begun(*window));
    return Happens{WindowCancelled{
        .window = command.window, .site_id = command.site_id, .reason = command.reason}};
}

// One overload per event, likewise.

void apply(SiteWindows& site, const WindowPlanned& event) {
    site.windows.push_back({.id = event.window,
                            .from = event.from,
                            .to = event.to,
                            .reason = event.reason,
                            .version = 1});
}

void apply(Window& window, const WindowChanged& event) {
    window.from = event.from;
    window.to = event.to;
    window.reason = event.reason;
}

void apply(Window& window, const WindowCancelled&) { window.cancelled = true; }

template <class Fact>
void apply(SiteWindows& site, const Fact& event) {
    const auto window = std::ranges::find(site.windows, event.window, &Window::id);
    if (window == site.windows.end()) return;
    ++window->version;
    apply(*window, event);
}

}  // namespace

const Window* SiteWindows::find(const WindowId& id) const {
    const auto found = std::ranges::find(windows, id, &Window::id);
    return found == windows.end() ? nullptr : &*found;
}

Result<std::optional<Event>> decide(const SiteWindows& site, const Command& command) {
    return std::visit([&](const auto& asked) { return rule(site, asked); }, command);
}

SiteWindows evolve(SiteWindows site, const Event& event) {
    std::visit([&](const auto& fact) { apply(site, fact); }, event);
    return site;
}

}  // namespace ledger::maintenance
