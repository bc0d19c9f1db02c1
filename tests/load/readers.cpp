// A thread for each reader. What it wrote last must be in everything that it reads from then on.
#include "tests/http/raw_client.hpp"
#include "tests/load/load.hpp"
#include "tests/support/pacer.hpp"

#include <algorithm>
#include <memory>
#include <string_view>
#include <thread>

namespace ledger::test {
namespace {

constexpr std::uint64_t reads_per_write = 20;
constexpr std::size_t most_told = 5;

/// The text of a string member that is in the body once.
std::string member(std::string_view body, std::string_view name) {
    const std::string mark = "\"" + std::string{name} + "\":\"";
    const std::size_t at = body.find(mark);
    if (at == body.npos) return "";
    const std::string_view rest = body.substr(at + mark.size());
    return std::string{rest.substr(0, rest.find('"'))};
}

class Reader {
public:
    Reader(std::uint16_t port, std::size_t number) : client_{port}, number_{number} {}

    void run(double per_second, Pacer::Clock::time_point end) {
        Pacer pacer{per_second};
        for (std::uint64_t beat = 0; Pacer::Clock::now() < end && result_.wrong.empty(); ++beat) {
            if (beat % reads_per_write == 0) {
                write(beat);
                continue;
            }
            const auto late = pacer.wait();
            const auto sent = Pacer::Clock::now();
            read(beat);
            const std::chrono::duration<double, std::milli> taken =
                Pacer::Clock::now() - sent + late;
            result_.milliseconds.push_back(taken.count());
        }
    }
    const ReadResult& result() const { return result_; }

private:
    void write(std::uint64_t beat) {
        site_ = "Reader " + std::to_string(number_) + " at " + std::to_string(beat);
        client_.send(request_text(
            "POST", "/api/v1/outages", "Content-Type: application/json\r\n",
            R"({"site_name":")" + site_ +
                R"(","severity":"low","description":"read it","back_dating_reason":"load",)"
                R"("detected_at":"2026-01-16T09:30:00Z"})"));
        const auto reply = client_.read();
        if (!reply || reply->status != 201) return tell("write", reply);
        ++result_.writes;
        position_ = std::stoull(reply->field("X-Event-Position"));
        id_ = member(reply->body, "id");
    }

    void read(std::uint64_t beat) {
        const std::string target =
            beat % 2 == 0 ? "/api/v1/outages/" + id_ : "/api/v1/outages?limit=5";
        client_.send(request_text("GET", target));
        const auto reply = client_.read();
        if (!reply || reply->status != 200) return tell(target, reply);
        ++result_.reads;
        if (std::stoull(reply->field("X-Event-Position")) < position_ ||
            std::stoull(reply->field("X-Projection-Position")) < position_ ||
            (beat % 2 == 0 && reply->body.find(site_) == std::string::npos))
            tell(
                "stale, for position " + std::to_string(position_) + " was acknowledged: " + target,
                reply);
    }

    void tell(const std::string& what, const std::optional<RawReply>& reply) {
        result_.wrong.push_back(what + ": " + (reply ? reply->head + reply->body : "no reply"));
    }

    RawClient client_;
    std::size_t number_;
    std::string site_;
    std::string id_;
    std::uint64_t position_ = 0;
    ReadResult result_;
};

}  // namespace

ReadResult read_steadily(const ReadRequest& request) {
    std::vector<std::unique_ptr<Reader>> readers;
    std::vector<std::thread> threads;
    const auto end = Pacer::Clock::now() + request.duration;
    for (std::size_t i = 0; i < request.readers; ++i) {
        readers.push_back(std::make_unique<Reader>(request.port, i));
        threads.emplace_back([&request, end, reader = readers.back().get()] {
            reader->run(request.reads_per_second / static_cast<double>(request.readers), end);
        });
    }
    for (std::thread& thread : threads) thread.join();
    ReadResult all;
    for (const auto& reader : readers) {
        const ReadResult& one = reader->result();
        all.reads += one.reads;
        all.writes += one.writes;
        for (const std::string& text : one.wrong)
            if (all.wrong.size() < most_told) all.wrong.push_back(text);
        all.milliseconds.insert(all.milliseconds.end(), one.milliseconds.begin(),
                                one.milliseconds.end());
    }
    std::ranges::sort(all.milliseconds);
    return all;
}

}  // namespace ledger::test
