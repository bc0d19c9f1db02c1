// Proofs, checkpoints and tiles: what a stranger needs to check the log (C2SP).
#include "engine/kernel/encoding.hpp"
#include "engine/kernel/query.hpp"
#include "http/event_queries.hpp"
#include "http/proof_requests.hpp"
#include "http/services.hpp"

namespace ledger {
namespace {

/// A tile that a signed size covers never changes.
constexpr std::string_view for_ever = "public, max-age=31536000, immutable";
constexpr std::string_view for_a_second = "public, max-age=1";

Result<PublishedCheckpoint> covering(const CheckpointPublisher& publisher, std::uint64_t size) {
    PublishedCheckpoint latest = publisher.latest();
    if (!latest.note.empty() && latest.checkpoint.head.size >= size) return latest;
    return fail(ErrorKind::unavailable, "checkpoint.behind",
                "No signed checkpoint covers this yet; the next one will.");
}

Reply text_reply(std::string text, std::string_view cache) {
    return {.body = std::move(text),
            .content_type = std::string{plain_text_type},
            .headers = {{"Cache-Control", std::string{cache}}}};
}

std::unexpected<Error> no_such_tile() {
    return fail(ErrorKind::not_found, "tile.not_found", "The signed tree has no such tile.");
}

}  // namespace

Result<Reply> prove_event(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    TRY(position, position_of(request));
    const Services& services = services_of(context);
    const LogReader reader{services.log};
    std::optional<StoredEvent> stored;
    if (position < context.acknowledged) {
        TRY(found, reader.at(position));
        stored = std::move(found);
    }
    if (!stored) return fail(ErrorKind::not_found, "event.not_found", "The log has no such event.");
    TRY(published, covering(services.publisher, position + 1));
    Sha256 sha256;
    TRY(hashes,
        inclusion_proof(position, published.checkpoint.head.size, reader.subtree_source(), sha256));
    TlogProof proof{.extra = std::nullopt,
                    .index = position,
                    .hashes = std::move(hashes),
                    .checkpoint = std::move(published.note)};
    if (stored->payload.state == SealedPayload::State::plain)
        put_bytes(proof.extra.emplace(), stored->payload.salt);
    return text_reply(proof_text(proof), for_a_second);
}

Result<Reply> show_checkpoint(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    TRY(published, covering(services_of(context).publisher, 0));
    return text_reply(std::move(published.note), for_a_second);
}

Result<Reply> show_verifier_key(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    return text_reply(to_text(services_of(context).publisher.verifier()) + "\n", for_a_second);
}

Result<Reply> show_tile(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    const auto path = parse_tile_path(request.path_values.at("rest"));
    if (!path) return no_such_tile();
    const Services& services = services_of(context);
    const LogReader reader{services.log};
    const std::uint64_t size = services.publisher.latest().checkpoint.head.size;
    TRY(bytes, path->entries ? reader.entries(path->tile.index, path->tile.width, size)
                             : reader.tile(path->tile, size));
    if (!bytes) return no_such_tile();
    return Reply{.body = std::move(*bytes),
                 .content_type = std::string{bytes_type},
                 .headers = {{"Cache-Control", std::string{for_ever}}}};
}

Result<Reply> prove_consistency(const Request& request, const Context& context) {
    TRY(query, parse_query<ConsistencyQuery>(request));
    if (query.old_size > query.new_size)
        return fail(impossible("old", "order", "The older tree is not larger than the newer."));
    const Services& services = services_of(context);
    if (query.new_size > context.acknowledged)
        return fail(impossible("new", "size", "The log is not that large."));
    Sha256 sha256;
    TRY(hashes, consistency_proof(query.old_size, query.new_size,
                                  LogReader{services.log}.subtree_source(), sha256));
    ConsistencyReply reply{.old_size = query.old_size, .new_size = query.new_size, .hashes = {}};
    for (const Hash& hash : hashes) reply.hashes.push_back(to_base64(as_view(hash)));
    return Reply{.body = json::text_of(reply)};
}

}  // namespace ledger
