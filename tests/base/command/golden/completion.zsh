#compdef escrow
typeset -ga _escrow_common=(
        '--json[write the result as JSON]'
        '-q[say nothing but errors]'
        '--quiet[say nothing but errors]'
        '-v[say more]'
        '--verbose[say more]'
        '--color[use colour]:WHEN:(auto always never)'
        '--progress[show progress]:HOW:(auto plain json none)'
        '-h[show this help]'
        '--help[show this help]'
        '--version[show the version]'
)
_escrow() {
    local curcontext="$curcontext" state line
    local -a takes=(
    )
    _arguments -s -S -C $takes $_escrow_common '1: :->command' '*:: :->rest'
    case $state in
    command)
        local -a commands=(
            'deposit:send a release'
            'key:make and show keys'
            'config:show what is set'
            'completion:print a completion script'
            'manual:write the manual pages'
        )
        _describe command commands ;;
    rest)
        case $line[1] in
            deposit) _escrow_deposit ;;
            key) _escrow_key ;;
            config) _escrow_config ;;
            completion) _escrow_completion ;;
            manual) _escrow_manual ;;
        esac ;;
    esac
}
_escrow_deposit() {
    local curcontext="$curcontext" state line
    local -a takes=(
        '--recipe[how to build it]:FILE:_files'
        '*--artifact[what comes out of the build and is deployed]:FILE:_files'
        '--at[the custodian, or a transfer folder to make]:URL|DIR:_files'
        '--folder[a transfer folder to make]:DIR:_files'
        '-j[work on N pieces at once; a number so long that its help needs a second line]:N: '
        '--jobs[work on N pieces at once; a number so long that its help needs a second line]:N: '
        '--wait[wait for the receipt]:DURATION: '
        '--as-of[pretend that it is TIME]:TIME: '
        '--level[what to check first]:LEVEL:(none all)'
        '--dry-run[say what would be sent, and send nothing\: '\''it'\''s \[all\] here'\'']'
        ':SOURCE:_files'
    )
    _arguments -s -S $takes $_escrow_common
}
_escrow_key() {
    local curcontext="$curcontext" state line
    local -a takes=(
    )
    _arguments -s -S -C $takes $_escrow_common '1: :->command' '*:: :->rest'
    case $state in
    command)
        local -a commands=(
            'new:make an identity'
            'show:show an identity'
        )
        _describe command commands ;;
    rest)
        case $line[1] in
            new) _escrow_key_new ;;
            show) _escrow_key_show ;;
        esac ;;
    esac
}
_escrow_key_new() {
    local curcontext="$curcontext" state line
    local -a takes=(
        ':NAME: '
        '*:ROLE: '
    )
    _arguments -s -S $takes $_escrow_common
}
_escrow_key_show() {
    local curcontext="$curcontext" state line
    local -a takes=(
    )
    _arguments -s -S $takes $_escrow_common
}
_escrow_config() {
    local curcontext="$curcontext" state line
    local -a takes=(
    )
    _arguments -s -S $takes $_escrow_common
}
_escrow_completion() {
    local curcontext="$curcontext" state line
    local -a takes=(
        ':SHELL:(bash zsh fish)'
    )
    _arguments -s -S $takes $_escrow_common
}
_escrow_manual() {
    local curcontext="$curcontext" state line
    local -a takes=(
        ':DIR:_files'
    )
    _arguments -s -S $takes $_escrow_common
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _escrow "$@"
else
    compdef _escrow escrow
fi
