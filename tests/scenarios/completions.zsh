# zsh -f completions.zsh SCRIPT LINE   types LINE and a tabulator into an interactive zsh that has read SCRIPT, and prints
# what its completion offers as `offered: WORD`, one a line.
#
# What completion functions hand to the builtin compadd is what zsh offers: it is asked, by -A, which of that fits.
zmodload zsh/zpty
zpty shell zsh -f -i
until_line() {
    local line
    while zpty -r shell line; do
        line=${line//[$'\r\n']/}
        print -r -- "$line"
        [[ $line == *$1 ]] && return
    done
}
zpty -w shell "unsetopt zle; PROMPT= RPROMPT=; stty -echo; print 're''ady'"
until_line ready >/dev/null
zpty -w shell "source ${(q)0:A:h}/completions_shell.zsh ${(q)1}; print 'lo''aded'"
until_line loaded >/dev/null
zpty -w -n shell "$2"$'\t'
until_line finished
zpty -d shell
