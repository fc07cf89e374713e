# fish completion for escrow
function __escrow_path
    set -l path escrow
    for word in (commandline -opc)[2..-1]
        switch "$path $word"
            case 'escrow deposit'
                set path "$path $word"
            case 'escrow key'
                set path "$path $word"
            case 'escrow config'
                set path "$path $word"
            case 'escrow completion'
                set path "$path $word"
            case 'escrow manual'
                set path "$path $word"
            case 'escrow key new'
                set path "$path $word"
            case 'escrow key show'
                set path "$path $word"
        end
    end
    echo $path
end
complete -c escrow -f
complete -c escrow -l json -d 'write the result as JSON'
complete -c escrow -l quiet -s q -d 'say nothing but errors'
complete -c escrow -l verbose -s v -d 'say more'
complete -c escrow -l color -x -a 'auto always never' -d 'use colour'
complete -c escrow -l progress -x -a 'auto plain json none' -d 'show progress'
complete -c escrow -l help -s h -d 'show this help'
complete -c escrow -l version -d 'show the version'
complete -c escrow -n 'test (__escrow_path) = "escrow"' -a deposit -d 'send a release'
complete -c escrow -n 'test (__escrow_path) = "escrow"' -a key -d 'make and show keys'
complete -c escrow -n 'test (__escrow_path) = "escrow"' -a config -d 'show what is set'
complete -c escrow -n 'test (__escrow_path) = "escrow"' -a completion -d 'print a completion script'
complete -c escrow -n 'test (__escrow_path) = "escrow"' -a manual -d 'write the manual pages'
complete -c escrow -n 'test (__escrow_path) = "escrow deposit"' -F
complete -c escrow -n 'test (__escrow_path) = "escrow deposit"' -l recipe -r -F -d 'how to build it'
complete -c escrow -n 'test (__escrow_path) = "escrow deposit"' -l artifact -r -F -d 'what comes out of the build and is deployed'
complete -c escrow -n 'test (__escrow_path) = "escrow deposit"' -l at -r -F -d 'the custodian, or a transfer folder to make'
complete -c escrow -n 'test (__escrow_path) = "escrow deposit"' -l folder -r -F -d 'a transfer folder to make'
complete -c escrow -n 'test (__escrow_path) = "escrow deposit"' -l jobs -s j -x -d 'work on N pieces at once; a number so long that its help needs a second line'
complete -c escrow -n 'test (__escrow_path) = "escrow deposit"' -l wait -x -d 'wait for the receipt'
complete -c escrow -n 'test (__escrow_path) = "escrow deposit"' -l as-of -x -d 'pretend that it is TIME'
complete -c escrow -n 'test (__escrow_path) = "escrow deposit"' -l level -x -a 'none all' -d 'what to check first'
complete -c escrow -n 'test (__escrow_path) = "escrow deposit"' -l dry-run -d 'say what would be sent, and send nothing: '\''it'\''s [all] here'\'''
complete -c escrow -n 'test (__escrow_path) = "escrow key"' -a new -d 'make an identity'
complete -c escrow -n 'test (__escrow_path) = "escrow key"' -a show -d 'show an identity'
complete -c escrow -n 'test (__escrow_path) = "escrow completion"' -a 'bash zsh fish'
complete -c escrow -n 'test (__escrow_path) = "escrow manual"' -F
