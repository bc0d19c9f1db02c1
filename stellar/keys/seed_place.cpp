#include "stellar/keys/seed_place.hpp"

#include "stellar/keys/secret_file.hpp"

#include <fmt/format.h>

namespace ledger::stellar {
namespace {

Result<KeyPair> seed_at(std::string_view place, std::string_view text) {
    auto pair = KeyPair::from_text(text);
    if (!pair)
        return fail(pair.error().kind, pair.error().code,
                    fmt::format("{}: {}", place, pair.error().message));
    return pair;
}

}  // namespace

Result<KeyPair> find_seed(
    FunctionRef<std::optional<std::string_view>(std::string_view name)> variable, FileSystem& files,
    std::string_view credentials, std::string_view name) {
    const std::optional<std::string_view> value = variable(name);
    if (value && !value->empty()) return seed_at(name, *value);
    const std::string path = fmt::format("{}/{}", credentials, name);
    if (credentials.empty() || !files.info(path))
        return fail(ErrorKind::not_found, "seed.missing",
                    fmt::format("there is no seed: neither a variable nor a credential {}", name));
    TRY(line, read_secret_line(files, path, Readers::service));
    return seed_at(path, line.reveal());
}

}  // namespace ledger::stellar
