#include "http/app/config_verbs.hpp"

#include "engine/kernel/codec.hpp"
#include "http/app/exit_codes.hpp"
#include "http/app/table.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <tuple>
#include <unistd.h>

namespace ledger::app {
namespace {

struct ShownSetting {
    std::string key;
    std::string value;
    std::string source;
    bool used = false;

    static constexpr auto fields() {
        using S = ShownSetting;
        return std::tuple{Field{"key", &S::key, "Its name."},
                          Field{"value", &S::value, "Secrets are masked."},
                          Field{"source", &S::source, "default, file or environment."},
                          Field{"used", &S::used, "Whether it has an effect."}};
    }
};

struct ShownConfiguration {
    std::vector<ShownSetting> settings;
    std::vector<std::string> notes;
    std::vector<std::string> errors;

    static constexpr auto fields() {
        using C = ShownConfiguration;
        return std::tuple{Field{"settings", &C::settings, "Every known key."},
                          Field{"notes", &C::notes, "What has no effect, and why."},
                          Field{"errors", &C::errors, "What the server does not start with."}};
    }
};

bool is_used(const Setting& setting) {
    return setting.key->use == Use::honoured && !setting.is_placeholder;
}

int tell_failure(const Error& error) {
    fmt::print(stderr, "nociq: {}\n", error.message);
    return exit_bad_config;
}

void set_address(const Configuration& configuration, ServeSettings& settings) {
    if (!configuration.is_set("HOST")) return;
    ServerSettings wanted = settings.server;
    wanted.address = configuration.value("HOST");
    if (Server::check_address(wanted)) {
        settings.server.address = wanted.address;
    } else {
        settings.warnings.push_back(fmt::format(
            "HOST={} is not used: until there are identities, the server binds {} alone",
            wanted.address, settings.server.address));
    }
}

void set_log(const Configuration& configuration, LogSettings& log) {
    const auto level = configuration.value("LOG_LEVEL");
    const bool debug = boolean_of(configuration.value("DEBUG")).value_or(false);
    if (debug && !configuration.is_set("LOG_LEVEL")) log.least = Level::debug;
    if (level == "debug") log.least = Level::debug;
    if (level == "warning") log.least = Level::warning;
    if (level == "error") log.least = Level::error;
    const auto format = configuration.value("LOG_FORMAT");
    const bool text = format.empty() ? ::isatty(STDERR_FILENO) == 1 : format == "text";
    log.format = text ? LogFormat::text : LogFormat::json;
    log.requests = !text;
}

/// Where networks are asked when nothing else is said.
struct KnownNetwork {
    std::string_view name;
    std::string_view horizon_url;
    std::string_view rpc_url;
};
constexpr std::array known_networks{
    KnownNetwork{"testnet", "https://horizon-testnet.stellar.org",
                 "https://soroban-testnet.stellar.org"},
    KnownNetwork{"public", "https://horizon.stellar.org", ""},
};

void set_stellar(const Configuration& configuration, StellarSettings& stellar) {
    stellar.network = configuration.value("STELLAR_NETWORK");
    stellar.passphrase = configuration.value("STELLAR_NETWORK_PASSPHRASE");
    stellar.horizon_url = configuration.value("STELLAR_HORIZON_URL");
    stellar.rpc_url = configuration.value("STELLAR_SOROBAN_RPC_URL");
    stellar.pool_address = configuration.value("STELLAR_POOL_PUBLIC_KEY");
    stellar.usdc_issuer = configuration.value("PAYMENT_ASSET_ISSUER");
    if (!stellar.horizon_url.empty() || !stellar.rpc_url.empty()) return;
    for (const KnownNetwork& known : known_networks) {
        if (known.name != stellar.network) continue;
        stellar.horizon_url = known.horizon_url;
        stellar.rpc_url = known.rpc_url;
    }
}

}  // namespace

int tell_errors(const Result<Configuration>& configuration) {
    if (!configuration) return tell_failure(configuration.error());
    for (const std::string& error : configuration->errors) fmt::print(stderr, "nociq: {}\n", error);
    return configuration->errors.empty() ? exit_ok : exit_bad_config;
}

int check_configuration(const Result<Configuration>& configuration) {
    if (!configuration) return tell_failure(configuration.error());
    Table table{{"KEY", "SOURCE", "VALUE"}};
    for (const Setting& setting : configuration->settings)
        table.add({std::string{setting.key->name}, std::string{name_of(setting.source)},
                   setting.shown()});
    fmt::print("{}", table.text());
    for (const std::string& note : configuration->notes) fmt::print(stderr, "info: {}\n", note);
    ServeSettings settings;
    apply(*configuration, settings);
    for (const std::string& warning : settings.warnings)
        fmt::print(stderr, "warning: {}\n", warning);
    return tell_errors(configuration);
}

int show_configuration(const Result<Configuration>& configuration) {
    if (!configuration) return tell_failure(configuration.error());
    ShownConfiguration shown{
        .settings = {}, .notes = configuration->notes, .errors = configuration->errors};
    for (const Setting& setting : configuration->settings)
        shown.settings.push_back({std::string{setting.key->name}, setting.shown(),
                                  std::string{name_of(setting.source)}, is_used(setting)});
    fmt::print("{}\n", json::text_of(shown));
    return configuration->errors.empty() ? exit_ok : exit_bad_config;
}

void apply(const Configuration& configuration, ServeSettings& settings) {
    set_address(configuration, settings);
    const std::string_view port = configuration.value("PORT");
    std::from_chars(port.data(), port.data() + port.size(), settings.server.port);
    set_log(configuration, settings.log);
    set_stellar(configuration, settings.stellar);
    settings.allowed_origins =
        list_of(configuration.value("ALLOWED_ORIGINS")).value_or(std::vector<std::string>{});
    if (configuration.is_set("PROJECT_NAME"))
        settings.project_name = configuration.value("PROJECT_NAME");
}

void export_own_variables(const Configuration& configuration) {
    for (const Setting& setting : configuration.settings)
        if (setting.key->name.starts_with("NOCIQ_") && setting.source == Source::file)
            // NOLINTNEXTLINE(concurrency-mt-unsafe): there are no other threads yet.
            ::setenv(std::string{setting.key->name}.c_str(), setting.value.c_str(), 0);
}

}  // namespace ledger::app
