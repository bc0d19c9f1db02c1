// A view is a name, a version, the events it folds, and a pure `apply`. It knows no storage.
#pragma once

#include "engine/kernel/event.hpp"
#include "engine/kernel/result.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace ledger {

class Rows;

/// An event on its way through the views: what one of them decodes, the next ones find decoded.
class ViewEvent {
public:
    // NOLINTNEXTLINE(google-explicit-constructor): an event is what it is.
    ViewEvent(const RecordedEvent& event) : event_{&event} {}

    const RecordedEvent& operator*() const { return *event_; }
    const RecordedEvent* operator->() const { return event_; }

    /// What `Decode(event)` gives, a Result; decoded by the first call. Valid while this lives.
    template <auto Decode>
    auto as() const {
        using T = std::invoke_result_t<decltype(Decode), const RecordedEvent&>::value_type;
        for (const Form& form : forms_)
            if (form.tag == &form_tag<Decode>)
                return Result<const T*>{static_cast<const T*>(form.value.get())};
        Result<T> decoded = Decode(*event_);
        if (!decoded) return Result<const T*>{fail(std::move(decoded).error())};
        const auto value = std::make_shared<const T>(*std::move(decoded));
        forms_.push_back({&form_tag<Decode>, value});
        return Result<const T*>{value.get()};
    }

private:
    struct Form {
        const char* tag;
        std::shared_ptr<const void> value;
    };
    template <auto Decode>
    static constexpr char form_tag = 0;

    const RecordedEvent* event_;
    mutable std::vector<Form> forms_;
};

/// Rebuilt from the log at will, hence never migrated: change it, raise `version`, replay.
struct View {
    std::string_view name;
    std::uint32_t version;
    /// Event types that it folds; all others only move its position. Empty: every event.
    std::span<const std::string_view> event_types;
    /// Pure: reads and writes nothing but `rows` and `event`; no clock, no random. An error stops
    /// the view at this position; it never skips.
    Result<void> (*apply)(Rows& rows, const ViewEvent& event);
    std::string_view doc;
};

}  // namespace ledger
