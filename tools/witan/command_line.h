#pragma once

// The whole command line of Witan.

namespace witan::cli {

// Parses and runs; returns the exit code (see failure.h).
int RunCommandLine(int argc, char** argv);

}  // namespace witan::cli
