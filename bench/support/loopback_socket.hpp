// Plain sockets on the loopback interface, for the peers and for the load.
#pragma once

#include <cstdint>

namespace ledger::bench {

/// A file descriptor and its own.
class Descriptor {
public:
    explicit Descriptor(int number) : number_{number} {}
    Descriptor(Descriptor&& other) noexcept : number_{other.number_} { other.number_ = -1; }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor();

    int number() const { return number_; }

private:
    int number_;
};

/// Non-blocking, on a port that was free.
Descriptor listen_on_loopback();
std::uint16_t port_of(const Descriptor& socket);

/// Non-blocking, once it is connected.
Descriptor connect_to_loopback(std::uint16_t port);

/// So that answers are not held back until the next one.
void send_at_once(int socket);

}  // namespace ledger::bench
