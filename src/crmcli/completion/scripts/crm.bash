# Completion of crm for bash: eval "$(crm completion bash)"
_crm_complete() {
    local program=${1/#\~\//$HOME/} candidate value widest=0
    local -a candidates=()
    COMPREPLY=()
    type -P -- "$program" >/dev/null || program=crm  # an alias
    while IFS= read -r candidate; do
        candidates+=("$candidate")
        value=${candidate%%$'\t'*}
        (( ${#value} > widest )) && widest=${#value}
    done < <("$program" _complete bash "${COMP_LINE:0:COMP_POINT}" "$2" "${COMP_TYPE:-9}" 2>/dev/null </dev/null)
    if [[ ${candidates[0]} == $'\tfiles' ]]; then
        # Readline itself completes file names best: with quotes, and a slash behind folders.
        compopt -o default 2>/dev/null || { local IFS=$'\n'; COMPREPLY=($(compgen -f -- "$2")); }
        return
    fi
    for candidate in "${candidates[@]}"; do
        if [[ $candidate == *$'\t'?* ]]; then
            printf -v candidate '%-*s  %s' "$widest" "${candidate%%$'\t'*}" "${candidate#*$'\t'}"
        fi
        COMPREPLY+=("${candidate%$'\t'}")
    done
}
complete -o nosort -F _crm_complete crm crmcli 2>/dev/null || complete -F _crm_complete crm crmcli
