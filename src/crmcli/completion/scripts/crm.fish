# Completion of crm for fish: crm completion fish | source
function __crm_complete
    set -l words (commandline -xpc 2>/dev/null; or commandline -opc)
    set -l typed (commandline -ct)
    set -l plain (string unescape -- "$typed" 2>/dev/null; or string trim --left --chars "'\"" -- "$typed")
    if set -q __crm_asked
        set plain $__crm_asked
        set -e __crm_asked
        set typed ''
    end
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l answers ($program _complete fish $words[2..-1] "$plain" 2>/dev/null </dev/null)
    if test "$answers[1]" = \tfiles
        __fish_complete_path (string replace -r '^--[^=]*=' '' -- "$typed")
        return
    end
    set -l beginning '^'(string escape --style=regex -- "$plain")
    if test -z "$typed"; or string match -qir -- $beginning $answers
        printf '%s\n' $answers
        return
    end
    # Fish drops what the typed letters do not occur in, as pinyin does not in names: the word itself is replaced,
    # by the one name, or by nothing, where the list of several names opens.
    if test (count $answers) -eq 1
        commandline -rt -- (string escape -- (string split -m 1 \t -- $answers)[1])' '
    else if test (count $answers) -gt 1
        set -g __crm_asked $plain
        commandline -rt -- ''
        commandline -f complete
    end
end
for name in crm crmcli
    complete -c $name -e
    complete -c $name -k -f -a '(__crm_complete)'
end
