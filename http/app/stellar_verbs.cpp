#include "http/app/stellar_verbs.hpp"

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

}  // namespace

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
