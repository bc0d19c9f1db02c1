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
    /// A `Decode` that takes the ViewEvent may begin with what another one has decoded.
    template <auto Decode>
    auto as() const {
        using T = decltype(decode<Decode>())::value_type;
        for (const auto& form : forms_)
            if (form->tag == &form_tag<Decode>)
                return Result<const T*>{&static_cast<const FormOf<T>&>(*form).value};
        Result<T> decoded = decode<Decode>();
        if (!decoded) return Result<const T*>{fail(std::move(decoded).error())};
        auto form = std::make_unique<FormOf<T>>(&form_tag<Decode>, *std::move(decoded));
        const T* const value = &form->value;
        forms_.push_back(std::move(form));
        return Result<const T*>{value};
    }

private:
    /// What one decoder gave; which one, its tag says.
    struct Form {
        explicit Form(const char* decoder) : tag{decoder} {}
        Form(const Form&) = delete;
        Form& operator=(const Form&) = delete;
        virtual ~Form() = default;
        const char* tag;
    };
    template <class T>
    struct FormOf final : Form {
        FormOf(const char* decoder, T decoded) : Form{decoder}, value{std::move(decoded)} {}
        T value;
    };
    template <auto Decode>
    static constexpr char form_tag = 0;

    template <auto Decode>
    auto decode() const {
        if constexpr (std::is_invocable_v<decltype(Decode), const ViewEvent&>) {
            return Decode(*this);
        } else {
            return Decode(*event_);
        }
    }

    const RecordedEvent* event_;
    mutable std::vector<std::unique_ptr<const Form>> forms_;
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
