package main

import (
	"strings"
	"testing"
)

// A history in which two clients append to one stream and one reads it.
const sound = `
{"op":"append","client":0,"stream":"s","start_us":0,"end_us":10,"outcome":"recorded","expected":0,"version":1,"position":5}
{"op":"fault","fault":"writer killed","start_us":5,"end_us":90}
{"op":"append","client":0,"stream":"s","start_us":20,"end_us":40,"outcome":"recorded","expected":1,"version":2,"position":7}
{"op":"append","client":1,"stream":"s","start_us":20,"end_us":60,"outcome":"refused","expected":1,"reason":"VERSION_CONFLICT"}
{"op":"append","client":1,"stream":"s","start_us":61,"end_us":70,"outcome":"refused","reason":"TWICE_STATED"}
{"op":"read","client":2,"stream":"s","start_us":50,"end_us":60,"outcome":"seen","version":2,"position":8}
`

func verdictOn(t *testing.T, text string) verdict {
	t.Helper()
	operations, err := parseHistory(strings.NewReader(strings.TrimSpace(text)))
	if err != nil {
		t.Fatal(err)
	}
	return check(operations)
}

func TestASoundHistoryHolds(t *testing.T) {
	v := verdictOn(t, sound)
	if !v.holds() || v.operations != 4 || v.streams != 1 {
		t.Error(v.summary("sound"))
	}
}

// One line more, which the sound history cannot hold.
func TestAForgedHistoryIsRed(t *testing.T) {
	forged := map[string]string{
		"a version twice":                                     `{"op":"append","client":3,"stream":"s","start_us":70,"end_us":80,"outcome":"recorded","version":2,"position":9}`,
		"a version passed over":                               `{"op":"append","client":3,"stream":"s","start_us":70,"end_us":80,"outcome":"recorded","version":4,"position":9}`,
		"an expectation that was not met":                     `{"op":"append","client":3,"stream":"s","start_us":70,"end_us":80,"outcome":"recorded","expected":1,"version":3,"position":9}`,
		"a position before the one before":                    `{"op":"append","client":3,"stream":"s","start_us":70,"end_us":80,"outcome":"recorded","version":3,"position":6}`,
		"a version that was recorded before it was asked for": `{"op":"append","client":3,"stream":"s","start_us":41,"end_us":45,"outcome":"recorded","version":1,"position":4}`,
		"a read of what was overwritten before it began":      `{"op":"read","client":3,"stream":"s","start_us":50,"end_us":55,"outcome":"seen","version":1,"position":6}`,
		"a read of what nobody wrote":                         `{"op":"read","client":3,"stream":"s","start_us":70,"end_us":80,"outcome":"seen","version":3,"position":9}`,
		"a read that speaks for a position before the event":  `{"op":"read","client":3,"stream":"s","start_us":70,"end_us":80,"outcome":"seen","version":2,"position":6}`,
		"a conflict with the version that stands":             `{"op":"append","client":3,"stream":"s","start_us":70,"end_us":80,"outcome":"refused","expected":2,"reason":"VERSION_CONFLICT"}`,
	}
	for name, line := range forged {
		if v := verdictOn(t, sound+line); v.holds() || v.broken != "s" {
			t.Errorf("%s: %s", name, v.summary("forged"))
		}
	}
}

// What was acknowledged and is gone: the next one gets its version again.
func TestALostEventIsRed(t *testing.T) {
	lost := strings.Replace(sound, `"expected":1,"version":2,"position":7`, `"version":1,"position":7`, 1)
	if v := verdictOn(t, lost); v.holds() {
		t.Error(v.summary("lost"))
	}
}

func TestACommandWithoutAnAnswerMayTakePlaceLaterOrNever(t *testing.T) {
	open := `{"op":"append","client":3,"stream":"s","start_us":30,"end_us":31,"outcome":"unknown"}`
	if v := verdictOn(t, sound+open); !v.holds() {
		t.Error(v.summary("never"))
	}
	seen := `
{"op":"read","client":2,"stream":"s","start_us":70,"end_us":71,"outcome":"seen","version":2,"position":8}
{"op":"read","client":2,"stream":"s","start_us":80,"end_us":81,"outcome":"seen","version":3,"position":9}`
	if v := verdictOn(t, sound+open+seen); !v.holds() {
		t.Error(v.summary("later"))
	}
	if v := verdictOn(t, sound+open+seen+strings.Replace(seen, `"version":3`, `"version":4`, 1)); v.holds() {
		t.Error(v.summary("twice"))
	}
}

func TestStreamsStandForThemselves(t *testing.T) {
	other := strings.ReplaceAll(strings.TrimSpace(sound), `"stream":"s"`, `"stream":"t"`)
	if v := verdictOn(t, sound+other); !v.holds() || v.streams != 2 {
		t.Error(v.summary("two"))
	}
}

func TestALineThatIsNoOperationIsRefused(t *testing.T) {
	for name, line := range map[string]string{
		"no JSON":               `append`,
		"no history":            `{"op":"fault","fault":"x","start_us":1,"end_us":2}`,
		"no version":            `{"op":"append","client":3,"stream":"s","start_us":70,"end_us":80,"outcome":"recorded"}`,
		"no stream":             `{"op":"append","client":3,"start_us":70,"end_us":80,"outcome":"unknown"}`,
		"no such outcome":       `{"op":"append","client":3,"stream":"s","start_us":70,"end_us":80,"outcome":"perhaps"}`,
		"nothing expected":      `{"op":"append","client":3,"stream":"s","start_us":70,"end_us":80,"outcome":"refused","reason":"VERSION_CONFLICT"}`,
		"ended before it began": `{"op":"append","client":3,"stream":"s","start_us":70,"end_us":60,"outcome":"unknown"}`,
	} {
		if _, err := parseHistory(strings.NewReader(line)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}
