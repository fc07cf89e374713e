# Within the zsh of completions.zsh.
setopt zle
autoload -Uz compinit
compinit -u -D
source $1
compadd() {
    local -a fits
    # With -O, -A or -D a function asks for itself; nothing is offered.
    if (( ${argv[(I)-*[OAD]]} )); then
        builtin compadd "$@"
        return
    fi
    builtin compadd -A fits "$@"
    (( $#fits )) && print -rl -- $'\n'"offered: "$^fits
    builtin compadd "$@"
}
finish() { print -r -- $'\n'finished }
comppostfuncs=(finish)
bindkey '^I' complete-word
zstyle ':completion:*' list false
