#compdef crm crmcli
# Completion of crm for zsh: eval "$(crm completion zsh)"
_crm_complete() {
    emulate -L zsh
    local program=${${(Q)words[1]}/#\~\//$HOME/} line unlike=0
    local -a typed values told
    (( CURRENT > 2 )) && typed=("${(@Q)words[2,CURRENT-1]}")
    typed+=("${(Q)PREFIX}")
    while IFS= read -r line; do
        if [[ $line == $'\tfiles' ]]; then
            [[ $PREFIX == -*=* ]] && compset -P '*='
            _files
            return
        fi
        values+=("${line%%$'\t'*}")
        [[ $values[-1] == "$typed[-1]"* ]] || unlike=1
        line=${line#*$'\t'}
        told+=("$values[-1]${line:+  -- $line}")
    done < <("$program" _complete zsh "${(@)typed}" 2>/dev/null </dev/null)
    (( $#values )) || return 1
    # Pinyin is no beginning of a name: several names replace it one after the other.
    (( unlike && $#values > 1 )) && compstate[insert]=menu
    compadd -U -V crm -l -d told -a values
}
if (( ! $+functions[compdef] )); then
    autoload -Uz compinit && compinit -i
fi
compdef _crm_complete crm crmcli
