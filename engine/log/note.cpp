// Signed notes by libsodium, and the signing seed's file.
#include "engine/log/note.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/kernel/encoding.hpp"
#include "engine/log/sha256.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sodium.h>

namespace ledger {
namespace {

constexpr std::string_view ed25519_type{"\x01", 1};
constexpr std::string_view signature_mark = "\u2014 ";  ///< An em dash and a space.
constexpr std::size_t max_signatures = 100;
constexpr std::size_t max_note_bytes = 1U << 20U;
constexpr std::size_t key_id_bytes = 4;
constexpr std::uint32_t group_and_others = 077;
using SeedBytes = std::array<std::uint8_t, crypto_sign_SEEDBYTES>;

/// U+0085 and the other spaces of Unicode beyond ASCII.
constexpr std::string_view wide_spaces[] = {"\u0085", "\u00a0", "\u1680", "\u2000", "\u2001",
                                            "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
                                            "\u2007", "\u2008", "\u2009", "\u200a", "\u2028",
                                            "\u2029", "\u202f", "\u205f", "\u3000"};

const unsigned char* as_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string_view as_text(std::span<const std::uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::unexpected<Error> invalid(std::string_view code, std::string message) {
    return fail(ErrorKind::validation, code, std::move(message));
}

bool is_control(char character) { return static_cast<unsigned char>(character) < 0x20; }

bool is_key_name(std::string_view name) {
    const bool has_space = std::ranges::any_of(wide_spaces, [&](std::string_view space) {
        return name.find(space) != std::string_view::npos;
    });
    return !name.empty() && is_utf8(name) && !has_space &&
           name.find_first_of("+ ") == std::string_view::npos &&
           std::ranges::none_of(name, is_control);
}

bool is_note_text(std::string_view text) {
    return text.ends_with('\n') && is_utf8(text) && std::ranges::none_of(text, [](char character) {
               return is_control(character) && character != '\n';
           });
}

std::uint32_t key_id_of(std::string_view name, std::span<const std::uint8_t> public_key) {
    Sha256 sha256;
    const Hash hash = sha256({name, "\n", ed25519_type, as_text(public_key)});
    return ByteReader{as_view(hash)}.take<std::uint32_t>();
}

/// One line of the signature block.
struct SignatureLine {
    std::string_view name;
    std::uint32_t key_id;
    std::string signature;
};

std::optional<SignatureLine> parse_signature_line(std::string_view line) {
    if (!line.starts_with(signature_mark)) return std::nullopt;
    line.remove_prefix(signature_mark.size());
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) return std::nullopt;
    const auto bytes = from_base64(line.substr(space + 1));
    if (!bytes || bytes->size() <= key_id_bytes) return std::nullopt;
    return SignatureLine{.name = line.substr(0, space),
                         .key_id = ByteReader{*bytes}.take<std::uint32_t>(),
                         .signature = bytes->substr(key_id_bytes)};
}

bool is_signed(const SignatureLine& line, std::string_view text, const VerifierKey& key) {
    LEDGER_ASSERT(sodium_init() >= 0);
    return line.signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(as_bytes(line.signature), as_bytes(text), text.size(),
                                       key.public_key.data()) == 0;
}

/// Whether `block` holds a signature by `key`; an error when it is not made of signature lines, or
/// when one that claims to be by `key` is not.
Result<bool> check_signatures(std::string_view block, std::string_view text,
                              const VerifierKey& key) {
    bool found = false;
    for (std::size_t count = 0; !block.empty(); ++count) {
        if (count == max_signatures) return invalid("note.malformed", "too many signatures");
        const std::string_view line_text = block.substr(0, block.find('\n'));
        block.remove_prefix(line_text.size() + 1);
        const auto line = parse_signature_line(line_text);
        if (!line) return invalid("note.malformed", "not a signature line");
        if (line->name != key.name || line->key_id != key.key_id) continue;
        if (!is_signed(*line, text, key))
            return invalid("note.bad_signature",
                           fmt::format("the signature by {} is not its own", key.name));
        found = true;
    }
    return found;
}

Result<Secret> read_seed(FileSystem& files, const std::string& path, std::uint32_t mode) {
    if ((mode & group_and_others) != 0)
        return invalid("key.mode", fmt::format("{} is open to others than its owner (mode {:04o}); "
                                               "it must be 0600",
                                               path, mode));
    TRY(info, files.info(path));
    if (info.size != crypto_sign_SEEDBYTES)
        return fail(
            ErrorKind::corrupt, "key.size",
            fmt::format("{} holds {} bytes, not {}", path, info.size, crypto_sign_SEEDBYTES));
    TRY(bytes, read_file(files, path, crypto_sign_SEEDBYTES));
    Secret seed{std::move(bytes)};
    return seed;
}

/// Beside it first: a crash leaves a whole key or none, never a part of one.
Result<void> write_seed(FileSystem& files, const std::string& path, std::string_view seed) {
    const std::string beside = path + ".new";
    if (auto removed = files.remove(beside); !removed && removed.error().code != "file.not_found")
        return removed;
    {
        TRY(file, files.open(beside, OpenMode::create_private));
        TRY(file->append(seed));
        TRY(file->sync());
    }
    TRY(files.rename(beside, path));
    const std::size_t slash = path.rfind('/');
    return files.sync_directory(slash == std::string::npos ? "." : path.substr(0, slash));
}

}  // namespace

std::string to_text(const VerifierKey& key) {
    std::string typed_key{ed25519_type};
    typed_key += as_text(key.public_key);
    return fmt::format("{}+{:08x}+{}", key.name, key.key_id, to_base64(typed_key));
}

Result<VerifierKey> parse_verifier_key(std::string_view text) {
    const std::size_t name_end = text.find('+');
    const std::size_t id_end =
        name_end == std::string_view::npos ? name_end : text.find('+', name_end + 1);
    if (id_end == std::string_view::npos)
        return invalid("verifier_key.malformed", "not name+id+key");
    const auto typed_key = from_base64(text.substr(id_end + 1));
    if (!typed_key || typed_key->size() != 1 + crypto_sign_PUBLICKEYBYTES ||
        !typed_key->starts_with(ed25519_type))
        return invalid("verifier_key.malformed", "not an Ed25519 key");
    VerifierKey key{.name = std::string{text.substr(0, name_end)}};
    std::ranges::copy(typed_key->substr(1), key.public_key.begin());
    key.key_id = key_id_of(key.name, key.public_key);
    if (!is_key_name(key.name) || to_text(key) != text)
        return invalid("verifier_key.malformed", "name and key do not match the key id");
    return key;
}

Result<NoteSigner> NoteSigner::from_seed(std::string name, Secret seed) {
    if (!is_key_name(name))
        return invalid("key.name", "a key's name is UTF-8 text without space or '+'");
    if (seed.reveal().size() != crypto_sign_SEEDBYTES)
        return invalid("key.size", "a signing seed is 32 bytes");
    LEDGER_ASSERT(sodium_init() >= 0);
    NoteSigner signer;
    std::string secret_key(crypto_sign_SECRETKEYBYTES, '\0');
    crypto_sign_seed_keypair(signer.verifier_.public_key.data(),
                             reinterpret_cast<unsigned char*>(secret_key.data()),
                             as_bytes(seed.reveal()));
    signer.secret_key_ = Secret{std::move(secret_key)};
    signer.verifier_.key_id = key_id_of(name, signer.verifier_.public_key);
    signer.verifier_.name = std::move(name);
    return signer;
}

std::string NoteSigner::sign(std::string_view text) const {
    LEDGER_ASSERT(is_note_text(text));
    std::array<std::uint8_t, crypto_sign_BYTES> signature{};
    crypto_sign_detached(signature.data(), nullptr, as_bytes(text), text.size(),
                         as_bytes(secret_key_.reveal()));
    std::string signed_by;
    put_big_endian(signed_by, verifier_.key_id);
    put_bytes(signed_by, signature);
    return fmt::format("{}\n{}{} {}\n", text, signature_mark, verifier_.name, to_base64(signed_by));
}

Result<OpenedNote> open_note(std::string_view note, const VerifierKey& key) {
    if (note.size() > max_note_bytes) return invalid("note.malformed", "longer than 1 MiB");
    const std::size_t blank = note.rfind("\n\n");
    if (blank == std::string_view::npos) return invalid("note.malformed", "no signature block");
    const std::string_view text = note.substr(0, blank + 1);
    const std::string_view block = note.substr(blank + 2);
    if (!is_note_text(text) || !block.ends_with('\n'))
        return invalid("note.malformed", "not lines of plain UTF-8 text");
    TRY(found, check_signatures(block, text, key));
    if (!found) return invalid("note.not_signed", fmt::format("not signed by {}", key.name));
    return OpenedNote{std::string{text}};
}

Result<Secret> load_or_create_seed(FileSystem& files, Entropy& entropy, const std::string& path) {
    const auto info = files.info(path);
    if (info) return read_seed(files, path, info->mode);
    if (info.error().code != "file.not_found") return fail(info.error());
    SeedBytes bytes{};
    entropy.fill(bytes);
    Secret seed{std::string{as_text(bytes)}};
    sodium_memzero(bytes.data(), bytes.size());
    TRY(write_seed(files, path, seed.reveal()));
    return seed;
}

}  // namespace ledger
