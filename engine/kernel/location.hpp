// Where on earth something is.
#pragma once

#include "engine/kernel/describe.hpp"

namespace ledger {

/// WGS 84, in degrees.
struct Location {
    double latitude = 0;
    double longitude = 0;

    static constexpr auto fields() {
        return std::tuple{
            Field{"latitude", &Location::latitude, "Degrees north."}.range(-90, 90),
            Field{"longitude", &Location::longitude, "Degrees east."}.range(-180, 180)};
    }
    bool operator==(const Location&) const = default;
};

}  // namespace ledger
