#include "http/app/completion.hpp"

#include <fmt/format.h>

namespace ledger::app {
namespace {

void add_bash_words(std::string& out, const CommandTree& command, const std::string& path) {
    std::string words;
    for (const CommandTree& child : command.children) words += child.name + " ";
    for (const std::string& flag : command.flags) words += flag + " ";
    out += fmt::format("    [\"{}\"]=\"{}\"\n", path, words);
    for (const CommandTree& child : command.children)
        add_bash_words(out, child, path + " " + child.name);
}

/// The longest chain of known words says what may follow.
std::string bash(const CommandTree& program) {
    std::string words;
    add_bash_words(words, program, program.name);
    return fmt::format(R"(declare -gA _{0}_words=(
{1})
_{0}() {{
    local path={0} word
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        [[ -n ${{_{0}_words["$path $word"]+known}} ]] && path="$path $word"
    done
    COMPREPLY=($(compgen -W "${{_{0}_words["$path"]}}" -- "${{COMP_WORDS[COMP_CWORD]}}"))
}}
complete -o default -F _{0} {0}
)",
                       program.name, words);
}

void add_fish_lines(std::string& out, const CommandTree& command, std::string_view program,
                    const std::string& seen) {
    std::string names;
    for (const CommandTree& child : command.children) names += " " + child.name;
    std::string here = seen.empty() ? "true" : seen;
    if (!names.empty()) here += "; and not __fish_seen_subcommand_from" + names;
    for (const CommandTree& child : command.children)
        out += fmt::format("complete -c {} -f -n '{}' -a {} -d \"{}\"\n", program, here, child.name,
                           child.words);
    for (const std::string& flag : command.flags)
        if (flag.starts_with("--"))
            out += fmt::format("complete -c {} -n '{}' -l {}\n", program, here, flag.substr(2));
    for (const CommandTree& child : command.children)
        add_fish_lines(
            out, child, program,
            (seen.empty() ? "" : seen + "; and ") + "__fish_seen_subcommand_from " + child.name);
}

}  // namespace

std::string completion(const CommandTree& program, std::string_view shell) {
    if (shell == "bash") return bash(program);
    if (shell == "zsh")
        return "#compdef " + program.name + "\nautoload -U +X bashcompinit && bashcompinit\n" +
               bash(program);
    std::string lines;
    add_fish_lines(lines, program, program.name, "");
    return lines;
}

}  // namespace ledger::app
