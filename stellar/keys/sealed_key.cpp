#include "stellar/keys/sealed_key.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/kernel/codec.hpp"
#include "engine/kernel/encoding.hpp"
#include "stellar/keys/key_pair.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ledger::stellar {
namespace {

constexpr std::string_view format_name = "nociq-key";
constexpr std::size_t tag_size = 16;
constexpr std::size_t longest_name = 64;
/// What Argon2id may be asked to spend on a file that somebody else has written.
constexpr std::uint32_t most_passes = 16;
constexpr std::uint32_t least_memory_kib = 8;
constexpr std::uint32_t most_memory_kib = 1U << 20U;

/// Of any version.
struct Heading {
    std::string format;
    std::uint64_t version = 0;

    static constexpr auto fields() {
        return std::tuple{Field{"format", &Heading::format, "Always nociq-key."},
                          Field{"version", &Heading::version, "Of the format."}};
    }
};

struct WrittenArgon2id {
    std::uint32_t passes = 0;
    std::uint32_t memory_kib = 0;
    std::string salt{};

    static constexpr auto fields() {
        using W = WrittenArgon2id;
        return std::tuple{
            Field{"passes", &W::passes, "Over the memory."}.range(1, most_passes),
            Field{"memory_kib", &W::memory_kib, "In KiB."}.range(least_memory_kib, most_memory_kib),
            Field{"salt", &W::salt, "Base64."}};
    }
};

struct WrittenKey {
    std::string format{format_name};
    std::uint64_t version = key_file_version;
    std::string wallet{};
    SecretKind kind = SecretKind::ed25519_seed;
    std::string public_key{};
    std::optional<WrittenArgon2id> argon2id{};
    std::string sealing_key{};
    std::string nonce{};
    std::string ciphertext{};

    static constexpr auto fields() {
        using W = WrittenKey;
        return std::tuple{Field{"format", &W::format, "Always nociq-key."},
                          Field{"version", &W::version, "Of the format."},
                          Field{"wallet", &W::wallet, "Whose key it is."},
                          Field{"kind", &W::kind, "What the secret is."},
                          Field{"public_key", &W::public_key, "G…"},
                          Field{"argon2id", &W::argon2id, "Null: a master key opens it."},
                          Field{"sealing_key", &W::sealing_key, "Its id, in hexadecimal."},
                          Field{"nonce", &W::nonce, "Base64."},
                          Field{"ciphertext", &W::ciphertext, "Base64."}};
    }
};

std::unexpected<Error> malformed(std::string_view rule) {
    return fail(ErrorKind::corrupt, "key_file.malformed", fmt::format("not a key file: {}", rule));
}

template <std::size_t Size>
std::string base64_of(const std::array<std::uint8_t, Size>& bytes) {
    std::string text;
    put_bytes(text, bytes);
    return to_base64(text);
}

/// Whether `bytes` were there, and as many as `out` has room for.
template <std::size_t Size>
bool fill(std::array<std::uint8_t, Size>& out, const std::optional<std::string>& bytes) {
    if (!bytes || bytes->size() != Size) return false;
    out = ByteReader{*bytes}.take_array<Size>();
    return true;
}

Result<void> check_heading(std::string_view text) {
    const auto heading = json::parse<Heading>(text, json::Unknown::ignored);
    if (!heading || heading->format != format_name) return malformed("it does not begin as one");
    if (heading->version == key_file_version) return {};
    return fail(ErrorKind::unprocessable, "key_file.version",
                fmt::format("a key file of version {}; this program reads version {}",
                            heading->version, key_file_version));
}

Result<SealedKey> sealed_key_of(const WrittenKey& written) {
    if (!is_wallet_name(written.wallet)) return malformed("its wallet has no wallet's name");
    SealedKey key{.wallet = written.wallet, .kind = written.kind};
    const auto public_key = key_from_account_text(written.public_key);
    if (!public_key) return malformed("its public key is none");
    key.public_key = *public_key;
    if (written.argon2id) {
        key.argon2id = Argon2id{.passes = written.argon2id->passes,
                                .memory_kib = written.argon2id->memory_kib};
        if (!fill(key.argon2id->salt, from_base64(written.argon2id->salt)))
            return malformed("its salt is not 16 bytes");
    }
    if (!fill(key.sealing_key, from_hex(written.sealing_key)))
        return malformed("its sealing key's id is not 8 bytes");
    if (!fill(key.nonce, from_base64(written.nonce))) return malformed("its nonce is not 24 bytes");
    const auto ciphertext = from_base64(written.ciphertext);
    if (!ciphertext || ciphertext->size() != secret_size(key.kind) + tag_size)
        return malformed("its ciphertext is of another length than its kind's");
    key.ciphertext = *ciphertext;
    return key;
}

bool is_allowed_in_name(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

}  // namespace

std::size_t secret_size(SecretKind kind) {
    constexpr std::size_t bip39_seed_size = 64;
    return kind == SecretKind::ed25519_seed ? seed_size : bip39_seed_size;
}

bool is_wallet_name(std::string_view name) {
    return !name.empty() && name.size() <= longest_name && name.front() != '.' &&
           std::ranges::all_of(name, is_allowed_in_name);
}

std::string to_text(const SealedKey& key) {
    LEDGER_ASSERT(is_wallet_name(key.wallet));
    LEDGER_ASSERT(key.ciphertext.size() == secret_size(key.kind) + tag_size);
    WrittenKey written{.wallet = key.wallet, .kind = key.kind};
    written.public_key = account_text(key.public_key);
    if (key.argon2id)
        written.argon2id = WrittenArgon2id{.passes = key.argon2id->passes,
                                           .memory_kib = key.argon2id->memory_kib,
                                           .salt = base64_of(key.argon2id->salt)};
    std::string sealing_key{};
    put_bytes(sealing_key, key.sealing_key);
    written.sealing_key = to_hex(sealing_key);
    written.nonce = base64_of(key.nonce);
    written.ciphertext = to_base64(key.ciphertext);
    return json::text_of(written) + "\n";
}

Result<SealedKey> sealed_key_from_text(std::string_view text) {
    TRY(check_heading(text));
    const auto written = json::parse<WrittenKey>(text);
    if (!written) return malformed(written.error().message);
    TRY(key, sealed_key_of(*written));
    // One key has one text, so that no bit of a file can change unnoticed.
    if (to_text(key) != text) return malformed("it is not spelt as one is written");
    return std::move(key);
}

}  // namespace ledger::stellar
