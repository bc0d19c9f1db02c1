// Checkpoint and proof texts, line by line.
#include "engine/log/checkpoint.hpp"

#include "engine/kernel/encoding.hpp"

#include <fmt/format.h>

#include <charconv>

namespace ledger {
namespace {

constexpr std::string_view proof_header = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_prefix = "extra ";
constexpr std::string_view index_prefix = "index ";
constexpr std::size_t max_proof_hashes = 64;

std::unexpected<Error> malformed(std::string_view code, std::string_view message) {
    return fail(ErrorKind::validation, code, std::string{message});
}

/// Lines off the front of a text; nothing once a line does not end in a newline.
class LineReader {
public:
    explicit LineReader(std::string_view text) : rest_{text} {}

    std::optional<std::string_view> next() {
        const std::size_t end = rest_.find('\n');
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        return line;
    }
    std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

/// Decimal, without leading zeros.
std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, value);
    if (failure != std::errc{} || stop != end || std::to_string(value) != text) return std::nullopt;
    return value;
}

/// What follows `prefix` on the line; nothing when it begins otherwise.
std::optional<std::string_view> after(std::string_view prefix, std::string_view line) {
    if (!line.starts_with(prefix)) return std::nullopt;
    return line.substr(prefix.size());
}

}  // namespace

std::string checkpoint_text(const Checkpoint& checkpoint) {
    return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.head.size,
                       to_base64(as_view(checkpoint.head.root)));
}

Result<Checkpoint> parse_checkpoint_text(std::string_view text) {
    constexpr std::string_view code = "checkpoint.malformed";
    LineReader lines{text};
    const auto origin = lines.next();
    if (!origin || origin->empty()) return malformed(code, "no origin");
    if (origin->find_first_of(" +") != std::string_view::npos)
        return malformed(code, "an origin has no space and no '+'");
    const auto size_line = lines.next();
    const auto size = size_line ? number_of(*size_line) : std::nullopt;
    if (!size) return malformed(code, "the second line is not a size");
    const auto root_line = lines.next();
    const auto root = root_line ? hash_from_base64(*root_line) : std::nullopt;
    if (!root) return malformed(code, "the third line is not a root");
    while (const auto extension = lines.next())
        if (extension->empty()) return malformed(code, "an empty line");
    if (!lines.rest().empty()) return malformed(code, "the last line does not end");
    return Checkpoint{.origin = std::string{*origin}, .head = {.size = *size, .root = *root}};
}

Result<Checkpoint> open_checkpoint(std::string_view note, const VerifierKey& key) {
    TRY(opened, open_note(note, key));
    TRY(checkpoint, parse_checkpoint_text(opened.text));
    if (checkpoint.origin != key.name)
        return malformed("checkpoint.origin", "the origin is not the key's name");
    return checkpoint;
}

std::string proof_text(const TlogProof& proof) {
    std::string text = fmt::format("{}\n", proof_header);
    if (proof.extra) text += fmt::format("{}{}\n", extra_prefix, to_base64(*proof.extra));
    text += fmt::format("{}{}\n", index_prefix, proof.index);
    for (const Hash& hash : proof.hashes) text += fmt::format("{}\n", to_base64(as_view(hash)));
    return fmt::format("{}\n{}", text, proof.checkpoint);
}

Result<TlogProof> parse_proof_text(std::string_view text) {
    constexpr std::string_view code = "proof.malformed";
    LineReader lines{text};
    if (lines.next() != proof_header) return malformed(code, "not a tlog-proof of version 1");
    TlogProof proof;
    auto line = lines.next();
    if (const auto extra = line ? after(extra_prefix, *line) : std::nullopt) {
        proof.extra = from_base64(*extra);
        if (!proof.extra) return malformed(code, "the extra line is not Base64");
        line = lines.next();
    }
    const auto index_text = line ? after(index_prefix, *line) : std::nullopt;
    const auto index = index_text ? number_of(*index_text) : std::nullopt;
    if (!index) return malformed(code, "no index");
    proof.index = *index;
    for (line = lines.next(); line && !line->empty(); line = lines.next()) {
        const auto hash = hash_from_base64(*line);
        if (!hash || proof.hashes.size() == max_proof_hashes)
            return malformed(code, "not a proof's hashes");
        proof.hashes.push_back(*hash);
    }
    if (!line || lines.rest().empty()) return malformed(code, "no checkpoint");
    proof.checkpoint = lines.rest();
    return proof;
}

}  // namespace ledger
