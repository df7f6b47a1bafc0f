"""Each document is read in a child process with limits: what it does there cannot reach the others, nor the refresh.

`limits` says what a document may take, `child` is the process that reads, `pool` the parent's side of it, `kept` the
files in which the child leaves what it read.
"""
