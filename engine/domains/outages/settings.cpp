#include "engine/domains/outages/settings.hpp"

#include "engine/core/tx.hpp"
#include "engine/kernel/query.hpp"

namespace ledger::outages {
namespace {

/// The view's only row: the settings as they are sent.
constexpr std::string_view row_key = "settings";

Result<Reply> change(Tx& tx, const SettingsBody& asked) {
    TRY(settings, tx.load<Settings>(settings_id));
    if (settings->acknowledge_note != asked.acknowledge_note)
        TRY(tx.append<Settings>(settings_id, SettingsChanged{asked.acknowledge_note}));
    TRY(etag, tx.etag<Settings>(settings_id));
    return Reply{.body = json::text_of(asked), .headers = {{"ETag", etag}}};
}

}  // namespace

Settings evolve(Settings settings, const SettingsEvent& event) {
    settings.acknowledge_note = std::get<SettingsChanged>(event).acknowledge_note;
    return settings;
}

Result<void> apply_to_settings(Rows& rows, const ViewEvent& event) {
    if (!event->payload) return {};  // Redacted: what it said may not be shown any more.
    TRY(changed,
        decode_event(settings_event_types, event->type, event->schema_version, *event->payload));
    rows.put(row_key,
             json::text_of(SettingsBody{std::get<SettingsChanged>(changed).acknowledge_note}));
    return {};
}

Result<Reply> show_settings(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    TRY(row, context.rows(settings_view).get(row_key));
    return Reply{.body = row ? std::move(*row) : json::text_of(SettingsBody{})};
}

Result<PreparedCommand> prepare_settings(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<SettingsBody>(request.body));
    std::optional<StreamVersion> expected;
    if (request.if_match) {
        TRY(version, parse_if_match(*request.if_match));
        expected = version;
    }
    return PreparedCommand{.handler = [asked, expected](Tx& tx) -> Result<Reply> {
                               if (expected)
                                   TRY(tx.expect_version<Settings>(settings_id, *expected));
                               return change(tx, asked);
                           },
                           .touches = {{&aggregate_type<Settings>, {}, std::string{settings_id}}}};
}

}  // namespace ledger::outages
