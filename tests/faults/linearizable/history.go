package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// One line of a history; tests/faults/README.md says what each field means.
type operation struct {
	Op       string  `json:"op"`
	Client   int     `json:"client"`
	Stream   string  `json:"stream"`
	Start    int64   `json:"start_us"`
	End      int64   `json:"end_us"`
	Outcome  string  `json:"outcome"`
	Expected *uint64 `json:"expected"`
	Version  uint64  `json:"version"`
	Position uint64  `json:"position"`
	Reason   string  `json:"reason"`
}

const mostLineBytes = 64 * 1024

func readHistory(path string) ([]operation, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	operations, err := parseHistory(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return operations, nil
}

// parseHistory leaves out what says nothing about a stream's order: faults, and refusals for other
// reasons than a version. A history that holds no operation is an error: nothing would be checked.
func parseHistory(text io.Reader) ([]operation, error) {
	lines := bufio.NewScanner(text)
	lines.Buffer(make([]byte, 0, mostLineBytes), mostLineBytes)
	var operations []operation
	for number := 1; lines.Scan(); number++ {
		var one operation
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if err := one.fault(); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if one.says() {
			operations = append(operations, one)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(operations) == 0 {
		return nil, fmt.Errorf("no operation")
	}
	return operations, nil
}

// says tells whether the operation narrows down its stream's order.
func (o operation) says() bool {
	return o.Op != "fault" && (o.Outcome != "refused" || o.Reason == "VERSION_CONFLICT")
}

// fault tells what is wrong with the line itself.
func (o operation) fault() error {
	switch o.Op + " " + o.Outcome {
	case "append recorded", "read seen":
		if o.Version == 0 || o.Position == 0 {
			return fmt.Errorf("an answer without a version and a position")
		}
	case "append refused":
		if o.Reason == "VERSION_CONFLICT" && o.Expected == nil {
			return fmt.Errorf("a conflict where no version was expected")
		}
	case "append unknown", "fault ":
	default:
		return fmt.Errorf("no operation is %q with the outcome %q", o.Op, o.Outcome)
	}
	if o.Op != "fault" && o.Stream == "" {
		return fmt.Errorf("an operation on no stream")
	}
	if o.End < o.Start {
		return fmt.Errorf("it ends before it begins")
	}
	return nil
}
