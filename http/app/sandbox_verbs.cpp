#include "http/app/sandbox_verbs.hpp"

#include "engine/kernel/codec.hpp"
#include "http/app/data_folder.hpp"
#include "http/app/exit_codes.hpp"
#include "http/app/remote.hpp"
#include "http/app/sandbox_settings.hpp"
#include "http/app/table.hpp"

#include <fmt/format.h>

namespace ledger::app {
namespace {

constexpr std::uint64_t most_endpoint_bytes = 64;

Result<SandboxStatus> ask(const std::string& path, FileSystem& files, std::string_view method,
                          std::string_view target, std::string_view body) {
    auto endpoint = read_file(files, path, most_endpoint_bytes);
    if (!endpoint)
        return fail(ErrorKind::unavailable, "sandbox.unknown",
                    "no sandbox is running there; start one with `nociq sandbox serve`");
    while (!endpoint->empty() && endpoint->back() == '\n') endpoint->pop_back();
    TRY(remote, Remote::connect({.url = "http://" + *endpoint, .data = {}}, files));
    const HeaderFields type{{"Content-Type", "application/json"}};
    TRY(response, remote.ask(method, target, type, body));
    return json::parse<SandboxStatus>(response.body, json::Unknown::ignored);
}

void show(const SandboxStatus& status) {
    std::string closed_at;
    json::write(closed_at, status.closed_at);
    fmt::print("network passphrase  {}\n", status.passphrase);
    fmt::print("ledger              {}, closed at {}; {} is the first that is kept\n",
               status.ledger, closed_at.substr(1, closed_at.size() - 2), status.oldest_ledger);
    fmt::print("waiting             {} transactions\n", status.waiting);
    Table accounts{{"account", "address"}};
    for (const SandboxAccount& account : status.accounts)
        accounts.add({account.name, account.address});
    fmt::print("{}", accounts.text());
    if (status.faults != stellar::sandbox::Faults{})
        fmt::print("faults  {}\n", json::text_of(status.faults));
}

}  // namespace

int ask_sandbox(const SandboxRequestSettings& settings, FileSystem& files, std::string_view method,
                std::string_view target, std::string_view body) {
    const auto status = ask(DataFolder{settings.data}.sandbox_admin(), files, method, target, body);
    if (!status) return tell(status.error());
    if (settings.json) {
        fmt::print("{}\n", json::text_of(*status));
    } else {
        show(*status);
    }
    return exit_ok;
}

Result<std::string> faults_from_words(const std::vector<std::string>& words) {
    json::ObjectWriter faults;
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        const std::string value = equals == word.npos ? "" : word.substr(equals + 1);
        const bool is_number =
            !value.empty() && value.find_first_not_of("-0123456789") == value.npos;
        if (!is_number && value != "true" && value != "false")
            return fail(ErrorKind::validation, "usage.fault",
                        "\"" + word + "\" is not NAME=NUMBER, NAME=true or NAME=false");
        faults.add_raw(word.substr(0, equals), value);
    }
    return faults.text();
}

}  // namespace ledger::app
