#include "engine/kernel/encoding.hpp"
#include "stellar/network/answer_fields.hpp"
#include "stellar/network/horizon_answers.hpp"

#include <utility>

namespace ledger::stellar::horizon {
namespace {

constexpr std::size_t most_records = 200;  ///< Of a page, as Horizon has it.
/// Kept of a record that could not be read.
constexpr std::size_t most_unread_bytes = std::size_t{64} << 10U;

struct RecordsAnswer {
    std::vector<json::Raw> records{};
    static constexpr auto fields() {
        return std::tuple{Field{"records", &RecordsAnswer::records, ""}.items(0, most_records)};
    }
};
struct PageAnswer {
    RecordsAnswer embedded{};
    static constexpr auto fields() {
        return std::tuple{Field{"_embedded", &PageAnswer::embedded, ""}};
    }
};

struct PlaceAnswer {
    WholeNumber paging_token{};
    std::string type{};
    static constexpr auto fields() {
        return std::tuple{Field{"paging_token", &PlaceAnswer::paging_token, ""},
                          Field{"type", &PlaceAnswer::type, ""}.or_default()};
    }
};

/// All kinds of payments: each has some of the members.
struct PaymentAnswer {
    Hash transaction_hash{};
    Timestamp created_at{};
    std::string from{}, to{}, from_muxed{}, to_muxed{};
    std::string funder{}, account{}, into{};
    std::string asset_type{}, asset_code{}, asset_issuer{};
    std::optional<Amount> amount{};
    std::optional<Amount> starting_balance{};
    static constexpr auto fields() {
        using P = PaymentAnswer;
        return std::tuple{Field{"transaction_hash", &P::transaction_hash, ""},
                          Field{"created_at", &P::created_at, ""},
                          Field{"from", &P::from, ""}.or_default(),
                          Field{"to", &P::to, ""}.or_default(),
                          Field{"from_muxed", &P::from_muxed, ""}.or_default(),
                          Field{"to_muxed", &P::to_muxed, ""}.or_default(),
                          Field{"funder", &P::funder, ""}.or_default(),
                          Field{"account", &P::account, ""}.or_default(),
                          Field{"into", &P::into, ""}.or_default(),
                          Field{"asset_type", &P::asset_type, ""}.or_default(),
                          Field{"asset_code", &P::asset_code, ""}.or_default(),
                          Field{"asset_issuer", &P::asset_issuer, ""}.or_default(),
                          Field{"amount", &P::amount, ""},
                          Field{"starting_balance", &P::starting_balance, ""}};
    }
};

std::optional<PaymentKind> kind_of(std::string_view type) {
    constexpr std::pair<std::string_view, PaymentKind> kinds[] = {
        {"payment", PaymentKind::payment},
        {"create_account", PaymentKind::create_account},
        {"path_payment_strict_receive", PaymentKind::path_payment},
        {"path_payment_strict_send", PaymentKind::path_payment},
        {"account_merge", PaymentKind::account_merge}};
    for (const auto& [name, kind] : kinds)
        if (name == type) return kind;
    return std::nullopt;
}

Result<Payment> payment_of(std::string_view record, PaymentKind kind, std::uint64_t cursor) {
    TRY(answer, read_answer<PaymentAnswer>(record));
    Payment payment{.cursor = cursor,
                    .kind = kind,
                    .transaction = answer.transaction_hash,
                    .closed_at = answer.created_at,
                    .from = std::move(answer.from),
                    .to = std::move(answer.to),
                    .from_muxed = std::move(answer.from_muxed),
                    .to_muxed = std::move(answer.to_muxed),
                    .amount = answer.amount};
    if (kind == PaymentKind::create_account) {
        payment.from = std::move(answer.funder);
        payment.to = std::move(answer.account);
        payment.amount = answer.starting_balance;
    } else if (kind == PaymentKind::account_merge) {
        payment.from = std::move(answer.account);
        payment.to = std::move(answer.into);
    } else if (answer.asset_type != "native") {
        auto asset = asset_from_text(answer.asset_code + ":" + answer.asset_issuer);
        if (!asset) return strange_answer(asset.error().message);
        payment.asset = std::move(*asset);
    }
    const bool has_amount = payment.amount || kind == PaymentKind::account_merge;
    if (payment.from.empty() || payment.to.empty() || !has_amount)
        return strange_answer("a payment without its parties or its amount");
    return payment;
}

}  // namespace

Result<std::vector<std::string>> read_records(std::string_view body) {
    TRY(answer, read_answer<PageAnswer>(body));
    std::vector<std::string> records;
    records.reserve(answer.embedded.records.size());
    for (json::Raw& record : answer.embedded.records) records.push_back(std::move(record.text));
    return records;
}

Result<void> add_payment(std::string_view record, PaymentPage& page) {
    TRY(place, read_answer<PlaceAnswer>(record));
    if (place.paging_token.value < 0) return strange_answer("a place before all others");
    const auto cursor = static_cast<std::uint64_t>(place.paging_token.value);
    if (cursor <= page.cursor) return {};
    page.cursor = cursor;
    const auto kind = kind_of(place.type);
    if (!kind) return {};
    Result<Payment> payment = payment_of(record, *kind, cursor);
    if (payment) {
        page.payments.push_back(std::move(*payment));
    } else {
        page.unread.push_back({.cursor = cursor,
                               .record = std::string{record.substr(0, most_unread_bytes)},
                               .reason = std::move(payment).error().message});
    }
    return {};
}

}  // namespace ledger::stellar::horizon
