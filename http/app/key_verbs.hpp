// `nociq key`: makes, shows, imports and derives the keys of wallets. No secret is shown unless it
// is asked for.
#pragma once

#include "engine/ports/entropy.hpp"
#include "engine/ports/file_system.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::app {

struct KeyRequest {
    std::string data = "./data";           ///< Folder; its wallets/ holds key files.
    std::string wallet;                    ///< Whose key.
    std::string file;                      ///< Empty: the wallet's in the data folder.
    std::string master_key;                ///< Path.
    std::string passphrase_file;           ///< Path; beats `master_key`.
    std::string credentials;               ///< Folder; beaten by both.
    std::string mnemonic_passphrase_file;  ///< Path; of a mnemonic that has one.
    std::string variable;                  ///< To be shown in place of a key file.
    std::string save;                      ///< The wallet that a derived key is kept as.
    std::uint32_t path_index = 0;          ///< Of m/44'/148'/index'.
    bool reveal = false;
    bool check = false;
};

/// What the verbs work with.
struct KeyPlaces {
    FileSystem& files;
    Entropy& entropy;
    /// Of the configuration or the environment.
    std::function<std::optional<std::string_view>(std::string_view name)> variable;
};

/// Each returns an exit code, prints one JSON object on stdout and all else on stderr.
int new_key(const KeyRequest& request, const KeyPlaces& places);
int show_key(const KeyRequest& request, const KeyPlaces& places);
/// Reads the seed or the mnemonic from stdin.
int import_key(const KeyRequest& request, const KeyPlaces& places);
int derive_key(const KeyRequest& request, const KeyPlaces& places);

}  // namespace ledger::app
