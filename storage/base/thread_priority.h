#pragma once

// The priority of threads among themselves.

namespace witan {

// From now on the calling thread gives way to the others of the machine while they have work: for
// what follows an answer and that nobody waits for. It still gets about a tenth of a busy core, so
// that it never stands still. Where the system refuses, the thread stays as it is.
void GiveWayToOtherThreads();

}  // namespace witan
