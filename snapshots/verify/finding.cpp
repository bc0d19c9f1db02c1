// Findings, and how errors become one.
#include "snapshots/verify/finding.hpp"

#include <charconv>
#include <utility>

namespace ledger::verify {
namespace {

std::optional<Position> position_in(const Error& error) {
    for (const auto& [name, value] : error.facts) {
        Position position = 0;
        const char* const end = value.data() + value.size();
        if (name == "position" && std::from_chars(value.data(), end, position).ptr == end)
            return position;
    }
    return std::nullopt;
}

}  // namespace

Finding::Finding(Verdict of, Place at, std::string why)
    : verdict{of}, place{std::move(at)}, reason{std::move(why)} {}

Finding::Finding(Error error)
    : Finding{error.kind == ErrorKind::corrupt ? Verdict::tampered : Verdict::cannot_tell,
              {.position = position_in(error)},
              std::move(error.message)} {}

std::unexpected<Finding> tampered(Place place, std::string reason) {
    return std::unexpected{Finding{Verdict::tampered, std::move(place), std::move(reason)}};
}

std::unexpected<Finding> cannot_tell(std::string reason) {
    return std::unexpected{Finding{Verdict::cannot_tell, {}, std::move(reason)}};
}

}  // namespace ledger::verify
