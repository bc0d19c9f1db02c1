#include "http/app/secret_input.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <optional>
#include <system_error>
#include <termios.h>
#include <unistd.h>

namespace ledger::app {
namespace {

constexpr std::size_t most_bytes = 1024;

/// Whoever interrupts the typing must not be left with a terminal that shows nothing: signals wait
/// until it shows again.
class HiddenTyping {
public:
    HiddenTyping() {
        ::tcgetattr(STDIN_FILENO, &shown_);
        sigset_t signals{};
        sigemptyset(&signals);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGTSTP}) sigaddset(&signals, signal);
        ::pthread_sigmask(SIG_BLOCK, &signals, &handled_);
        termios hidden = shown_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    HiddenTyping(const HiddenTyping&) = delete;
    HiddenTyping& operator=(const HiddenTyping&) = delete;
    ~HiddenTyping() {
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown_);
        fmt::print(stderr, "\n");
        ::pthread_sigmask(SIG_SETMASK, &handled_, nullptr);
    }

private:
    termios shown_{};
    sigset_t handled_{};
};

/// As much as there is at present, behind the first `size` bytes; 0 at the end.
Result<std::size_t> read_more(stellar::LockedBytes& bytes, std::size_t size) {
    ssize_t count = 0;
    do {
        count = ::read(STDIN_FILENO, bytes.writable().data() + size, bytes.size() - size);
    } while (count < 0 && errno == EINTR);
    if (count < 0)
        return fail(ErrorKind::internal, "file.io",
                    "stdin: " + std::generic_category().message(errno));
    return static_cast<std::size_t>(count);
}

}  // namespace

Result<stellar::LockedBytes> read_secret_input(std::string_view what) {
    std::optional<HiddenTyping> hidden;
    const bool is_terminal = ::isatty(STDIN_FILENO) == 1;
    if (is_terminal) {
        hidden.emplace();
        fmt::print(stderr, "{} (not shown): ", what);
    }
    stellar::LockedBytes bytes{most_bytes + 1};
    std::size_t size = 0;
    for (bool more = true; more && size <= most_bytes;) {
        TRY(count, read_more(bytes, size));
        size += count;
        more = count > 0 && !(is_terminal && bytes.reveal()[size - 1] == '\n');
    }
    if (size > most_bytes)
        return fail(ErrorKind::validation, "input.too_long", "stdin: longer than 1024 bytes");
    return stellar::LockedBytes::copy_of(bytes.reveal().substr(0, size));
}

}  // namespace ledger::app
