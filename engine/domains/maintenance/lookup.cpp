#include "engine/domains/maintenance/lookup.hpp"

#include <algorithm>
#include <tuple>

namespace ledger::maintenance {
namespace {

struct WindowsAsked {
    std::vector<SiteId> sites;
    Timestamp from{};
    Timestamp to{};

    static constexpr auto fields() {
        using A = WindowsAsked;
        return std::tuple{Field{"sites", &A::sites, "A site and those that it belongs to."},
                          Field{"from", &A::from, "The first instant."},
                          Field{"to", &A::to, "The last instant."}};
    }
};

struct CountedWindow {
    WindowId id;
    Timestamp from{};
    Timestamp to{};
    std::string reason;

    static constexpr auto fields() {
        using W = CountedWindow;
        return std::tuple{Field{"id", &W::id, "The window."},
                          Field{"from", &W::from, "The first instant that does not count."},
                          Field{"to", &W::to, "The first instant that counts again."},
                          Field{"reason", &W::reason, "What is done."}};
    }
};

struct WindowsFound {
    std::vector<CountedWindow> windows;

    static constexpr auto fields() {
        return std::tuple{Field{"windows", &WindowsFound::windows, "As they begin."}};
    }
};

/// Each is asked for before the first failure counts, so that one cold read brings them all.
Result<std::vector<const SiteWindows*>> load_all(Tx& tx, const std::vector<SiteId>& sites) {
    std::vector<const SiteWindows*> loaded;
    Result<void> verdict;
    for (const SiteId& site : sites) {
        Result<const SiteWindows*> windows = tx.load<SiteWindows>(site.value);
        if (windows) {
            loaded.push_back(*windows);
        } else {
            verdict = fail(std::move(windows).error());
        }
    }
    TRY(verdict);
    return loaded;
}

}  // namespace

Result<std::string> look_up_windows(Tx& tx, std::string_view asked) {
    TRY(question, (json::parse_stored<WindowsAsked>(asked, json::Unknown::ignored)));
    WindowsFound found;
    TRY(planned, tx.last_given(window_counter));
    if (planned == 0) return json::text_of(found);
    TRY(sites, load_all(tx, question.sites));
    for (const SiteWindows* site : sites)
        for (const Window& window : site->windows)
            if (!window.cancelled && overlaps(window.from, window.to, question.from, question.to))
                found.windows.push_back({window.id, window.from, window.to, window.reason});
    std::ranges::sort(found.windows, {}, [](const CountedWindow& window) {
        return std::tie(window.from, window.to, window.id);
    });
    return json::text_of(found);
}

}  // namespace ledger::maintenance
