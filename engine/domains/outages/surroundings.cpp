#include "engine/domains/outages/surroundings.hpp"

#include "engine/domains/outages/decider.hpp"
#include "engine/domains/outages/shown.hpp"

#include <utility>

namespace ledger::outages {
namespace {

struct PathAsked {
    std::string site_id;

    static constexpr auto fields() {
        return std::tuple{Field{"site_id", &PathAsked::site_id, "Which site."}};
    }
};

struct PathFound {
    std::vector<std::string> path;

    static constexpr auto fields() {
        return std::tuple{Field{"path", &PathFound::path, "It, and what it belongs to."}};
    }
};

struct WindowsAsked {
    std::vector<std::string> sites;
    Timestamp from{};
    Timestamp to{};

    static constexpr auto fields() {
        using A = WindowsAsked;
        return std::tuple{Field{"sites", &A::sites, "Of which sites."},
                          Field{"from", &A::from, "From when."}, Field{"to", &A::to, "To when."}};
    }
};

struct Window {
    std::string id;
    Timestamp from{};
    Timestamp to{};
    std::string reason;

    static constexpr auto fields() {
        return std::tuple{
            Field{"id", &Window::id, "Its id."}, Field{"from", &Window::from, "Its begin."},
            Field{"to", &Window::to, "Its end."}, Field{"reason", &Window::reason, "Why."}};
    }
};

struct WindowsFound {
    std::vector<Window> windows;

    static constexpr auto fields() {
        return std::tuple{Field{"windows", &WindowsFound::windows, "Those that count."}};
    }
};

struct ClockAsked {
    OutageId outage;

    static constexpr auto fields() {
        return std::tuple{Field{"outage", &ClockAsked::outage, "The server's id of it."}};
    }
};

struct ClockFound {
    bool found = true;
    bool open = true;
    Status status = Status::active;
    Severity severity = Severity::low;
    Timestamp detected_at{};
    std::optional<Timestamp> resolved_at;
    std::vector<Exclusion> exclusions;
    std::optional<Timestamp> stopped_at;
    std::vector<std::string> sites;

    static constexpr auto fields() {
        using F = ClockFound;
        return std::tuple{
            Field{"found", &F::found, "There is such an outage."},
            Field{"open", &F::open, "Whether it is active or investigating."},
            Field{"status", &F::status, "Where it stands."},
            Field{"severity", &F::severity, "How bad it is."},
            Field{"detected_at", &F::detected_at, "When it began."},
            Field{"resolved_at", &F::resolved_at, "When service was back; null: it is open."},
            Field{"exclusions", &F::exclusions, "Spans that do not count."},
            Field{"stopped_at", &F::stopped_at, "Since when the clock stands still."},
            Field{"sites", &F::sites, "Its site, and what that belongs to."}};
    }
};

constexpr std::string_view unknown_outage = R"({"found":false})";

/// An answer of another domain, as far as it is read here.
template <class Answer>
Result<Answer> read_answer(std::string_view name, const std::string& text) {
    Result<Answer> answer = json::parse_stored<Answer>(text, json::Unknown::ignored);
    if (answer) return answer;
    return fail(ErrorKind::internal, "outage.lookup_malformed",
                std::string{name} + ": " + answer.error().message);
}

/// Cut between two characters.
std::string cut(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
    while (most > 0 && continues(text[most])) --most;
    text.resize(most);
    return text;
}

Exclusion exclusion_of(const Window& window) {
    return {.from = window.from,
            .to = window.to,
            .reason = cut(std::string{planned_prefix} + window.id + ": " + window.reason,
                          max_reason_bytes)};
}

}  // namespace

Result<std::vector<std::string>> look_up_sites(Tx& tx, const std::string& site_id) {
    constexpr std::string_view name = "sites.path";
    TRY(text, tx.look_up(name, json::text_of(PathAsked{site_id})));
    if (!text) return std::vector{site_id};
    TRY(found, read_answer<PathFound>(name, *text));
    return std::move(found.path);
}

Result<std::vector<Exclusion>> look_up_windows(Tx& tx, const std::vector<std::string>& sites,
                                               const Interval& span) {
    std::vector<Exclusion> planned;
    if (sites.empty() || span.from > span.to) return planned;
    constexpr std::string_view name = "maintenance.windows";
    TRY(text, tx.look_up(name, json::text_of(WindowsAsked{sites, span.from, span.to})));
    if (!text) return planned;
    TRY(found, read_answer<WindowsFound>(name, *text));
    for (const Window& window : found.windows) planned.push_back(exclusion_of(window));
    return planned;
}

Result<std::string> answer_clock(Tx& tx, std::string_view asked) {
    TRY(question, read_answer<ClockAsked>("outages.clock", std::string{asked}));
    TRY(outage, tx.load<Outage>(question.outage.value));
    if (!outage->is_there()) return std::string{unknown_outage};
    ClockFound clock{.found = true,
                     .open = outage->is_open(),
                     .status = outage->status,
                     .severity = outage->severity,
                     .detected_at = outage->detected_at,
                     .resolved_at = {},
                     .exclusions = outage->exclusions,
                     .stopped_at = {},
                     .sites = outage->sites()};
    if (clock.open) {
        // What counted until an earlier repair counts no more than what is planned now.
        std::erase_if(clock.exclusions, is_planned);
    } else {
        clock.resolved_at = outage->resolved_at;
    }
    if (outage->stop) clock.stopped_at = outage->stop->from;
    return json::text_of(clock);
}

}  // namespace ledger::outages
