// What an operator may choose about outages: one stream, `outage_settings-main`.
#pragma once

#include "engine/core/aggregate.hpp"
#include "engine/kernel/route.hpp"
#include "engine/kernel/view.hpp"
#include "engine/ports/rows.hpp"

#include <string_view>
#include <variant>

namespace ledger::outages {

enum class Needed { optional, required };

}  // namespace ledger::outages

namespace ledger {

template <>
inline constexpr std::array enum_names<outages::Needed>{
    EnumName{outages::Needed::optional, "optional"},
    EnumName{outages::Needed::required, "required"}};

}  // namespace ledger

namespace ledger::outages {

struct SettingsChanged {
    static constexpr EventMeta meta{"outage.settings_changed", 1,
                                    "What holds for all outages was chosen anew."};
    Needed acknowledge_note = Needed::optional;

    static constexpr auto fields() {
        return std::tuple{Field{"acknowledge_note", &SettingsChanged::acknowledge_note,
                                "Whether who acknowledges an outage has to say something."}};
    }
    bool operator==(const SettingsChanged&) const = default;
};

using SettingsEvent = std::variant<SettingsChanged>;
inline constexpr auto settings_event_types = event_table(std::type_identity<SettingsEvent>{});

inline constexpr std::string_view settings_id = "main";

struct Settings {
    static constexpr std::string_view category = "outage_settings";
    using Event = SettingsEvent;
    static constexpr const auto& event_types() { return settings_event_types; }

    Needed acknowledge_note = Needed::optional;
};

Settings evolve(Settings settings, const SettingsEvent& event);

/// GET and PUT /api/v1/outages/settings.
struct SettingsBody {
    Needed acknowledge_note = Needed::optional;

    static constexpr auto fields() {
        return std::tuple{Field{"acknowledge_note", &SettingsBody::acknowledge_note,
                                "`required`: who acknowledges an outage has to say something."}};
    }
};

inline constexpr std::string_view settings_view = "outage_settings";
Result<void> apply_to_settings(Rows& rows, const ViewEvent& event);

Result<Reply> show_settings(const Request& request, const Context& context);
Result<PreparedCommand> prepare_settings(const Request& request);

}  // namespace ledger::outages
