#include "http/app/stellar_verbs.hpp"

#include "engine/kernel/codec.hpp"
#include "engine/kernel/encoding.hpp"
#include "http/app/exit_codes.hpp"
#include "http/app/remote.hpp"
#include "http/app/sandbox_verbs.hpp"
#include "http/app/xdr_verbs.hpp"

#include <CLI/CLI.hpp>

#include <optional>
#include <string_view>

namespace ledger::app {
namespace {

std::optional<std::string_view> variable_of(const Result<Configuration>& configuration,
                                            const Variables& environment, std::string_view name) {
    if (configuration && configuration->is_set(name)) return configuration->value(name);
    const auto found = environment.find(name);
    if (found == environment.end()) return std::nullopt;
    return found->second;
}

CLI::App& add_key(CLI::App& noun, const char* name, const char* words, KeyRequest& key) {
    CLI::App& verb = *noun.add_subcommand(name, words);
    verb.add_option("WALLET", key.wallet, "Whose key")->required(std::string_view{"show"} != name);
    verb.add_option("--data", key.data, "Data folder")->capture_default_str();
    verb.add_option("--file", key.file, "The key file; default: DATA/wallets/WALLET.key");
    verb.add_option("--master-key", key.master_key, "File of the key that seals it")
        ->envname("NOCIQ_MASTER_KEY_FILE");
    verb.add_option("--passphrase-file", key.passphrase_file, "File of what else seals it");
    verb.add_option("--credentials", key.credentials, "Folder where systemd puts credentials")
        ->envname("CREDENTIALS_DIRECTORY");
    verb.add_flag("--reveal", key.reveal, "Print the secret, too");
    return verb;
}

int serve_sandbox_verb(const Settings& settings, Machine&) {
    SandboxServeSettings serve = settings.sandbox;
    serve.data = settings.data;
    serve.log = settings.serve.log;
    if (settings.close_every_seconds > 0)
        serve.sandbox.close_every = std::chrono::round<Duration>(
            std::chrono::duration<double>{settings.close_every_seconds});
    if (!settings.seed.empty()) serve.sandbox.seed = hash_from_hex(settings.seed);
    const auto words = faults_from_words(settings.faults);
    if (!words) return tell(words.error());
    auto faults = json::parse<stellar::sandbox::Faults>(*words);
    if (!faults) return tell(faults.error());
    serve.sandbox.faults = *faults;
    return serve_sandbox(serve);
}

void add_sandbox_serve(CLI::App& noun, Settings& settings, Chosen& chosen) {
    CLI::App& verb = *noun.add_subcommand("serve", "Serve a Stellar network of one");
    SandboxServeSettings& serve = settings.sandbox;
    verb.add_option("--data", settings.data, "Its folder is DATA/sandbox")->capture_default_str();
    verb.add_option("--host", serve.address, "Loopback address to bind")->capture_default_str();
    verb.add_option("--port", serve.port, "Port; 0 for any")->capture_default_str();
    verb.add_option("--admin-port", serve.admin_port, "Port of `nociq sandbox status` and others")
        ->capture_default_str();
    verb.add_option("--port-file", serve.port_file, "Write the port here once it accepts");
    verb.add_option("--close-every", settings.close_every_seconds,
                    "Seconds from one ledger to the next; 0: as there is need")
        ->check(CLI::Range(0.0, 3600.0))
        ->capture_default_str();
    verb.add_option("--instance", serve.sandbox.instance,
                    "Of a new one: its network is \"NOCIQ Sandbox ; INSTANCE\"");
    verb.add_option("--seed", settings.seed, "Of a new one: 64 hexadecimal digits, for its keys")
        ->check([](const std::string& text) {
            return hash_from_hex(text) ? std::string{} : std::string{"64 hexadecimal digits"};
        });
    verb.add_option("--requests-per-hour", serve.sandbox.requests_per_hour,
                    "Of one caller; 0: no limit")
        ->capture_default_str();
    verb.add_option("--fault", settings.faults, "NAME=VALUE, as of `nociq sandbox fault`");
    verb.add_option("--fault-seed", serve.sandbox.fault_seed,
                    "The same faults for the same requests")
        ->capture_default_str();
    verb.callback(chosen.set(serve_sandbox_verb));
}

CLI::App& add_sandbox_request(CLI::App& noun, Settings& settings, const char* name,
                              const char* words) {
    CLI::App& verb = *noun.add_subcommand(name, words);
    verb.add_option("--data", settings.data, "The one that runs on DATA/sandbox")
        ->capture_default_str();
    verb.add_flag("--json", settings.json, "Its answer as it is");
    return verb;
}

int set_faults(const Settings& settings, Machine& machine) {
    const auto faults = faults_from_words(settings.faults);
    if (!faults) return tell(faults.error());
    return ask_sandbox({.data = settings.data, .json = settings.json}, machine.files, "PUT",
                       "/faults", *faults);
}

}  // namespace

void add_sandbox(CLI::App& app, Settings& settings, Chosen& chosen) {
    CLI::App& noun =
        *app.add_subcommand("sandbox", "A Stellar network of one, for all that is not real money")
             ->require_subcommand(1);
    add_sandbox_serve(noun, settings, chosen);
    CLI::App& fault = add_sandbox_request(
        noun, settings, "fault", "What it shall do wrong from now on; without names: nothing");
    fault.add_option("NAME=VALUE", settings.faults, "Such as drop_after_accept=20 stall=true");
    fault.callback(chosen.set(set_faults));
    struct Row {
        const char* name;
        const char* words;
        const char* method;
        const char* target;
    };
    static constexpr Row rows[] = {
        {"status", "Its ledger, its passphrase, its accounts", "GET", "/status"},
        {"close-ledger", "Close the next ledger now", "POST", "/close-ledger"},
        {"reset", "Forget everything, and begin anew", "POST", "/reset"},
    };
    for (const Row& row : rows) {
        CLI::App& verb = add_sandbox_request(noun, settings, row.name, row.words);
        if (row.target == std::string_view{"/reset"})
            verb.add_flag("--yes", settings.yes, "Yes: all that happened there is gone")
                ->required();
        verb.callback(chosen.set([&row](const Settings& s, Machine& m) {
            return ask_sandbox({.data = s.data, .json = s.json}, m.files, row.method, row.target);
        }));
    }
}

void add_xdr(CLI::App& app, Settings& settings, Chosen& chosen) {
    CLI::App& noun =
        *app.add_subcommand("xdr", "Stellar's XDR, from stdin to stdout")->require_subcommand(1);
    CLI::App& to_json = *noun.add_subcommand("decode", "Base64 to JSON (SEP-51)");
    CLI::App& to_base64 = *noun.add_subcommand("encode", "JSON (SEP-51) to Base64");
    for (CLI::App* verb : {&to_json, &to_base64})
        verb->add_option("TYPE", settings.type, "Such as TransactionEnvelope")->required();
    to_json.callback(chosen.set([](const Settings& s, Machine&) { return decode_xdr(s.type); }));
    to_base64.callback(chosen.set([](const Settings& s, Machine&) { return encode_xdr(s.type); }));
    CLI::App& hash =
        *noun.add_subcommand("hash", "What a TransactionEnvelope (Base64) is signed by");
    hash.add_option("--passphrase", settings.passphrase,
                    "The network's: \"Test SDF Network ; September 2015\"")
        ->required();
    hash.callback(
        chosen.set([](const Settings& s, Machine&) { return hash_envelope(s.passphrase); }));
    noun.add_subcommand("types", "All types that there are")
        ->callback(chosen.set([](const Settings&, Machine&) { return list_xdr_types(); }));
}

void add_keys(CLI::App& app, Settings& settings, Chosen& chosen) {
    CLI::App& noun = *app.add_subcommand("key", "Keys of wallets")->require_subcommand(1);
    KeyRequest& key = settings.key;
    const auto run = [&chosen](int (*verb)(const KeyRequest&, const KeyPlaces&)) {
        return chosen.set([verb](const Settings& s, Machine& m) {
            const Variables environment = own_environment();
            return verb(s.key, {m.files, m.entropy, [&](std::string_view name) {
                                    return variable_of(s.configuration, environment, name);
                                }});
        });
    };
    add_key(noun, "new", "Make a key, and seal it into a file", key).callback(run(new_key));
    CLI::App& show = add_key(noun, "show", "Whose key a file holds", key);
    show.add_flag("--check", key.check, "Open it, to see that it can be opened");
    show.add_option("--variable", key.variable, "The variable or credential of a seed, instead")
        ->excludes("WALLET");
    show.callback(run(show_key));
    CLI::App& import = add_key(noun, "import", "Seal a seed or mnemonic, read from stdin", key);
    import.add_option("--mnemonic-passphrase-file", key.mnemonic_passphrase_file,
                      "File of the mnemonic's own passphrase");
    import.callback(run(import_key));
    CLI::App& derive = add_key(noun, "derive", "A further account of a mnemonic (SEP-5)", key);
    derive.add_option("--path-index", key.path_index, "Of m/44'/148'/index'")->required();
    derive.add_option("--save", key.save, "Keep it as the key of this wallet");
    derive.callback(run(derive_key));
}

}  // namespace ledger::app
