// Where a published log is read from: a folder, or a server.
#pragma once

#include "engine/kernel/amount.hpp"
#include "engine/kernel/id.hpp"
#include "engine/kernel/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ledger::verify {

/// "Nothing" means that the source is there and does not have it. An error means that it could not
/// be asked; one of kind `corrupt` that what it has cannot be right.
class TileSource {
public:
    TileSource() = default;
    TileSource(const TileSource&) = delete;
    TileSource& operator=(const TileSource&) = delete;
    virtual ~TileSource() = default;

    /// A file of an export, by its path: "checkpoint", "tile/0/x001/067", "MANIFEST".
    virtual Result<std::optional<std::string>> read(std::string_view path) = 0;
    /// What `account` held of `asset` when the log had `size` events; asked only of a source
    /// without "balances.json".
    virtual Result<std::optional<Amount>> balance(std::string_view account, std::string_view asset,
                                                  std::uint64_t size) = 0;
};

}  // namespace ledger::verify
