// Registers a domain's events: the variant is the list, and the table is derived from it.
#pragma once

#include "engine/kernel/codec.hpp"
#include "engine/kernel/event.hpp"

#include <array>
#include <type_traits>
#include <variant>

namespace ledger {

/// `name` and `version` are written into the log, hence permanent; `doc` is for people.
struct EventMeta {
    std::string_view name;
    std::uint16_t version;
    std::string_view doc;
};

template <class Event>
struct EventRow {
    EventMeta meta;
    Result<Event> (*decode)(std::string_view payload);
    void (*append_manual)(std::string& out);
};

/// Reads an `E`; one of the past is first lifted to its successor by the domain's `upcast`.
template <class E, class Event>
Result<Event> decode_as(std::string_view payload) {
    TRY(event, json::parse_stored<E>(payload));
    if constexpr (std::is_constructible_v<Event, E>) {
        return Event{std::move(event)};
    } else {
        return Event{upcast(std::move(event))};
    }
}

template <class E>
void append_manual_of(std::string& out) {
    out.append("### ").append(E::meta.name).append(" v").append(std::to_string(E::meta.version));
    out.append("\n\n").append(E::meta.doc).append("\n\n");
    for_each_field(E{}, [&](const auto& field, const auto&) {
        out.append("- `").append(field.name).append("`: ").append(field.doc).append("\n");
    });
    out.append("\n");
}

/// One row per alternative, in the order of the variant, hence `table[event.index()]`; then one
/// row per past version, which is read but never written.
template <class... Es, class... Pasts>
consteval auto event_table(std::type_identity<std::variant<Es...>>, std::type_identity<Pasts>...) {
    using Event = std::variant<Es...>;
    return std::array{
        EventRow<Event>{Es::meta, decode_as<Es, Event>, append_manual_of<Es>}...,
        EventRow<Event>{Pasts::meta, decode_as<Pasts, Event>, append_manual_of<Pasts>}...};
}

/// Whether each name and version stands for one thing.
consteval bool distinct_events(const auto& table) {
    for (std::size_t i = 0; i < table.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (table[i].meta.name == table[j].meta.name &&
                table[i].meta.version == table[j].meta.version)
                return false;
    return true;
}

/// The event as the log stores it, without its postings.
template <class... Es>
NewEvent encode(const std::variant<Es...>& event) {
    return std::visit(
        []<class E>(const E& e) {
            return NewEvent{std::string{E::meta.name}, E::meta.version, json::text_of(e), {}};
        },
        event);
}

/// An error of kind `corrupt` when the table does not know the event or the payload is not its
/// canonical form's shape: what is in the log was written by a rule of this table.
template <class Event, std::size_t N>
Result<Event> decode_event(const std::array<EventRow<Event>, N>& table, std::string_view name,
                           std::uint16_t version, std::string_view payload) {
    for (const EventRow<Event>& row : table) {
        if (row.meta.name != name || row.meta.version != version) continue;
        Result<Event> event = row.decode(payload);
        if (!event)
            return fail(ErrorKind::corrupt, "event.malformed",
                        std::string{name} + ": " + event.error().message);
        return event;
    }
    return fail(ErrorKind::corrupt, "event.unknown",
                std::string{name} + " v" + std::to_string(version));
}

}  // namespace ledger
