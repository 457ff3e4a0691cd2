#include "tools/witan/command_line.h"

int main(int argc, char** argv) { return witan::cli::RunCommandLine(argc, argv); }
