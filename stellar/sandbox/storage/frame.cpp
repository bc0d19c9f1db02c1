#include "stellar/sandbox/storage/frame.hpp"

#include "engine/kernel/bytes.hpp"
#include "stellar/tx/hashes.hpp"

namespace ledger::stellar::sandbox {
namespace {

constexpr std::string_view mark = "NLF1";
constexpr std::size_t checksum_bytes = 8;

std::string checksum_of(std::string_view length_and_body) {
    return std::string{as_view(sha256(length_and_body)).substr(0, checksum_bytes)};
}

}  // namespace

std::string frame_of(std::string_view body) {
    std::string covered;
    put_big_endian(covered, static_cast<std::uint32_t>(body.size()));
    covered += body;
    std::string frame{mark};
    frame.append(covered, 0, sizeof(std::uint32_t));
    frame += checksum_of(covered);
    frame += body;
    return frame;
}

std::optional<std::string_view> first_body(std::string_view bytes) {
    ByteReader reader{bytes};
    if (reader.take_bytes(mark.size()) != mark) return std::nullopt;
    std::string covered{reader.take_bytes(sizeof(std::uint32_t))};
    const auto length = ByteReader{covered}.take<std::uint32_t>();
    const std::string_view checksum = reader.take_bytes(checksum_bytes);
    const std::string_view body = reader.take_bytes(length);
    if (!reader.ok()) return std::nullopt;
    covered += body;
    if (checksum_of(covered) != checksum) return std::nullopt;
    return body;
}

bool holds_frame(std::string_view bytes) {
    for (std::size_t at = bytes.find(mark); at != bytes.npos; at = bytes.find(mark, at + 1))
        if (first_body(bytes.substr(at))) return true;
    return false;
}

}  // namespace ledger::stellar::sandbox
