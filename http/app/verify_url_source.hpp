// A log that a running server publishes.
#pragma once

#include "http/server_client.hpp"
#include "snapshots/verify/tile_source.hpp"

#include <memory>
#include <string>

namespace ledger::app {

/// Looks like an export: payload bundles and identity files are made out of the events route, when
/// the server shows that to us. MANIFEST and balances.json it does not have.
class UrlSource final : public verify::TileSource {
public:
    static Result<std::unique_ptr<UrlSource>> open(const std::string& url);

    Result<std::optional<std::string>> read(std::string_view path) override;
    Result<std::optional<Amount>> balance(std::string_view account, std::string_view asset,
                                          std::uint64_t size) override;

private:
    explicit UrlSource(std::unique_ptr<ServerClient> client) : client_{std::move(client)} {}

    /// The body; nothing when there is no such thing, or it is not for us.
    Result<std::optional<std::string>> get(const std::string& target);
    Result<std::optional<std::string>> payload_bundle(std::string_view path);
    Result<std::optional<std::string>> identity(std::string_view path);

    std::unique_ptr<ServerClient> client_;
};

}  // namespace ledger::app
