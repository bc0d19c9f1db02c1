#include "http/app/configuration.hpp"

#include "engine/kernel/codec.hpp"
#include "engine/kernel/lower_case.hpp"
#include "engine/ports/http_url.hpp"
#include "stellar/strkey/strkey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <numeric>
#include <unistd.h>

namespace ledger::app {
namespace {

constexpr std::string_view file_name = "./.env";
constexpr std::uint64_t max_file_bytes = 1U << 20U;
constexpr std::string_view own_prefix = "NOCIQ_";
constexpr std::string_view file_suffix = "_FILE";

const KnownKey* find_key(std::string_view name) {
    const auto found = std::ranges::find(known_keys(), name, &KnownKey::name);
    return found == known_keys().end() ? nullptr : &*found;
}

/// "S...", "your_project_id": what example files hold in place of a value.
bool is_placeholder(std::string_view value) {
    return value.starts_with("your_") || value.starts_with("your-") ||
           value.find("...") != value.npos || value == "changeme";
}

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, problem] = std::from_chars(text.data(), end, number);
    if (problem != std::errc{} || stopped != end) return std::nullopt;
    return number;
}

bool is_one_of(std::string_view value, std::string_view words) {
    while (!words.empty()) {
        const std::size_t end = std::min(words.find('|'), words.size());
        if (words.substr(0, end) == value) return true;
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return false;
}

std::optional<std::string> complaint_about_number(const KnownKey& key, std::string_view value) {
    const auto number = number_of(value);
    if (!number) return "must be a whole number";
    if (*number > key.most) return fmt::format("must be at most {}", key.most);
    return std::nullopt;
}

std::optional<std::string> complaint_about_list(std::string_view value) {
    const auto list = list_of(value);
    if (!list) return "must be a list: words between commas, or a JSON array";
    if (std::ranges::find(*list, "*") != list->end())
        return "must name each one: * would let every page act for whoever opens it";
    return std::nullopt;
}

/// What is wrong with the value, in words that go on after the key's name.
std::optional<std::string> complaint_about(const KnownKey& key, std::string_view value) {
    if (!key.only.empty() && !is_one_of(value, key.only))
        return fmt::format("must be one of {}", key.only);
    if (key.kind == KeyKind::boolean && !boolean_of(value)) return "must be true or false";
    if (key.kind == KeyKind::number) return complaint_about_number(key, value);
    if (key.kind == KeyKind::account &&
        !stellar::strkey_payload(stellar::StrkeyKind::account, value))
        return "must be the address of a Stellar account, G...";
    if (key.kind == KeyKind::url && !parse_http_url(value))
        return "must begin with http:// or https://, and name a host";
    if (key.kind == KeyKind::list) return complaint_about_list(value);
    return std::nullopt;
}

/// A comment is cut off the environment's value only where it spoils it (ruling 37).
std::string_view mended(const KnownKey& key, std::string_view value) {
    return complaint_about(key, value) ? without_comment(value) : value;
}

class Reading {
public:
    explicit Reading(const ConfigurationSources& sources) : sources_{sources} {}

    Configuration run() {
        for (const KnownKey& key : known_keys()) take(key);
        if (read_.value("STELLAR_NETWORK") == "custom" && !read_.is_set("STELLAR_HORIZON_URL") &&
            !read_.is_set("STELLAR_SOROBAN_RPC_URL"))
            read_.errors.emplace_back(
                "STELLAR_NETWORK=custom needs STELLAR_SOROBAN_RPC_URL or STELLAR_HORIZON_URL");
        refuse_unknown(sources_.environment);
        refuse_unknown(sources_.file);
        return std::move(read_);
    }

private:
    void take(const KnownKey& key) {
        Setting setting{.key = &key, .value = std::string{key.standard}};
        if (find(sources_.file, key, setting)) setting.source = Source::file;
        if (find(sources_.environment, key, setting)) setting.source = Source::environment;
        if (setting.source == Source::environment) setting.value = mended(key, setting.value);
        setting.is_placeholder = is_placeholder(setting.value);
        if (setting.source != Source::standard && !setting.value.empty()) judge(setting);
        read_.settings.push_back(std::move(setting));
    }

    bool find(const Variables& variables, const KnownKey& key, Setting& setting) {
        const auto found = variables.find(key.name);
        if (found != variables.end()) setting.value = found->second;
        if (found != variables.end() || key.kind != KeyKind::secret)
            return found != variables.end();
        const auto path = variables.find(std::string{key.name} + std::string{file_suffix});
        if (path == variables.end()) return false;
        Result<std::string> text = sources_.read(path->second);
        if (!text) {
            read_.errors.push_back(fmt::format("{}: {}", path->first, text.error().message));
            return false;
        }
        setting.value = std::move(*text);
        while (setting.value.ends_with('\n')) setting.value.pop_back();
        return true;
    }

    void judge(const Setting& setting) {
        const KnownKey& key = *setting.key;
        if (key.use == Use::meaningless) {
            read_.notes.push_back(
                fmt::format("{} means nothing here: the ledger is its own "
                            "database, and needs no other",
                            key.name));
        } else if (setting.is_placeholder) {
            read_.notes.push_back(
                fmt::format("{} holds a placeholder, and counts as not set", key.name));
        } else if (const auto complaint = complaint_about(key, setting.value)) {
            read_.errors.push_back(fmt::format("{} {}", key.name, *complaint));
        } else if (key.use == Use::later) {
            read_.notes.push_back(fmt::format("{} is known, and not yet used", key.name));
        }
    }

    void refuse_unknown(const Variables& variables) {
        for (const auto& [name, value] : variables) {
            std::string_view base = name;
            if (base.ends_with(file_suffix)) base.remove_suffix(file_suffix.size());
            if (!name.starts_with(own_prefix) || find_key(name) || find_key(base)) continue;
            read_.errors.push_back(
                fmt::format("{} is not a known key; did you mean {}?", name, nearest_name(name)));
        }
    }

    const ConfigurationSources& sources_;
    Configuration read_;
};

std::size_t edits_between(std::string_view one, std::string_view other) {
    std::vector<std::size_t> row(other.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= one.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= other.size(); ++j) {
            const std::size_t replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

std::string_view name_of(Source source) {
    constexpr std::array<std::string_view, 3> names{"default", "file", "environment"};
    return names.at(static_cast<std::size_t>(source));
}

std::string Setting::shown() const {
    return key->kind == KeyKind::secret && !value.empty() ? "***" : value;
}

std::string_view Configuration::value(std::string_view name) const {
    for (const Setting& setting : settings)
        if (setting.key->name == name && !setting.is_placeholder) return setting.value;
    return "";
}

bool Configuration::is_set(std::string_view name) const {
    return std::ranges::any_of(settings, [&](const Setting& setting) {
        return setting.key->name == name && setting.source != Source::standard &&
               !setting.value.empty() && !setting.is_placeholder;
    });
}

Configuration configuration_of(const ConfigurationSources& sources) {
    return Reading{sources}.run();
}

Variables own_environment() {
    Variables variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view line = *entry;
        const std::size_t equals = std::min(line.find('='), line.size());
        variables.emplace(line.substr(0, equals), line.substr(std::min(equals + 1, line.size())));
    }
    return variables;
}

Result<Configuration> read_configuration(FileSystem& files) {
    ConfigurationSources sources{
        .environment = own_environment(), .file = {}, .read = [&files](const std::string& path) {
            return read_file(files, path, max_file_bytes);
        }};
    const auto text = read_file(files, std::string{file_name}, max_file_bytes);
    if (!text && text.error().code != "file.not_found") return fail(text.error());
    if (text) {
        auto read = read_env_file(*text);
        if (!read)
            return fail(ErrorKind::validation, read.error().code,
                        fmt::format("{}: {}", file_name, read.error().message));
        sources.file = std::move(*read);
    }
    return configuration_of(sources);
}

std::optional<bool> boolean_of(std::string_view text) {
    const std::string word = lower_case(text);
    if (is_one_of(word, "true|yes|on|1")) return true;
    if (is_one_of(word, "false|no|off|0")) return false;
    return std::nullopt;
}

std::optional<std::vector<std::string>> list_of(std::string_view text) {
    if (text.starts_with('[')) {
        const auto list = json::parse<std::vector<std::string>>(text);
        return list ? std::optional{*list} : std::nullopt;
    }
    std::vector<std::string> list;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        const std::string_view item = without_comment(text.substr(0, end));
        if (!item.empty()) list.emplace_back(item);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return list;
}

std::string_view nearest_name(std::string_view name) {
    return std::ranges::min_element(
               known_keys(), {}, [&](const KnownKey& key) { return edits_between(name, key.name); })
        ->name;
}

}  // namespace ledger::app
