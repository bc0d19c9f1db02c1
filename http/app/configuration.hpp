// What the program is told by its environment and by `.env`: read, checked, and where it came from.
#pragma once

#include "engine/ports/file_system.hpp"
#include "http/app/env_file.hpp"
#include "http/app/known_keys.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::app {

enum class Source { standard, file, environment };
std::string_view name_of(Source source);

struct Setting {
    const KnownKey* key = nullptr;
    std::string value;
    Source source = Source::standard;
    bool is_placeholder = false;  ///< As an example file has it: not set.

    /// What may be shown: secrets are masked by their kind.
    std::string shown() const;
};

struct Configuration {
    std::vector<Setting> settings;  ///< Every known key, in the order of the table.
    std::vector<std::string> notes;
    std::vector<std::string> errors;

    /// Of a known key; empty when it is not set.
    std::string_view value(std::string_view name) const;
    bool is_set(std::string_view name) const;
};

/// Where the pieces are: environment beats file beats standard.
struct ConfigurationSources {
    Variables environment;
    Variables file;
    /// Reads what `KEY_FILE` names.
    std::function<Result<std::string>(const std::string& path)> read;
};
Configuration configuration_of(const ConfigurationSources& sources);

/// What the process was given, as it is.
Variables own_environment();

/// The process's own environment, and `.env` of the present folder if there is one.
Result<Configuration> read_configuration(FileSystem& files);

/// true, yes, on and 1, or their opposites, in any case.
std::optional<bool> boolean_of(std::string_view text);
/// Separated by commas, or a JSON array of strings; nothing when it begins as one and is none.
std::optional<std::vector<std::string>> list_of(std::string_view text);
/// The known name that is nearest to `name`.
std::string_view nearest_name(std::string_view name);

}  // namespace ledger::app
