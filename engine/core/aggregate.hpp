// An aggregate is its state, folded from one stream; this is its type-erased face for the
// sequencer.
#pragma once

#include "engine/kernel/event_table.hpp"

#include <any>
#include <concepts>
#include <string_view>
#include <utility>

namespace ledger {

/// `A{}` is the initial state; `A::Event` the variant of its events; `A::event_types()` their
/// table; `evolve(state, event)` total and pure. Streams are named `<A::category>-<id>`.
template <class A>
concept Aggregate = std::copyable<A> && std::default_initializable<A> &&
                    requires(A state, const typename A::Event& event) {
                        { A::category } -> std::convertible_to<std::string_view>;
                        A::event_types();
                        { evolve(std::move(state), event) } -> std::same_as<A>;
                    };

struct AggregateType {
    std::string_view category;
    std::any (*initial)();
    /// Folds one stored event in; an error of kind `corrupt` when it cannot be read.
    Result<void> (*replay)(std::any& state, const RecordedEvent& event);
};

template <Aggregate A>
inline constexpr AggregateType aggregate_type{
    A::category, [] { return std::any{A{}}; },
    [](std::any& state, const RecordedEvent& recorded) -> Result<void> {
        if (!recorded.payload)
            return fail(ErrorKind::corrupt, "event.redacted",
                        "a rule needs the redacted event " + std::to_string(recorded.position));
        TRY(event, (decode_event(A::event_types(), recorded.type, recorded.schema_version,
                                 *recorded.payload)));
        A& folded = *std::any_cast<A>(&state);
        folded = evolve(std::move(folded), event);
        return {};
    }};

/// "<category>-<id>".
template <Aggregate A>
std::string stream_name(std::string_view id) {
    return std::string{A::category}.append("-").append(id);
}

}  // namespace ledger
