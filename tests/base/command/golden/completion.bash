# bash completion for escrow
_escrow_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}
_escrow_files() {
    local found
    compopt -o filenames 2>/dev/null
    mapfile -t found < <(compgen -f -- "$cur")
    COMPREPLY+=("${found[@]}")
}
_escrow() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path=escrow words= options= files= i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$path ${COMP_WORDS[i]}" in
            'escrow deposit') path="$path ${COMP_WORDS[i]}" ;;
            'escrow key') path="$path ${COMP_WORDS[i]}" ;;
            'escrow config') path="$path ${COMP_WORDS[i]}" ;;
            'escrow completion') path="$path ${COMP_WORDS[i]}" ;;
            'escrow manual') path="$path ${COMP_WORDS[i]}" ;;
            'escrow key new') path="$path ${COMP_WORDS[i]}" ;;
            'escrow key show') path="$path ${COMP_WORDS[i]}" ;;
        esac
    done
    case "$path $prev" in
        'escrow deposit'' --recipe') _escrow_files; return ;;
        'escrow deposit'' --artifact') _escrow_files; return ;;
        'escrow deposit'' --at') _escrow_files; return ;;
        'escrow deposit'' --folder') _escrow_files; return ;;
        'escrow deposit'' --jobs'|'escrow deposit'' -j') :; return ;;
        'escrow deposit'' --wait') :; return ;;
        'escrow deposit'' --as-of') :; return ;;
        'escrow deposit'' --level') _escrow_words 'none all'; return ;;
        *' --color') _escrow_words 'auto always never'; return ;;
        *' --progress') _escrow_words 'auto plain json none'; return ;;
    esac
    case "$path" in
        'escrow') words='deposit key config completion manual' options='' ;;
        'escrow deposit') words='' options='--recipe --artifact --at --folder --jobs --wait --as-of --level --dry-run' files=1 ;;
        'escrow key') words='new show' options='' ;;
        'escrow key new') words='' options='' ;;
        'escrow key show') words='' options='' ;;
        'escrow config') words='' options='' ;;
        'escrow completion') words='bash zsh fish' options='' ;;
        'escrow manual') words='' options='' files=1 ;;
    esac
    case "$cur" in
        -*) _escrow_words "$options --json --quiet --verbose --color --progress --help --version" ;;
        *) _escrow_words "$words"; [[ -z $files ]] || _escrow_files ;;
    esac
}
complete -F _escrow escrow
