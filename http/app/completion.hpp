// Completion of the command line, for three shells, made of the verbs themselves.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ledger::app {

/// A command, its flags, and the commands below it.
struct CommandTree {
    std::string name;
    std::string words;
    std::vector<std::string> flags;
    std::vector<CommandTree> children;
};

/// A script for `shell`: bash, zsh or fish.
std::string completion(const CommandTree& program, std::string_view shell);

}  // namespace ledger::app
