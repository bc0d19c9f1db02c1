// Talking to a running server from the command line.
#pragma once

#include "engine/ports/file_system.hpp"
#include "http/server_client.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace ledger::app {

/// Where the server is: `url`, or else the port that it wrote into the data folder.
struct RemoteSettings {
    std::string url;
    std::string data = "./data";
    bool json = false;  ///< Print the server's answer as it is.
};

class Remote {
public:
    static Result<Remote> connect(const RemoteSettings& settings, FileSystem& files);

    /// A reply below 400; any other becomes the error that it tells of.
    Result<HttpResponse> ask(std::string_view method, std::string_view target,
                             const HeaderFields& headers = {}, std::string_view body = {});
    /// Any status.
    Result<HttpResponse> ask_any(std::string_view method, std::string_view target,
                                 const HeaderFields& headers = {}, std::string_view body = {});

private:
    explicit Remote(std::unique_ptr<ServerClient> client) : client_{std::move(client)} {}
    std::unique_ptr<ServerClient> client_;
};

/// What a reply of 400 or above tells of.
Error error_of(const HttpResponse& response);

/// "?a=1&b=2" out of those that are not empty, percent-encoded.
std::string query_of(const HeaderFields& parameters);

/// Tells on stderr what went wrong, field by field; returns the exit code for it.
int tell(const Error& error);

}  // namespace ledger::app
