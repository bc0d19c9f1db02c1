// How fast Stellar's envelopes are decoded and encoded, and signatures verified.
//
// usage: bench_protocol ENVELOPES SECONDS
//
// ENVELOPES holds one of Base64 in each line.
#include "bench/support/measured.hpp"
#include "engine/kernel/encoding.hpp"
#include "stellar/keys/key_pair.hpp"
#include "stellar/xdr/codec.hpp"
#include "stellar/xdr/transactions.hpp"

#include <fmt/format.h>

#include <fstream>
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
