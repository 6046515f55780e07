# Completion of crm for fish: crm completion fish | source
function __crm_answers --argument-names typed
    set -l words (commandline -xpc 2>/dev/null; or commandline -opc)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    $program _complete fish $words[2..-1] "$typed" 2>/dev/null </dev/null
end

function __crm_typed
    set -l typed (commandline -ct)
    string unescape -- "$typed" 2>/dev/null; or string trim --left --chars "'\"" -- "$typed"
end

function __crm_complete
    set -l typed (__crm_typed)
    if set -q __crm_pinyin
        set typed $__crm_pinyin
        set -e __crm_pinyin
    end
    set -l answers (__crm_answers "$typed")
    if test "$answers[1]" = \tfiles
        __fish_complete_path (string replace -r '^--[^=]*=' '' -- "$typed")
    else
        printf '%s\n' $answers
    end
end

# Fish drops candidates that the typed letters do not occur in, as pinyin does not in names. So Tab puts
# the one name in place of the pinyin; where there are several, the word goes and the list of them opens.
function __crm_tab
    set -l words (commandline -xpc 2>/dev/null; or commandline -opc)
    set -l typed (__crm_typed)
    if test -n "$typed"; and string match -qr '(^|/)crm(cli)?$' -- "$words[1]"; and not commandline --paging-mode
        set -l answers (__crm_answers "$typed")
        set -l beginning '^'(string escape --style=regex -- "$typed")
        if test -n "$answers[1]"; and not string match -qir -- "$beginning|^\t" $answers
            if test (count $answers) -eq 1
                commandline -rt -- (string escape -- (string split -m 1 \t -- $answers)[1])' '
                return
            end
            set -g __crm_pinyin $typed
            commandline -rt -- ''
        end
    end
    commandline -f complete
end

for name in crm crmcli
    complete -c $name -e
    complete -c $name -k -f -a '(__crm_complete)'
end
if status is-interactive; and not bind --user \t >/dev/null 2>&1
    bind \t __crm_tab
    bind -M insert \t __crm_tab
end
