package main

import (
	"fmt"
	"math"
	"sort"
	"strings"
	"time"

	"github.com/anishathalye/porcupine"
)

// What is known of a stream between two operations: its version, and the position of the event that
// brought it there. 0 before its first event.
type stream struct {
	version  uint64
	position uint64
}

// step tells whether a stream in this state may give this answer, and its state afterwards.
//
// A command without an answer takes place or not. That it does not is the same as that it takes
// place after everything else, which its open end allows; so here it always does, if it can.
func (s stream) step(o operation) (bool, stream) {
	meets := o.Expected == nil || *o.Expected == s.version
	switch {
	case o.Op == "read":
		return o.Version == s.version && o.Position >= s.position, s
	case o.Outcome == "recorded":
		after := stream{version: o.Version, position: o.Position}
		return meets && o.Version == s.version+1 && o.Position > s.position, after
	case o.Outcome == "refused":
		return !meets, s
	case meets:
		return true, stream{version: s.version + 1, position: s.position}
	}
	return true, s
}

var model = porcupine.Model{
	Init: func() interface{} { return stream{} },
	Step: func(state, input, _ interface{}) (bool, interface{}) {
		return state.(stream).step(input.(operation))
	},
	DescribeOperation: func(input, _ interface{}) string {
		o := input.(operation)
		expected := ""
		if o.Expected != nil {
			expected = fmt.Sprintf(" at %d", *o.Expected)
		}
		return fmt.Sprintf("%s%s: %s %d (%d)", o.Op, expected, o.Outcome, o.Version, o.Position)
	},
	DescribeState: func(state interface{}) string {
		return fmt.Sprintf("version %d (%d)", state.(stream).version, state.(stream).position)
	},
}

// A stream whose order was not found within this time has not been checked.
const patience = time.Minute

type verdict struct {
	operations int
	streams    int
	result     porcupine.CheckResult
	broken     string // the stream of the first result that is not OK
	info       porcupine.LinearizationInfo
}

func check(operations []operation) verdict {
	byStream := map[string][]porcupine.Operation{}
	for _, o := range operations {
		end := o.End
		if o.Outcome == "unknown" {
			end = math.MaxInt64
		}
		byStream[o.Stream] = append(byStream[o.Stream], porcupine.Operation{
			ClientId: o.Client, Input: o, Call: o.Start, Return: end})
	}
	names := make([]string, 0, len(byStream))
	for name := range byStream {
		names = append(names, name)
	}
	sort.Strings(names)
	all := verdict{operations: len(operations), streams: len(names), result: porcupine.Ok}
	for _, name := range names {
		result, info := porcupine.CheckOperationsVerbose(model, byStream[name], patience)
		if result != porcupine.Ok {
			all.result, all.broken, all.info = result, name, info
			return all
		}
	}
	return all
}

func (v verdict) holds() bool { return v.result == porcupine.Ok }

func (v verdict) summary(path string) string {
	text := fmt.Sprintf("%s: %d operations on %d streams", path, v.operations, v.streams)
	switch v.result {
	case porcupine.Ok:
		return text + ", linearizable"
	case porcupine.Illegal:
		return text + ", NOT linearizable: stream " + v.broken
	}
	return text + ", not decided within a minute: stream " + v.broken
}

// draw writes a page beside the history that shows how far an order goes.
func (v verdict) draw(path string) error {
	page := fmt.Sprintf("%s.%s.html", strings.TrimSuffix(path, ".jsonl"), v.broken)
	return porcupine.VisualizePath(model, v.info, page)
}
