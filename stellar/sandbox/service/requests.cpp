#include "engine/kernel/encoding.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/sandbox/horizon/json_parts.hpp"
#include "stellar/sandbox/rpc/methods.hpp"
#include "stellar/sandbox/service/service.hpp"
#include "stellar/strkey/strkey.hpp"

#include <utility>

namespace ledger::stellar::sandbox {
namespace {

constexpr std::string_view hal_type = "application/hal+json; charset=utf-8";
constexpr std::string_view stream_type = "text/event-stream";

std::string base_of(const SandboxRequest& request) {
    return request.host.empty() ? std::string{} : "http://" + request.host;
}

Reply json_reply(std::string json) {
    return {.status = 200, .body = std::move(json), .content_type = std::string{hal_type}};
}

bool asks_for_stream(const SandboxRequest& request) {
    return request.accept.find(stream_type) != std::string::npos;
}

SubmissionStatus status_of(const Submission& submission) {
    switch (submission.status) {
        case SubmitStatus::pending: return SubmissionStatus::pending;
        case SubmitStatus::duplicate: return SubmissionStatus::duplicate;
        case SubmitStatus::try_again_later: return SubmissionStatus::try_again_later;
        case SubmitStatus::error: break;
    }
    return SubmissionStatus::error;
}

struct SendParams {
    std::string transaction;
    static constexpr auto fields() {
        return std::tuple{
            Field{"transaction", &SendParams::transaction, "An envelope, Base64."}.length(
                0, most_body_bytes)};
    }
};

/// The account that friendbot is asked for; nothing when the text is none.
std::optional<xdr::AccountId> account_from(std::string_view text) {
    const auto key = key_from_account_text(text);
    if (!key) return std::nullopt;
    return account_id(Hash{*key});
}

Problem gateway_timeout() {
    return {.type = "timeout",
            .title = "Timeout",
            .status = 504,
            .detail = "A fault that was asked for: the request may have done what it should."};
}

Reply too_many_requests() {
    Reply reply = reply_of(rate_limit_exceeded());
    reply.headers.emplace_back("Retry-After", "1");
    return reply;
}

void add_headers(Reply& reply, const std::vector<std::pair<std::string, std::string>>& headers) {
    reply.headers.insert(reply.headers.end(), headers.begin(), headers.end());
}

}  // namespace

Answer Service::handle(const SandboxRequest& request) {
    if (broken_) return reply_of(server_error(broken_->message));
    const RateLimit::Verdict verdict = limit_.count(request.caller, clock_.monotonic());
    Headers headers = verdict.headers;
    headers.emplace_back("Latest-Ledger",
                         std::to_string(network_->view({}).history.latest().sequence()));
    Answer answer =
        verdict.is_allowed ? answered(request, headers) : Answer{reply_of(rate_limit_exceeded())};
    if (auto* reply = std::get_if<Reply>(&answer)) add_headers(*reply, headers);
    if (auto* stream = std::get_if<Stream>(&answer)) add_headers(stream->head, headers);
    return answer;
}

Answer Service::answered(const SandboxRequest& request, const Headers& headers) {
    switch (dice_.roll(faults_)) {
        case Misdeed::drop_before_accept: return Dropped{};
        case Misdeed::drop_after_accept: discard(routed(request, headers)); return Dropped{};
        case Misdeed::delay: return delayed(routed(request, headers));
        case Misdeed::timeout_before_accept: return reply_of(gateway_timeout());
        case Misdeed::timeout_after_accept:
            discard(routed(request, headers));
            return reply_of(gateway_timeout());
        case Misdeed::too_many_requests: return too_many_requests();
        case Misdeed::duplicate: discard(routed(request, headers)); break;
        case Misdeed::none: break;
    }
    return routed(request, headers);
}

void Service::discard(const Answer& answer) {
    if (const auto* held = std::get_if<Held>(&answer)) forget(held->ticket);
    if (const auto* stream = std::get_if<Stream>(&answer)) forget(stream->ticket);
}

Answer Service::delayed(Answer answer) {
    auto* const reply = std::get_if<Reply>(&answer);
    if (reply == nullptr) return answer;
    const Duration due = clock_.monotonic() + std::chrono::milliseconds{faults_.delay_milliseconds};
    delayed_.emplace(++last_ticket_, Delayed{due, std::move(*reply)});
    return Held{last_ticket_};
}

Answer Service::routed(const SandboxRequest& request, const Headers& headers) {
    if (request.body.size() > most_body_bytes) return reply_of(body_too_large());
    const OrProblem<Target> target = target_from_text(request.target);
    if (!target) return reply_of(target.error());
    const std::string_view first = target->path.empty() ? std::string_view{} : target->path[0];
    const bool is_single = target->path.size() == 1;
    const bool is_post = request.method == Method::post;
    if (is_single && first == "friendbot") return friendbot(request, *target, headers);
    if (is_single && first == rpc_path)
        return is_post ? rpc(request) : reply_of(method_not_allowed());
    if (is_single && is_post && first == "transactions") return submit_and_wait(request, headers);
    if (is_single && is_post && first == "transactions_async") return submit(request);
    if (request.method != Method::get && request.method != Method::head)
        return reply_of(method_not_allowed());
    return resource(request, *target);
}

Answer Service::resource(const SandboxRequest& request, const Target& target) {
    const std::string base = base_of(request);
    const auto found = resource_at(network_->view(base), network_->names(), target);
    if (!found) return reply_of(found.error());
    if (const auto* single = std::get_if<Single>(&*found)) return json_reply(single->json);
    return list(request, target, std::get<List>(*found));
}

Answer Service::list(const SandboxRequest& request, const Target& target, const List& of) {
    Target asked = target;
    if (asks_for_stream(request) && !request.last_event_id.empty())
        asked.query["cursor"] = request.last_event_id;
    auto page = page_request_of(asked, has_numbers(of));
    if (!page) return reply_of(page.error());
    const std::string base = base_of(request);
    if (page->is_from_now) page->range.after = number_of_now(network_->view(base).history);
    if (asks_for_stream(request)) {
        auto opened = streams_.open(++last_ticket_, {of, *page, base, request.caller},
                                    network_->view(base), clock_.monotonic());
        return opened ? std::move(*opened) : Answer{reply_of(opened.error())};
    }
    const auto records = records_of(network_->view(base), of, *page);
    if (!records) return reply_of(server_error(records.error().message));
    return json_reply(page_json(asked, *page, *records, base));
}

Submission Service::offer(const SubmittedEnvelope& submitted) {
    Submission submission = network_->submit(submitted.envelope, clock_.now());
    if (submission.status != SubmitStatus::error) note_bound(submitted);
    return submission;
}

Reply Service::submit(const SandboxRequest& request) {
    const auto submitted = submitted_form(request.content_type, request.body, network_->id());
    if (!submitted) return reply_of(submitted.error());
    const Submission submission = offer(*submitted);
    return submission_reply(status_of(submission), submitted->hash, submission.result);
}

Answer Service::submit_and_wait(const SandboxRequest& request, const Headers& headers) {
    const auto submitted = submitted_form(request.content_type, request.body, network_->id());
    if (!submitted) return reply_of(submitted.error());
    Waiting waiting{.hash = submitted->hash,
                    .envelope_text = submitted->text,
                    .base = base_of(request),
                    .deadline = clock_.monotonic() + submission_wait,
                    .headers = headers};
    if (const auto place = network_->history().find(submitted->hash))
        return applied_reply(*place, waiting);
    if (waiting_.size() >= most_waiting_submissions) return reply_of(over_capacity());
    const Submission submission = offer(*submitted);
    if (submission.status == SubmitStatus::error && submission.result)
        return reply_of(transaction_failed(submitted->text, *submission.result));
    waiting_.emplace(++last_ticket_, std::move(waiting));
    return Held{last_ticket_};
}

Answer Service::friendbot(const SandboxRequest& request, const Target& target,
                          const Headers& headers) {
    Parameters parameters = target.query;
    if (const auto form = form_from_text(request.body); form && parameters.empty())
        parameters = *form;
    const auto account = account_from(parameters["addr"]);
    if (!account) return reply_of(bad_parameter("addr", "must be an account: G…"));
    if (network_->ledger().find(account_key(*account)) != nullptr)
        return reply_of(already_funded());
    if (!friendbot_.has_room() || waiting_.size() >= most_waiting_submissions)
        return reply_of(over_capacity());
    const Ticket ticket = ++last_ticket_;
    waiting_.emplace(ticket, Waiting{.base = base_of(request),
                                     .deadline = clock_.monotonic() + submission_wait,
                                     .headers = headers});
    friendbot_.ask(ticket, *account);
    send_gifts();
    return Held{ticket};
}

Reply Service::rpc(const SandboxRequest& request) {
    const auto call = call_from_text(request.body);
    Reply reply{.status = 200, .body = {}, .content_type = "application/json"};
    if (!call) {
        reply.body = rpc_failure("null", call.error());
        return reply;
    }
    const std::string base = base_of(request);
    const OrRpcError<std::string> result =
        call->method == "sendTransaction"
            ? send_transaction(*call)
            : answer_query(network_->view(base), network_->names(), *call);
    reply.body =
        result ? rpc_result(call->id.text, *result) : rpc_failure(call->id.text, result.error());
    return reply;
}

OrRpcError<std::string> Service::send_transaction(const RpcCall& call) {
    const auto params = params_of<SendParams>(call);
    if (!params) return std::unexpected{params.error()};
    const auto submitted = submitted_envelope(params->transaction, network_->id());
    if (!submitted) return std::unexpected{RpcError{rpc_invalid_params, "invalid_xdr"}};
    const Submission submission = offer(*submitted);
    const HistoryLedger& latest = network_->history().latest();
    json::ObjectWriter object;
    object.add("status", status_text(status_of(submission)));
    object.add("hash", to_hex(submitted->hash));
    object.add("latestLedger", latest.sequence());
    object.add("latestLedgerCloseTime", std::to_string(latest.close_time()));
    if (submission.result)
        if (const auto bytes = xdr::encode(*submission.result))
            object.add("errorResultXdr", to_base64(*bytes));
    return object.text();
}

}  // namespace ledger::stellar::sandbox
