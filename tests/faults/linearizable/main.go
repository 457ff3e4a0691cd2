// Linearizable checks histories of callers, as tests/faults writes them: whether there is an order
// of all operations on each stream, in agreement with what ended before what began, in which a
// stream with one version after another gives exactly the answers that were given.
//
//	linearizable HISTORY...
//
// Exit code 1 where a history has no such order, 2 where one cannot be read. Of a stream without
// one, a page that shows where it ends is written beside the history.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "linearizable HISTORY...")
		os.Exit(2)
	}
	for _, path := range os.Args[1:] {
		operations, err := readHistory(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		verdict := check(operations)
		fmt.Println(verdict.summary(path))
		if verdict.holds() {
			continue
		}
		if err := verdict.draw(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
}
