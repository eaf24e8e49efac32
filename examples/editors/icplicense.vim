" Save as compiler/icplicense.vim in a runtime folder; then :compiler icplicense, :make and :copen.
let current_compiler = "icplicense"
CompilerSet makeprg=icplicense\ check\ --output-format\ concise
CompilerSet errorformat=%f:%l:%c:\ %tarning\ %m,%f:%l:%c:\ %m,%-G%.%#
