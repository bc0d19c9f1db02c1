// How a verification ends before its end: something was changed, or something cannot be read.
#pragma once

#include "engine/kernel/describe.hpp"
#include "engine/kernel/id.hpp"
#include "engine/kernel/result.hpp"

#include <array>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace ledger::verify {

enum class Verdict {
    ok,               ///< Everything fits, and what it fits was known before.
    self_consistent,  ///< Everything fits, but nothing says that it is the log one wanted.
    tampered,
    cannot_tell,
};

/// Where something is wrong. A changed tile has no position: the entries under it are right.
struct Place {
    std::optional<Position> position{};
    std::string file{};
};

struct Finding {
    Finding(Verdict of, Place at, std::string why);
    /// Bytes that do not fit together (`corrupt`) are tampering; any other error says nothing about
    /// the log.
    Finding(Error error);  // NOLINT(google-explicit-constructor): so that TRY passes errors on.

    Verdict verdict;
    Place place;
    std::string reason;
    std::vector<std::string> evidence{};  ///< Signed notes that contradict each other.
};

template <class T>
using Checked = std::expected<T, Finding>;

std::unexpected<Finding> tampered(Place place, std::string reason);
std::unexpected<Finding> cannot_tell(std::string reason);

}  // namespace ledger::verify

namespace ledger {

template <>
inline constexpr std::array enum_names<verify::Verdict>{
    EnumName{verify::Verdict::ok, "ok"},
    EnumName{verify::Verdict::self_consistent, "self_consistent"},
    EnumName{verify::Verdict::tampered, "tampered"},
    EnumName{verify::Verdict::cannot_tell, "cannot_tell"}};

}  // namespace ledger
