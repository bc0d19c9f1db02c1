// How fast Stellar's envelopes are decoded and encoded, signatures verified, and payments applied
// by the sandbox's ledger.
//
// usage: bench_protocol ENVELOPES SECONDS
//
// ENVELOPES holds one of Base64 in each line.
#include "bench/support/measured.hpp"
#include "engine/kernel/encoding.hpp"
#include "stellar/keys/local_signer.hpp"
#include "stellar/keys/network_id.hpp"
#include "stellar/sandbox/ledger.hpp"
#include "stellar/tx/build.hpp"
#include "stellar/tx/signing.hpp"
#include "stellar/xdr/codec.hpp"
#include "stellar/xdr/transactions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace ledger::bench {
namespace {

using stellar::xdr::TransactionEnvelope;
using Seconds = std::chrono::duration<double>;

[[noreturn]] void refuse(std::string message) {
    give_up({.kind = ErrorKind::validation, .code = "bench", .message = std::move(message)});
}

std::vector<std::string> envelopes_of(const std::string& path) {
    std::vector<std::string> envelopes;
    std::ifstream file{path};
    for (std::string line; std::getline(file, line);) {
        auto bytes = from_base64(line);
        if (!bytes) refuse("not Base64: " + line);
        envelopes.push_back(std::move(*bytes));
    }
    if (envelopes.empty()) refuse("no envelopes in " + path);
    return envelopes;
}

/// Repeats `round`, which says how much it did, until it has gone on for so long.
template <class Round>
void measure(std::string_view name, std::string_view figure, double seconds, Round round) {
    double done = 0;
    const Stopwatch watch;
    Cost cost;
    do {
        done += round();
        cost = watch.elapsed();
    } while (Seconds{cost.wall}.count() < seconds);
    print_figures(name, {{figure, done / Seconds{cost.wall}.count()},
                         {"per_cpu_s", done / Seconds{cost.process_cpu}.count()}});
}

/// Accounts on a ledger of their own, each of which pays the next one once a ledger.
class Payers {
public:
    Payers() {
        for (std::size_t i = 0; i < most_payments; ++i) {
            std::string seed(stellar::seed_size, '\0');
            std::memcpy(seed.data(), &i, sizeof i);
            signers_.push_back(
                std::make_unique<stellar::LocalSigner>(stellar::KeyPair::from_seed(seed)));
        }
        const stellar::LocalSigner root{stellar::root_key_pair(network_)};
        for (std::size_t first = 0; first < most_payments; first += stellar::most_operations) {
            stellar::Draft draft{.source = root.public_key(), .sequence = ++root_sequence_};
            for (std::size_t i = first; i < first + stellar::most_operations; ++i)
                draft.operations.push_back(
                    {stellar::CreateAccount{key(i), Amount{1'000 * Amount::units_per_one}}});
            close({signed_by(root, draft)});
        }
    }

    /// What each of them signs for the next ledger of `number`, counted from 1.
    std::vector<TransactionEnvelope> payments(std::int64_t number) const {
        std::vector<TransactionEnvelope> envelopes;
        for (std::size_t i = 0; i < most_payments; ++i) {
            stellar::Draft draft{.source = key(i), .sequence = created_in(i) + number};
            draft.operations.push_back(
                {stellar::Payment{.to = key((i + 1) % most_payments), .amount = Amount{1}}});
            envelopes.push_back(signed_by(*signers_[i], draft));
        }
        return envelopes;
    }

    /// Checks each, as when it is submitted, then applies them all. How many.
    double apply(std::vector<TransactionEnvelope> envelopes) {
        for (const TransactionEnvelope& envelope : envelopes)
            if (ledger_.check(envelope, 0, close_time_ + 1).result.type() !=
                stellar::xdr::TransactionResultCode::tx_success)
                refuse("a payment was refused");
        const std::size_t count = envelopes.size();
        if (close(std::move(envelopes)) != count) refuse("a payment was not applied");
        return static_cast<double>(count);
    }

    static constexpr std::size_t most_payments = 1'000;

private:
    const Ed25519Key& key(std::size_t i) const { return signers_[i]->public_key(); }
    /// The sequence number that an account begins with: the ledgers of its creation follow each
    /// other, from the second one on.
    static std::int64_t created_in(std::size_t i) {
        return static_cast<std::int64_t>(2 + i / stellar::most_operations) << 32U;
    }
    TransactionEnvelope signed_by(const stellar::LocalSigner& signer,
                                  const stellar::Draft& draft) const {
        TransactionEnvelope envelope = must(stellar::build(draft));
        const Signer* const signers[] = {&signer};
        must(stellar::sign(envelope, network_, signers));
        return envelope;
    }
    /// How many succeeded.
    std::size_t close(std::vector<TransactionEnvelope> envelopes) {
        const auto closed = ledger_.close(std::move(envelopes), ++close_time_);
        return static_cast<std::size_t>(std::ranges::count_if(
            closed.transactions, [](const stellar::sandbox::AppliedTransaction& applied) {
                return applied.result.result.type() ==
                       stellar::xdr::TransactionResultCode::tx_success;
            }));
    }

    Hash network_ = stellar::network_id("Measured Network ; 2026");
    std::uint64_t close_time_ = 1;
    std::int64_t root_sequence_ = 0;
    std::vector<std::unique_ptr<stellar::LocalSigner>> signers_;
    stellar::sandbox::Ledger ledger_{{.network_id = network_}, close_time_};
};

void measure_payments() {
    constexpr std::int64_t ledgers = 10;
    Payers payers;
    std::vector<std::vector<TransactionEnvelope>> sets;
    for (std::int64_t number = 1; number <= ledgers; ++number)
        sets.push_back(payers.payments(number));
    double done = 0;
    const Stopwatch watch;
    for (auto& set : sets) done += payers.apply(std::move(set));
    const Cost cost = watch.elapsed();
    print_figures("apply", {{"per_s", done / Seconds{cost.wall}.count()},
                            {"per_cpu_s", done / Seconds{cost.process_cpu}.count()}});
}

void run(const std::string& path, double seconds) {
    const std::vector<std::string> envelopes = envelopes_of(path);
    std::size_t bytes = 0;
    for (const std::string& envelope : envelopes) bytes += envelope.size();
    const double megabytes = static_cast<double>(bytes) / 1e6;

    std::vector<TransactionEnvelope> values;
    for (const std::string& envelope : envelopes)
        values.push_back(must(stellar::xdr::decode<TransactionEnvelope>(envelope)));

    measure("decode", "mb_per_s", seconds, [&] {
        for (const std::string& envelope : envelopes)
            must(stellar::xdr::decode<TransactionEnvelope>(envelope));
        return megabytes;
    });
    measure("encode", "mb_per_s", seconds, [&] {
        for (const TransactionEnvelope& value : values) must(stellar::xdr::encode(value));
        return megabytes;
    });

    const auto pair = stellar::KeyPair::from_seed(std::string(stellar::seed_size, '\7'));
    const std::string message(32, 'h');
    const Ed25519Signature signature = pair.sign(message);
    measure("verify", "per_s", seconds, [&] {
        constexpr int repeated = 100;
        for (int i = 0; i < repeated; ++i)
            if (!stellar::is_signed(pair.public_key(), message, signature))
                refuse("a good signature did not verify");
        return double{repeated};
    });
    measure_payments();
}

}  // namespace
}  // namespace ledger::bench

int main(int count, char** words) {
    if (count != 3) {
        fmt::print(stderr, "usage: bench_protocol ENVELOPES SECONDS\n");
        return 2;
    }
    ledger::bench::run(words[1], std::stod(words[2]));
}
