#include "engine/core/idempotency.hpp"

#include "engine/log/sha256.hpp"

namespace ledger {
namespace {

constexpr std::string_view separator{"\0", 1};

void put_text(std::string& out, std::string_view text) {
    put_big_endian(out, static_cast<std::uint32_t>(text.size()));
    out += text;
}

std::string take_text(ByteReader& reader) {
    return std::string{reader.take_bytes(reader.take<std::uint32_t>())};
}

}  // namespace

std::string encode_answer(const KeptAnswer& answer) {
    std::string out;
    put_bytes(out, answer.request.bytes);
    put_big_endian(out, static_cast<std::uint64_t>(nanoseconds(answer.recorded_at)));
    put_big_endian(out, answer.position);
    put_big_endian(out, static_cast<std::uint16_t>(answer.reply.status));
    put_text(out, answer.reply.content_type);
    put_text(out, answer.reply.body);
    put_big_endian(out, static_cast<std::uint16_t>(answer.reply.headers.size()));
    for (const auto& [name, value] : answer.reply.headers) {
        put_text(out, name);
        put_text(out, value);
    }
    return out;
}

Result<KeptAnswer> decode_answer(std::string_view bytes) {
    ByteReader reader{bytes};
    KeptAnswer answer;
    answer.request.bytes = reader.take_array<32>();
    answer.recorded_at = timestamp_of(static_cast<std::int64_t>(reader.take<std::uint64_t>()));
    answer.position = reader.take<std::uint64_t>();
    answer.reply.status = reader.take<std::uint16_t>();
    answer.reply.content_type = take_text(reader);
    answer.reply.body = take_text(reader);
    const auto headers = reader.take<std::uint16_t>();
    for (std::uint16_t i = 0; i < headers && reader.ok(); ++i) {
        std::string name = take_text(reader);
        std::string value = take_text(reader);
        answer.reply.headers.emplace_back(std::move(name), std::move(value));
    }
    if (!reader.finished())
        return fail(ErrorKind::corrupt, "idempotency.malformed", "a kept answer cannot be read");
    return answer;
}

bool is_expired_answer(std::string_view bytes, Timestamp now) {
    const Result<KeptAnswer> answer = decode_answer(bytes);
    return answer && now - answer->recorded_at > idempotency_lifetime + idempotency_grace;
}

Hash idempotency_scope(std::string_view actor, std::string_view key) {
    Sha256 sha256;
    return sha256({actor, separator, key});
}

Hash idempotency_request(std::string_view method, std::string_view path, std::string_view body) {
    Sha256 sha256;
    return sha256({method, separator, path, separator, body});
}

}  // namespace ledger
