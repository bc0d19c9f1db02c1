#include "http/app/key_verbs.hpp"

#include "engine/kernel/codec.hpp"
#include "http/app/data_folder.hpp"
#include "http/app/exit_codes.hpp"
#include "http/app/remote.hpp"
#include "http/app/secret_input.hpp"
#include "stellar/keys/key_file.hpp"
#include "stellar/keys/mnemonic.hpp"
#include "stellar/keys/secret_file.hpp"
#include "stellar/keys/seed_place.hpp"

#include <fmt/format.h>

#include <utility>

namespace ledger::app {
namespace {

using stellar::KeyPair;
using stellar::LockedBytes;
using stellar::Readers;
using stellar::SealingKey;
using stellar::SecretKind;
using stellar::WalletKey;

constexpr std::string_view master_key_credential = "nociq-master-key";

struct ShownKey {
    std::optional<std::string> wallet{};
    std::optional<std::string> file{};
    std::optional<SecretKind> kind{};
    std::optional<std::uint32_t> path_index{};
    std::string public_key{};
    std::optional<std::string> secret{};

    static constexpr auto fields() {
        using S = ShownKey;
        return std::tuple{Field{"wallet", &S::wallet, "Whose key it is."}.omit_null(),
                          Field{"file", &S::file, "The key file."}.omit_null(),
                          Field{"kind", &S::kind, "ed25519-seed or bip39-seed."}.omit_null(),
                          Field{"path_index", &S::path_index, "Of m/44'/148'/index'."}.omit_null(),
                          Field{"public_key", &S::public_key, "G…"},
                          Field{"secret", &S::secret, "S…, if it was asked for."}.omit_null()};
    }
};

std::string path_of(const KeyRequest& request, const std::string& wallet) {
    return fmt::format("{}/{}.key", DataFolder{request.data}.wallets(), wallet);
}

/// The file that the request is about.
std::string path_of(const KeyRequest& request) {
    return request.file.empty() ? path_of(request, request.wallet) : request.file;
}

Result<void> check_wallet(const std::string& wallet) {
    if (stellar::is_wallet_name(wallet)) return {};
    return fail(ErrorKind::validation, "usage.wallet",
                "a wallet's name is 1 to 64 of A-Z, a-z, 0-9, '-', '_' and '.', and begins with no "
                "'.'");
}

Result<SealingKey> sealing_key_of(const KeyRequest& request, FileSystem& files) {
    if (!request.passphrase_file.empty()) {
        TRY(text, stellar::read_secret_line(files, request.passphrase_file, Readers::owner));
        return stellar::Passphrase{std::move(text)};
    }
    if (!request.master_key.empty()) {
        TRY(key, stellar::read_master_key(files, request.master_key, Readers::owner));
        return std::move(key);
    }
    const std::string path = fmt::format("{}/{}", request.credentials, master_key_credential);
    if (request.credentials.empty() || !files.info(path))
        return fail(ErrorKind::validation, "usage.sealing_key",
                    "nothing seals or opens key files: say --master-key FILE "
                    "(NOCIQ_MASTER_KEY_FILE) or --passphrase-file FILE");
    TRY(key, stellar::read_master_key(files, path, Readers::service));
    return std::move(key);
}

/// A key of real money is not handled where the system may swap it out.
Result<void> check_locked(const KeyPair& pair, const KeyPlaces& places) {
    if (pair.is_locked()) return {};
    constexpr std::string_view words =
        "the system did not let the key be locked in memory (RLIMIT_MEMLOCK), and may swap it out";
    if (places.variable("STELLAR_NETWORK") == "public")
        return fail(ErrorKind::unavailable, "key.unlocked", std::string{words});
    fmt::print(stderr, "warning: {}\n", words);
    return {};
}

void reveal_if_asked(ShownKey& shown, const KeyPair& pair, const KeyRequest& request) {
    if (request.reveal) shown.secret = std::string{pair.seed_text().reveal()};
}

/// Seals a key into a new file, and says whose it is.
Result<ShownKey> keep(const WalletKey& key, const std::string& path, const KeyRequest& request,
                      const KeyPlaces& places) {
    TRY(check_wallet(key.wallet));
    TRY(pair, key.key_pair());
    TRY(check_locked(pair, places));
    TRY(sealing_key, sealing_key_of(request, places.files));
    TRY(sealed, stellar::seal(key, sealing_key, places.entropy));
    if (request.file.empty())
        TRY(create_directory_durably(places.files, DataFolder{request.data}.wallets()));
    TRY(stellar::create_key_file(places.files, places.entropy, path, sealed));
    ShownKey shown{.wallet = key.wallet, .file = path, .kind = key.kind};
    shown.public_key = stellar::account_text(pair.public_key());
    reveal_if_asked(shown, pair, request);
    return shown;
}

Result<ShownKey> made(const KeyRequest& request, const KeyPlaces& places) {
    const KeyPair pair = KeyPair::generate(places.entropy);
    const WalletKey key{.wallet = request.wallet,
                        .kind = SecretKind::ed25519_seed,
                        .secret = LockedBytes::copy_of(pair.reveal_seed())};
    return keep(key, path_of(request), request, places);
}

Result<ShownKey> found_in_variable(const KeyRequest& request, const KeyPlaces& places) {
    TRY(pair,
        stellar::find_seed(places.variable, places.files, request.credentials, request.variable));
    TRY(check_locked(pair, places));
    ShownKey shown{.public_key = stellar::account_text(pair.public_key())};
    reveal_if_asked(shown, pair, request);
    return shown;
}

Result<ShownKey> shown_of(const KeyRequest& request, const KeyPlaces& places) {
    if (!request.variable.empty()) return found_in_variable(request, places);
    TRY(check_wallet(request.wallet));
    const std::string path = path_of(request);
    TRY(sealed, stellar::read_key_file(places.files, path));
    ShownKey shown{.wallet = sealed.wallet,
                   .file = path,
                   .kind = sealed.kind,
                   .public_key = stellar::account_text(sealed.public_key)};
    if (!request.reveal && !request.check) return shown;
    TRY(sealing_key, sealing_key_of(request, places.files));
    TRY(key, stellar::open_key_file(places.files, path, request.wallet, sealing_key));
    TRY(pair, key.key_pair());
    TRY(check_locked(pair, places));
    reveal_if_asked(shown, pair, request);
    return shown;
}

Result<WalletKey> imported_key(const KeyRequest& request, const KeyPlaces& places) {
    TRY(input, read_secret_input("Seed (S...) or mnemonic"));
    std::string_view text = input.reveal();
    while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
    if (text.starts_with('S')) {
        TRY(pair, KeyPair::from_text(text));
        return WalletKey{.wallet = request.wallet,
                         .kind = SecretKind::ed25519_seed,
                         .secret = LockedBytes::copy_of(pair.reveal_seed())};
    }
    TRY(mnemonic, stellar::Mnemonic::from_text(text));
    LockedBytes passphrase;
    if (!request.mnemonic_passphrase_file.empty()) {
        TRY(line, stellar::read_secret_line(places.files, request.mnemonic_passphrase_file,
                                            Readers::owner));
        passphrase = std::move(line);
    }
    return WalletKey{.wallet = request.wallet,
                     .kind = SecretKind::bip39_seed,
                     .secret = mnemonic.seed(passphrase.reveal())};
}

Result<ShownKey> imported(const KeyRequest& request, const KeyPlaces& places) {
    TRY(check_wallet(request.wallet));
    TRY(key, imported_key(request, places));
    return keep(key, path_of(request), request, places);
}

Result<ShownKey> derived(const KeyRequest& request, const KeyPlaces& places) {
    TRY(check_wallet(request.wallet));
    TRY(sealing_key, sealing_key_of(request, places.files));
    TRY(key, stellar::open_key_file(places.files, path_of(request), request.wallet, sealing_key));
    TRY(pair, key.key_pair(request.path_index));
    TRY(check_locked(pair, places));
    ShownKey shown{.wallet = key.wallet,
                   .kind = key.kind,
                   .path_index = request.path_index,
                   .public_key = stellar::account_text(pair.public_key())};
    if (request.save.empty()) {
        reveal_if_asked(shown, pair, request);
        return shown;
    }
    const WalletKey child{.wallet = request.save,
                          .kind = SecretKind::ed25519_seed,
                          .secret = LockedBytes::copy_of(pair.reveal_seed())};
    KeyRequest saving = request;
    saving.file.clear();
    TRY(saved, keep(child, path_of(saving, request.save), saving, places));
    saved.path_index = request.path_index;
    return std::move(saved);
}

int print(const Result<ShownKey>& shown) {
    if (!shown) return tell(shown.error());
    fmt::print("{}\n", json::text_of(*shown));
    return exit_ok;
}

}  // namespace

int new_key(const KeyRequest& request, const KeyPlaces& places) {
    return print(made(request, places));
}

int show_key(const KeyRequest& request, const KeyPlaces& places) {
    return print(shown_of(request, places));
}

int import_key(const KeyRequest& request, const KeyPlaces& places) {
    return print(imported(request, places));
}

int derive_key(const KeyRequest& request, const KeyPlaces& places) {
    return print(derived(request, places));
}

}  // namespace ledger::app
